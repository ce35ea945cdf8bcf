import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatSources

struct SQLiteOwnerTests {
    private static let dump = "BEGIN;\nCREATE TABLE t(a);\nCOMMIT;\n"

    private func restore(_ path: String, _ facts: [String: String], _ place: RestorePlace) async throws -> DumpResult {
        let target = Target(name: "app.db", fileExtension: "sql", origin: path, facts: facts)
        return try await SQLiteFixture.source(path).restore(
            target, from: ByteStream(Array(Self.dump.utf8)), into: place)
    }

    private func owner(_ path: String) throws -> String {
        let facts = try SQLiteOwner(of: path).facts
        return "\(facts["owner"] ?? "-") \(facts["mode"] ?? "-")"
    }

    @Test func aDumpSaysWhoseTheFileIs() async throws {
        try await withScratchFolder { folder in
            let path = folder("app.db")
            try await SQLiteFixture.sql(path, "CREATE TABLE t(a);")
            chmod(path, 0o664)
            let result = try await SQLiteFixture.dump(path).result
            #expect(result.facts["owner"] == "\(geteuid()):\(getegid())" && result.facts["mode"] == "0664")
        }
    }

    @Test(.enabled(if: geteuid() == 0))
    func aDatabaseThatIsGoneGetsItsOwnerBack() async throws {
        try await withScratchFolder { folder in
            let facts = ["owner": "1000:1001", "mode": "0664"]
            let path = folder("data/app.db")
            let places: [(RestorePlace, String)] = [
                (.inPlace, path), (.renamed("copy.db"), folder("data/copy.db")),
                (.folder(folder("back"), replace: false), folder("back/app.db")),
            ]
            for (place, made) in places {
                let result = try await restore(path, facts, place)
                #expect(try owner(made) == "1000:1001 0664" && result.facts["owners"] == nil, "\(place)")
            }
            // What is there keeps its own.
            chown(path, 7, 8)
            chmod(path, 0o640)
            #expect(try await restore(path, facts, .inPlace).facts["owners"] == nil)
            #expect(try owner(path) == "7:8 0640")
        }
    }

    @Test(arguments: [
        [:], ["owner": "1000:1000"], ["mode": "0644"], ["owner": "root", "mode": "0644"],
        ["owner": "1:2:3", "mode": "0644"], ["owner": "-1:2", "mode": "0644"],
        ["owner": "4294967295:0", "mode": "0644"], ["owner": "1:1", "mode": "rw"],
    ])
    func aReceiptThatDoesNotSayItIsADifference(_ facts: [String: String]) async throws {
        try await withScratchFolder { folder in
            let result = try await restore(folder("app.db"), facts, .inPlace)
            #expect(result.facts["owners"]?.contains("does not say whose it was") == true, "\(result.facts)")
            #expect(try owner(folder("app.db")) == "\(geteuid()):\(getegid()) 0600")
        }
    }

    /// Whoever can write to a storage can forge a receipt.
    @Test func noSpecialBitIsGiven() throws {
        #expect(SQLiteOwner(facts: ["owner": "0:0", "mode": "6755"])?.mode == 0o755)
    }
}
