import Foundation
import LifeboatCore
import LifeboatTesting

extension CommandFixture {
    /// Writes the configuration.
    func configure(_ text: String) throws { try scratch.write("lifeboat.yaml", text) }

    /// A configuration of one job `site` that backs up `files` of the scratch folder to `store`.
    ///
    /// - Parameters:
    ///   - main: lines below `main:`.
    ///   - store: the retention.
    ///   - source: further keys of the source, as `gzip: yes`.
    ///   - storages: the folders, in the scratch folder unless absolute; the first is named `local`, then `second`.
    func configureFiles(
        main: [String] = [], store: String = "{days: 3}", source: [String] = [], storages: [String] = ["store"]
    ) throws {
        try configure(
            Self.main(main) + """
                jobs:
                  - job: site
                    type: desc_files
                    sources:
                      - target: ["\(scratch("files"))"]
                \(source.map { "        \($0)\n" }.joined())
                """ + self.storages(storages, store))
    }

    /// A configuration of one job `dump` of the type `external`.
    func configureExternal(
        _ command: String, stream: Bool = true, main: [String] = [], job: [String] = [], storages: [String] = ["store"]
    ) throws {
        try configure(
            Self.main(main) + """
                jobs:
                  - job: dump
                    type: external
                    dump_cmd: \(Self.quoted(command))
                    stream: \(stream ? "yes" : "no")
                \(job.map { "    \($0)\n" }.joined())
                """ + self.storages(storages, "{days: 0}"))
    }

    private static func main(_ lines: [String]) -> String {
        "main:\n" + (["server_name: test"] + lines).map { "  \($0)\n" }.joined()
    }

    private func storages(_ folders: [String], _ store: String) -> String {
        let entries = folders.enumerated().map { index, folder in
            """
                  - storage: local
                    name: \(index == 0 ? "local" : index == 1 ? "second" : "storage-\(index)")
                    backup_dir: "\(folder.hasPrefix("/") ? folder : scratch(folder))"
                    store: \(store)

            """
        }
        return "\n    storages:\n" + entries.joined()
    }

    /// As a YAML scalar in single quotes.
    static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "''"))'" }

    /// A few files to back up, below `files`.
    func makeFiles() throws {
        try scratch.write("files/index.html", "<h1>Welcome</h1>\n")
        try scratch.write(
            "files/uploads/photo.bin", (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 251) })
        try scratch.write("files/uploads/ünïcödé ☃.txt", "snow\n")
    }

    /// What `list -o json` shows.
    func backups() async throws -> [ListedBackup] {
        let result = try await run("list", "-o", "json")
        guard result.status == 0 else { throw LifeboatError(.failed, "list failed", why: result.errors) }
        return try result.decode(BackupList.self).backups
    }

    /// All paths below a folder of the scratch folder, relative to it, sorted; empty when it does not exist.
    func paths(below folder: String) -> [String] {
        let root = folder.hasPrefix("/") ? folder : scratch(folder)
        return (FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []).sorted()
    }

    /// The run records that a job left in a storage's folder, oldest first.
    func runRecords(of job: String, in folder: String = "store") throws -> [RunRecordDocument] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try paths(below: "\(folder)/\(job)/runs").filter { $0.hasSuffix(".json") }.map { name in
            try decoder.decode(
                RunRecordDocument.self,
                from: Data(contentsOf: URL(fileURLWithPath: scratch("\(folder)/\(job)/runs/\(name)"))))
        }
    }

    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path.hasPrefix("/") ? path : scratch(path))
    }
}
