import Foundation
import LifeboatTesting
import Testing

@Suite("docs/formats.md")
struct FormatsTests {
    /// Their keys are names that the configuration, the source or the reasons bring.
    private static let maps: Set<String> = ["counts", "counts_at_dump", "facts", "omission_counts"]

    private static func keys(of value: Any) -> Set<String> {
        switch value {
        case let object as [String: Any]:
            object.reduce(into: Set(object.keys)) { keys, entry in
                if !maps.contains(entry.key) { keys.formUnion(Self.keys(of: entry.value)) }
            }
        case let list as [Any]: list.reduce(into: []) { $0.formUnion(Self.keys(of: $1)) }
        default: []
        }
    }

    /// The section with that title, to the next one.
    private static func section(_ title: String) throws -> String {
        let root = #filePath.components(separatedBy: "/Tests/CommandTests/")[0]
        let text = try String(contentsOfFile: "\(root)/docs/formats.md", encoding: .utf8)
        let sections = text.components(separatedBy: "\n## ")
        return try #require(sections.first { $0.hasPrefix("\(title)\n") }, "\(title)")
    }

    private func expectAllListed(_ json: Data, _ title: String) throws {
        let section = try Self.section(title)
        let keys = Self.keys(of: try JSONSerialization.jsonObject(with: json))
        #expect(!keys.isEmpty)
        let unlisted = keys.filter { !section.contains("`\($0)`") && !section.contains("\"\($0)\"") }
        #expect(unlisted.sorted() == [], "\(title)")
    }

    @Test("lists every key that a command prints, and every one of a receipt")
    func complete() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            // A socket is an omission that is no loss; so the record and the receipt have those keys too.
            let socket = try await fixture.tool(
                "python3", "-c", "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])",
                fixture.scratch("files/socket"))
            #expect(socket.status == 0, "\(socket)")
            try fixture.configureFiles(store: "{days: 1}", storages: ["store", "broken"])
            try fixture.scratch.write("broken", "a file\n")
            for day in 10...11 { try fixture.plantNominal("202001\(day)T030000Z-0001") }
            try FileManager.default.removeItem(
                atPath: fixture.scratch("store/site/files/20200111T030000Z-0001/files.tar"))

            let run = try await fixture.run("run", "-o", "json")
            #expect(run.status == 3, "\(run)")
            #expect(run.text.contains("\"omission_counts\"") && run.text.contains("\"lost\""), "\(run)")
            try expectAllListed(run.output, "`lifeboat run -o json`")
            let path = try #require(
                fixture.paths(below: "store").first { $0.hasSuffix("receipt.json") && !$0.contains("/2020") })
            let receipt = try Data(contentsOf: URL(fileURLWithPath: fixture.scratch("store/\(path)")))
            try expectAllListed(receipt, "The receipt")

            for command in ["list", "verify", "expire", "check"] {
                let result = try await fixture.run(command, "-o", "json")
                try expectAllListed(result.output, "`lifeboat \(command) -o json`")
            }
            let restore = try await fixture.run("restore", "site", "--to", fixture.scratch("back"), "-o", "json")
            try expectAllListed(restore.output, "`lifeboat restore -o json`")

            try fixture.configureFiles(storages: ["store", "other"])
            let copy = try await fixture.run("copy", "site", "--from", "local", "--to", "second", "-o", "json")
            #expect(copy.text.contains("\"copied\""), "\(copy)")
            try expectAllListed(copy.output, "`lifeboat copy -o json`")
        }
    }
}
