import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("Which databases are meant")
struct DatabaseSelectionTests {
    private let existing = ["shop", "wiki", "mysql", "all db"]

    @Test("Names, all, and what is left out")
    func selects() throws {
        func select(_ targets: [String], _ excludes: [String] = []) throws -> [String] {
            try DatabaseSelection(targets: targets, excludes: excludes).select(from: existing, leavingOut: ["mysql"])
        }
        #expect(try select(["all"]) == ["all db", "shop", "wiki"])
        #expect(try select(["all"], ["wiki"]) == ["all db", "shop"])
        #expect(try select(["wiki", "shop", "wiki"]) == ["shop", "wiki"])
        #expect(try select(["all", "mysql"]) == ["all db", "mysql", "shop", "wiki"])
        // Its dump fails by itself; the others are backed up.
        #expect(try select(["shop", "nope"]) == ["nope", "shop"])
    }

    @Test("Nothing left is an error")
    func nothing() async {
        await expectLifeboatError(.notFound) {
            _ = try DatabaseSelection(targets: ["a"], excludes: ["a"]).select(from: [], leavingOut: [])
        }
        await expectLifeboatError(.notFound) {
            _ = try DatabaseSelection(targets: ["all"]).select(from: ["mysql"], leavingOut: ["mysql"])
        }
    }

    @Test(
        "Versions are read from what programs print",
        arguments: [
            ("pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", [15, 18]),
            ("mariadb-dump from 10.19 Distrib 10.11.6-MariaDB", [10, 19]), ("7", [7]), ("v3.4.23.", [3, 4, 23]),
        ])
    func versions(_ text: String, _ numbers: [Int]) { #expect(ToolVersion(text)?.numbers == numbers) }

    @Test("Versions are ordered by their numbers")
    func order() throws {
        #expect(ToolVersion("none") == nil)
        #expect(try #require(ToolVersion("9.6.1")) < #require(ToolVersion("10")))
        #expect(try #require(ToolVersion("10.11.6")) < #require(ToolVersion("10.11.14")))
    }
}
