import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("Options are split as a shell would")
struct ShellWordsTests {
    @Test(
        "Words, quotes and escapes",
        arguments: [
            ("", []),
            ("   ", []),
            ("--opt  --routines\t--comments\n--hex-blob", ["--opt", "--routines", "--comments", "--hex-blob"]),
            ("--where='a = \"b\"' x", ["--where=a = \"b\"", "x"]),
            (#"--name="a \"b\" \$c \`d\` \\e \f""#, [#"--name=a "b" $c `d` \e \f"#]),
            (#"a\ b c\\d '' "" x''y"#, ["a b", "c\\d", "", "", "xy"]),
            (
                "$HOME `id` $(id) ; rm -rf / | x > y * ~",
                Array("$HOME `id` $(id) ; rm -rf / | x > y * ~".split(separator: " ").map(String.init))
            ),
            ("'ü ☃' é", ["ü ☃", "é"]),
        ])
    func splits(_ line: String, _ words: [String]) throws {
        #expect(try ShellWords.split(line) == words)
    }

    @Test("Python's shlex, which follows POSIX too, splits the same")
    func agreesWithShlex() throws {
        var generator = SeededGenerator(seed: 7)
        let alphabet = Array("ab '\"\\ \t$-=é")
        let lines = (0..<400).map { _ in
            String(
                (0..<Int.random(in: 0...12, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator) ?? "a"
                })
        }
        let script = """
            import json, shlex, sys
            out = []
            for line in json.load(open(sys.argv[1])):
                # The shell's, too, escapes these two within double quotes, which shlex leaves.
                try: out.append(shlex.split(line))
                except ValueError: out.append(None)
            print(json.dumps(out))
            """
        let folder = try ScratchFolder()
        defer { folder.remove() }
        let input = try folder.write("lines", Array(try JSONEncoder().encode(lines)))
        guard let python = OracleTool(ifInstalled: "python3") else { return }
        let answer = try python.run(["-c", script, input])
        let expected = try JSONDecoder().decode([[String]?].self, from: answer.output)
        for (line, words) in zip(lines, expected) where !line.contains("\\$") {
            #expect((try? ShellWords.split(line)) == words, "\(line)")
        }
    }

    @Test("A quote that is never closed is said", arguments: ["'a", "\"a", "a\\"])
    func unfinished(_ line: String) async {
        let error = await expectLifeboatError(.configuration) { _ = try ShellWords.split(line) }
        #expect(error?.hint?.contains("close") == true)
    }
}
