import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("What patterns lead to")
struct PatternTargetsTests {
    private let tree: [String: [String]] = [
        "/a/data": ["/a/data"], "/b/data": ["/b/data"], "/a/*": ["/a/data", "/a/other"], "/c/one": ["/c/one"],
    ]

    private func expand(_ patterns: [String]) -> PatternTargets {
        PatternTargets(patterns) { pattern in
            guard let paths = tree[pattern] else { throw LifeboatError(.notFound, "nothing matches \(pattern)") }
            return paths.map { path in
                Target(name: String(path.split(separator: "/").last ?? ""), fileExtension: "x", origin: path)
            }
        }
    }

    /// Each target's name, with an exclamation mark where a dump throws.
    private func describe(_ targets: PatternTargets) -> [String] {
        targets.all.map { target in
            do {
                try targets.check(target)
                return target.name
            } catch { return "\(target.name)!" }
        }
    }

    @Test(
        "What cannot be dumped has the name that its backups have, unless that is taken",
        arguments: [
            (["/a/data", "/gone/files", "/c/one"], ["data", "one", "files!"]),
            (["/gone/files", "/gone/files/", "/gone/files"], ["files!", "/gone/files/!"]),
            (["/x/files", "/y/files"], ["files!", "/y/files!"]),
            (["/gone/data", "/a/data"], ["data", "/gone/data!"]),
            (["/gone/*", "/**/x?", "/c/one"], ["one", "/gone/*!", "/**/x?!"]),
            (["/a/*", "/a/data"], ["data", "other"]),
            (["/a/*", "/b/data"], ["other", "/a/data!", "/b/data!"]),
            (["/gone"], ["gone!"]), (["relative"], ["relative!"]), ([], []),
        ])
    func names(patterns: [String], expected: [String]) {
        #expect(describe(expand(patterns)) == expected)
    }

    @Test("A check names all that is wrong, and describes the rest when nothing is")
    func probe() throws {
        #expect(try expand(["/a/*", "/c/one"]).probe(\.origin) == ["/a/data", "/a/other", "/c/one"])
        #expect {
            _ = try expand(["/gone", "/c/one"]).probe(\.origin)
        } throws: { ($0 as? LifeboatError)?.what == "nothing matches /gone" }
        #expect {
            _ = try expand(["/gone", "/c/one", "/lost"]).probe { target in
                throw LifeboatError(.accessDenied, "cannot read \(target.origin)")
            }
        } throws: { error in
            guard let error = error as? LifeboatError else { return false }
            return error.what.contains("3 targets") && ["/gone", "/c/one", "/lost"].allSatisfy(error.summary.contains)
        }
    }
}
