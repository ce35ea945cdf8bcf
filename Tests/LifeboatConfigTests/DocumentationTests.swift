import Foundation
import LifeboatConfig
import LifeboatCore
import Testing

@Suite("docs/configuration.md")
struct DocumentationTests {
    private func document(file: String = #filePath) throws -> String {
        let root = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "docs/configuration.md"), encoding: .utf8)
    }

    private func keys(_ content: UnderstoodValue.Content) -> Set<String> {
        switch content {
        case .mapping(let mapping):
            mapping.entries.reduce(into: []) { found, entry in
                found.formUnion(keys(entry.value.content).union([entry.key]))
            }
        case .list(let values): values.reduce(into: []) { $0.formUnion(keys($1.content)) }
        default: []
        }
    }

    @Test("Every key of what is supported is in it")
    func complete() throws {
        let document = try document()
        let scratch = try ConfigScratch()
        for type in JobType.allCases where type.isSupported {
            try scratch.write("a.yaml", ConfigurationSample(type: type, storages: StorageType.allCases).text)
            let found = keys(.mapping(try scratch.load("a.yaml").understood)).subtracting(["main", "jobs"])
            #expect(found.count > 20)
            for key in found.sorted() {
                #expect(
                    document.contains("`\(key)`") || document.contains("{\(key),") || document.contains(" \(key),"),
                    "\(key)")
            }
        }
        for type in JobType.allCases { #expect(document.contains("`\(type.rawValue)`")) }
        for type in StorageType.allCases { #expect(document.contains("`\(type.rawValue)`")) }
    }

    @Test("Its examples are what they say")
    func examples() throws {
        let scratch = try ConfigScratch()
        let blocks = try document().components(separatedBy: "```yaml\n").dropFirst().map {
            $0.components(separatedBy: "```")[0]
        }
        #expect(blocks.count == 2)
        try scratch.write("a.yaml", blocks[0])
        #expect(try scratch.load("a.yaml").jobs.map(\.name) == ["uploads"])
        let storages = "  storages: [{storage: local, backup_dir: /b}]\n"
        try scratch.write("b.yaml.j2", "jobs:\n" + blocks[1] + storages)
        #expect(try scratch.load("b.yaml.j2", ["PROJECT": "shop"]).jobs.map(\.name) == ["shop-uploads"])
    }
}
