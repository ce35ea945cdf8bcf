import Foundation
import LifeboatCore
import LifeboatSources
import LifeboatTesting
import Testing

@Suite("Globs")
struct GlobTests {
    @Test(
        "What matches",
        arguments: [
            ("*.log", "a.log"), ("*.log", ".log"), ("a?c", "abc"), ("[a-c]x", "bx"), ("[!a-c]x", "dx"), ("[^a]", "b"),
            ("[]]", "]"), ("[]-a]", "^"), ("[a-]", "-"), ("[x", "[x"), (#"\*"#, "*"), (#"a\"#, #"a\"#), (#"[\]]"#, "]"),
            ("a/**/b", "a/b"), ("a/**/b", "a/x/y/b"), ("**", "a/b/c"), ("**/x", "x"), ("a/**", "a"), ("a/**", "a/b"),
            ("**/a/**/b", "a/a/x/b"), ("a*b*c", "aXbYbZc"), ("a**b", "aXXb"), ("/a//b/", "a/b"), ("./a", "a"), ("", ""),
            ("größe*", "größe.txt"),
        ])
    func matches(pattern: String, path: String) {
        #expect(Glob(pattern).matches(path.utf8))
    }

    @Test(
        "What does not match",
        arguments: [
            ("*.log", "a/b.log"), ("a?c", "a/c"), ("*", "a/b"), ("[a-c]", "d"), ("[z-a]", "m"), ("[!a]", "a"),
            ("a", "ab"),
            ("a/**/b", "a/xb"), ("**/x", "x/y"), (#"\*"#, "a"), ("a*b", "ac"), ("", "a"), ("a", ""), ("a**b", "a/b"),
        ])
    func differs(pattern: String, path: String) {
        #expect(!Glob(pattern).matches(path.utf8))
    }

    @Test("Many stars take no exponential time")
    func backtracking() {
        let name = String(repeating: "a", count: 3_000)
        #expect(!Glob(String(repeating: "a*", count: 40) + "b").matches(name.utf8))
        let path = String(repeating: "a/", count: 1_000)
        #expect(!Glob(String(repeating: "**/a/", count: 40) + "b").matches(path.utf8))
    }

    private static let maker = """
        import os, random, sys
        r = random.Random(4); root = sys.argv[1]; folders = [root]
        for i in range(120):
            p = os.path.join(r.choice(folders[-12:]), ''.join(r.choice('abc-!]') for _ in range(r.randrange(1, 4))))
            if os.path.lexists(p): continue
            k = r.randrange(10)
            if k < 4: os.mkdir(p); folders.append(p)
            elif k == 5: os.makedirs(os.path.join(os.path.dirname(p), '.h' + os.path.basename(p)), exist_ok=True)
            else: open(p, 'w').close()
        """

    @Test("Expansion finds what bash finds")
    func bash() throws {
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        try scratch.write("tree/a/b", "")
        try OracleTool("python3").run(["-c", Self.maker, scratch("tree")]).checked()
        var random = SeededGenerator(seed: 11)
        let patterns = (0..<400).map { _ in Self.pattern(&random) }
        // nullglob: no match is no output. No symlinks: what bash does with `**` and them depends on its version.
        let script = """
            shopt -s globstar nullglob; IFS=; cd "$0"
            for p; do for f in $p; do printf '%s\\n' "${f%/}"; done | LC_ALL=C sort -u; echo .; done
            """
        let answer = try OracleTool("bash").run(["-c", script, scratch("tree")] + patterns).checked().text
        let expected = answer.components(separatedBy: ".\n").map { $0.split(separator: "\n").map(String.init) }
        var found = 0
        for (pattern, names) in zip(patterns, expected) where Glob(pattern).isPattern {
            let ours = try Glob(scratch("tree") + "/" + pattern).expand().map {
                String(decoding: $0.dropFirst(scratch("tree").utf8.count + 1), as: UTF8.self)
            }
            #expect(ours.filter { !$0.isEmpty } == names, "\(pattern)")
            found += names.count
            // Matching and expansion are two pieces of code with one meaning.
            for name in ours {
                let components = name.utf8.split(separator: UInt8(ascii: "/")).map { Array($0) }
                #expect(Glob(pattern).matches(name.utf8), "\(pattern) \(name)")
                #expect(Glob(pattern).canExpand(to: components[...]), "\(pattern) \(name)")
            }
        }
        #expect(found > 1_000)
    }

    @Test("What an expansion would hide, it cannot give")
    func hidden() {
        func canExpand(_ pattern: String, _ path: String) -> Bool {
            Glob(pattern).canExpand(to: path.utf8.split(separator: UInt8(ascii: "/")).map { Array($0) }[...])
        }
        for (pattern, path) in [
            ("/a/*", "/a/.b"), ("/a/**", "/a/b/.c"), ("/**/c", "/a/.b/c"), ("/a/?b", "/a/.b"), ("/a/[.]b", "/a/.b"),
            ("/a/*", "/a"), ("/a/*", "/a/b/c"),
        ] { #expect(!canExpand(pattern, path), "\(pattern) \(path)") }
        for (pattern, path) in [
            ("/a/.*", "/a/.b"), ("/a/.b", "/a/.b"), ("/**/.b/**", "/a/.b/c"), ("/**", "/"), ("/", "/"),
            ("/a//b/", "/a/b"),
        ] { #expect(canExpand(pattern, path), "\(pattern) \(path)") }
    }

    @Test("Symlinks are gone through when named, not by `**`")
    func symlinks() throws {
        let scratch = try ScratchFolder()
        defer { scratch.remove() }
        try scratch.write("real/x", "")
        symlink("real", scratch("link"))
        symlink("..", scratch("real/up"))
        func expand(_ pattern: String) throws -> [String] {
            try Glob(scratch(pattern)).expand().map {
                String(decoding: $0.dropFirst(scratch.path.utf8.count), as: UTF8.self)
            }
        }
        #expect(try expand("**/x") == ["/real/x"])
        #expect(try expand("*/x") == ["/link/x", "/real/x"])
        #expect(try expand("link/x") == ["/link/x"])
        #expect(try expand("*l*/") == ["/link", "/real"])
        #expect(try expand("**") == ["", "/link", "/real", "/real/up", "/real/x"])
    }

    private static func pattern(_ random: inout SeededGenerator) -> String {
        let pieces = [
            "a", "b", "c", "-", "!", "]", "*", "*", "?", "[ab]", "[!a]", "[a-c]", "[!-]", "[]a]", "[c-a]", "[",
        ]
        return (0..<Int.random(in: 1...4, using: &random)).map { _ in
            if Int.random(in: 0..<5, using: &random) == 0 { return "**" }
            return (0..<Int.random(in: 1...3, using: &random)).map { _ in pieces.randomElement(using: &random)! }
                .joined()
        }.joined(separator: "/")
    }
}
