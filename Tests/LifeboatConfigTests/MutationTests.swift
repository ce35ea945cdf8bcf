import LifeboatConfig
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Broken configurations")
struct MutationTests {
    private static let pieces = [
        "\n", "\t", "  ", ":", ": ", "- ", "[", "]", "{", "}", "'", "\"", "#", "|", ">", "&a ", "*a", "!include x",
        "!!str ", "? ", "---\n", "...",
        "{{ x }}", "{% if x %}", "{#", "\r", "\u{feff}", "\u{0}", "ü", "🛟", "<<: ", "yes", "0x1f", "%", "@", ",", "\\",
        "\u{10feff}", "\u{85}",
    ]

    @Test("Any mutation gives a configuration or problems that say where, never a crash", arguments: 0..<24)
    func mutations(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let scratch = try ConfigScratch()
        let originals = [
            try ConfigScratch.fixture("article/desc-files.conf.j2").replacing("- job", with: "jobs:\n- job"),
            try ConfigScratch.fixture("article/mysql-s3.conf.j2").replacing("- job", with: "jobs:\n- job"),
            try ConfigScratch.fixture("article/nxs-backup.conf"),
            try ConfigurationSample(type: .external, storages: [.local, .local]).text,
        ]
        for _ in 0..<50 {
            var bytes = Array(originals[Int.random(in: 0..<originals.count, using: &random)].utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let at = Int.random(in: 0...bytes.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...8, using: &random)))
                case 1: if at < bytes.count { bytes[at] = UInt8.random(in: 0...255, using: &random) }
                case 2:
                    let end = min(bytes.count, at + Int.random(in: 1...60, using: &random))
                    bytes.insert(contentsOf: bytes[at..<end], at: Int.random(in: 0...bytes.count, using: &random))
                default: bytes.insert(contentsOf: Self.pieces.randomElement(using: &random)?.utf8 ?? "".utf8, at: at)
                }
            }
            let name = Bool.random(using: &random) ? "a.yaml" : "a.yaml.j2"
            try scratch.write(name, bytes: bytes)
            do {
                let configuration = try scratch.load(name, ["X": "a: b", "DB_HOST": "h"])
                #expect(!configuration.jobs.isEmpty)
                #expect(!ConfigurationListing(configuration).text.isEmpty)
            } catch let error as ConfigurationError {
                #expect(!error.problems.isEmpty)
                for problem in error.problems {
                    #expect(problem.place?.file.hasSuffix(name) == true, "\(problem)")
                    #expect(!problem.what.isEmpty)
                    #expect(!problem.description.contains("\n"))
                }
            }
        }
    }
}
