import Foundation
import LifeboatTesting
import Testing

@Suite("A restore of which one copy is damaged")
struct DamagedCopyTests {
    private struct Report: Decodable {
        struct Entry: Decodable {
            var storage: String
            var exact: Bool
            var unreadableOn: [String]
        }

        var restored: [Entry]
    }

    enum Damage: String, CaseIterable {
        case object, emptyReceipt, brokenReceipt

        func hit(_ fixture: CommandFixture, _ folder: String, _ object: String) throws {
            let receipt = ((object as NSString).deletingLastPathComponent as NSString).appendingPathComponent(
                "receipt.json")
            switch self {
            case .object: try fixture.flipByte(of: "\(folder)/\(object)")
            case .emptyReceipt: try fixture.scratch.write("\(folder)/\(receipt)", "")
            case .brokenReceipt: try fixture.scratch.write("\(folder)/\(receipt)", "{\"format\": 1, \"id\": ")
            }
        }
    }

    /// A backup on `local` and `second`, the first of which is damaged, after a good one of the same target.
    private func prepare(
        _ fixture: CommandFixture, _ damage: Damage, on storages: [String] = ["store"]
    ) async throws -> (old: String, id: String) {
        try fixture.makeFiles()
        try fixture.configureFiles(source: ["compression: none"], storages: ["store", "second"])
        var ids: [String] = []
        for _ in 1...2 {
            #expect(try await fixture.run("run").status == 0)
            let newest = try #require(try await fixture.backups().first { !ids.contains($0.id) })
            ids.append(newest.id)
            // An id is of a second; of the same one another number decides which is the newest.
            if ids.count == 1 { try fixture.age(newest.id, in: ["store", "second"], to: "20200101T030000Z-0001") }
        }
        let newest = try #require(try await fixture.backups().first { $0.id == ids[1] }?.object)
        for folder in storages { try damage.hit(fixture, folder, newest) }
        return ("20200101T030000Z-0001", ids[1])
    }

    @Test("takes another storage's, says so, and is exit 3", arguments: Damage.allCases, ["--to", "--in-place"])
    func fallsBack(_ damage: Damage, _ place: String) async throws {
        try await CommandFixture.with { fixture in
            let (_, id) = try await prepare(fixture, damage)
            let words = place == "--to" ? ["--to", fixture.scratch("back")] : [place]
            let result = try await fixture.start(["restore", "site", "-o", "json"] + words).wait()
            #expect(result.status == 3, "\(result)")
            #expect(
                result.errors.contains("warning: job site: target files: backup \(id) on local: "), "\(result)")
            #expect(!result.errors.contains("Decoding") && result.errors.contains("trying another storage's copy"))
            let report = try result.decode(Report.self)
            #expect(report.restored.map(\.storage) == ["second"] && report.restored.allSatisfy(\.exact))
            #expect(report.restored.first?.unreadableOn == ["local"])
            if place == "--to" {
                let same = try await fixture.tool("diff", "-r", fixture.scratch("files"), fixture.scratch("back/files"))
                #expect(same.status == 0, "\(same)")
            }
        }
    }

    @Test("Where no copy is good the backup before it is named", arguments: Damage.allCases)
    func everywhere(_ damage: Damage) async throws {
        try await CommandFixture.with { fixture in
            let (old, id) = try await prepare(fixture, damage, on: ["store", "second"])
            let result = try await fixture.run("restore", "site", "--to", fixture.scratch("back"))
            #expect(result.status == 4, "\(result)")
            #expect(
                result.errors.contains("error: job site: target files: backup \(id) on second: "), "\(result)")
            #expect(result.errors.contains("hint: take the one before it: --backup \(old)\n"), "\(result)")
            let older = try await fixture.run(
                "restore", "site", "--to", fixture.scratch("back"), "--force", "--backup", old)
            #expect(older.status == 0, "\(older)")
        }
    }

    @Test("What stdout has got cannot be taken back: the other copy is named")
    func stdout() async throws {
        try await CommandFixture.with { fixture in
            let (_, id) = try await prepare(fixture, .object)
            let result = try await fixture.run("restore", "site", "--stdout")
            #expect(result.status == 4, "\(result)")
            #expect(result.errors.contains(": backup \(id) on local: "), "\(result)")
            #expect(result.errors.contains("hint: take the copy on the other storage: --storage second --backup \(id)"))
            let other = try await fixture.run("restore", "site", "--stdout", "--storage", "second", "--backup", id)
            #expect(other.status == 0 && other.errors.isEmpty, "\(other)")
        }
    }

    @Test("Nothing was written to stdout yet when a receipt is damaged")
    func receiptBeforeStdout() async throws {
        try await CommandFixture.with { fixture in
            _ = try await prepare(fixture, .brokenReceipt)
            let result = try await fixture.run("restore", "site", "--stdout")
            #expect(result.status == 3, "\(result)")
            try fixture.scratch.write("dump.tar", result.output)
            let compared = try await fixture.tool(
                "tar", "-d", "-f", fixture.scratch("dump.tar"), "-C", fixture.scratch.path)
            #expect(compared.status == 0 && compared.output.isEmpty, "\(compared)")
        }
    }

    @Test("A storage that was asked for by name is the only one")
    func named() async throws {
        try await CommandFixture.with { fixture in
            _ = try await prepare(fixture, .object)
            let result = try await fixture.run("restore", "site", "--to", fixture.scratch("back"), "--storage", "local")
            #expect(result.status == 4, "\(result)")
            #expect(result.errors.contains("hint: another storage may have a good copy"), "\(result)")
        }
    }

    @Test("verify has words for a damaged receipt", arguments: [Damage.emptyReceipt, .brokenReceipt])
    func verify(_ damage: Damage) async throws {
        try await CommandFixture.with { fixture in
            _ = try await prepare(fixture, damage)
            let result = try await fixture.run("verify", "site")
            #expect(result.status == 4 && !result.errors.contains("Decoding"), "\(result)")
            let why = damage == .emptyReceipt ? "it is empty" : "it is not the JSON that it should be"
            #expect((result.text + result.errors).contains("the receipt is damaged: \(why)"), "\(result)")
            #expect((result.text + result.errors).contains("hint: "), "\(result)")
        }
    }
}
