import Foundation
import LifeboatCore

extension SourceContract {
    /// Dumps one target as the engine does. However that ends, nothing is left in the temporary folder.
    func dump(
        _ name: String, of source: any Source, evidence: EvidenceLevel = .stream, into dump: CollectedDump
    ) async throws -> (Target, DumpResult) {
        try await withScratchFolder { folder in
            let result: Result<(Target, DumpResult), any Error>
            do {
                result = .success(try await self.dump(name, of: source, evidence, folder.path, into: dump))
            } catch {
                result = .failure(error)
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            try require(left.isEmpty, "the temporary folder still holds \(left)")
            return try result.get()
        }
    }

    private func dump(
        _ name: String, of source: any Source, _ evidence: EvidenceLevel, _ folder: String, into dump: CollectedDump
    ) async throws -> (Target, DumpResult) {
        try await source.withSession { session in
            let targets = try await session.targets()
            guard let target = targets.first(where: { $0.name == name }) else {
                throw Violation(self, "there is no target \(name), only \(targets.map(\.name))")
            }
            let context = DumpContext(pool: BlockPool(), temporaryFolder: folder, evidence: evidence)
            let result = try await session.dump(target, context, into: dump)
            try await session.delivered(target, everywhere: true)
            return (target, result)
        }
    }

    private func source(_ fixture: some SourceFixture, path: String? = nil) -> any RestorableSource {
        fixture.source(targets: [fixture.target], path: path)
    }

    func restoredIsEqual(_ fixture: some SourceFixture) async throws {
        let dumped = CollectedDump()
        let source = source(fixture)
        let (target, _) = try await dump(fixture.target, of: source, into: dumped)
        let place = try await fixture.place()
        _ = try await source.restore(target, from: dumped.stream, into: place)
        let (original, copy) = try await (fixture.contents(of: nil), fixture.contents(of: place))
        try require(!original.isEmpty, "the fixture says that there is nothing")
        let difference = zip(original.split(separator: "\n"), copy.split(separator: "\n")).first { $0 != $1 }
        try require(original == copy, "they differ, first in: \(difference.map { "\($0) / \($1)" } ?? "their length")")
    }

    func evidenceIsFoundAgain(_ fixture: some SourceFixture) async throws {
        let dumped = CollectedDump()
        let source = source(fixture)
        let (target, result) = try await dump(fixture.target, of: source, into: dumped)
        try require(!result.evidence.isEmpty, "nothing was counted")
        let restored = try await source.restore(target, from: dumped.stream, into: fixture.place())
        for (name, count) in result.evidence.counts {
            let found = restored.evidence.counts[name]
            try require(found == count, "\(name) was \(count) and is \(found.map(String.init) ?? "not counted")")
        }
    }

    func evidenceMayBeOff(_ fixture: some SourceFixture) async throws {
        let dumped = CollectedDump()
        let source = source(fixture)
        let (target, _) = try await dump(fixture.target, of: source, evidence: .none, into: dumped)
        _ = try await source.restore(target, from: dumped.stream, into: fixture.place())
    }

    func factsNameTheVersions(_ fixture: some SourceFixture) async throws {
        let (_, result) = try await dump(fixture.target, of: source(fixture), into: CollectedDump())
        let (version, tool) = (result.product?.version ?? "", result.facts["tool"] ?? "")
        try require(version.contains(where: \.isNumber), "the server's version is `\(version)`")
        try require(tool.contains(where: \.isNumber), "the fact `tool` is `\(tool)`")
        try require(!result.facts.values.contains { $0.contains(fixture.password) }, "a fact shows the password")
    }
}
