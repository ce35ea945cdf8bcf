import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@testable import LifeboatSources

/// Archives written by the stand-in for mongodump.
@Suite("An archive of mongodump as it passes", .enabled(if: MongoDBStandIn.isInstalled))
struct MongoDBArchiveTests {
    private func archive(_ name: String) async throws -> [UInt8] {
        try await withScratchFolder { folder in
            let collected = CollectedDump()
            let source = try MongoDBStandIn(in: folder).source([name])
            _ = try await source.withSession { session in
                let target = Target(name: name, fileExtension: "archive", origin: name)
                return try await session.dump(target, DumpContext(pool: BlockPool()), into: collected)
            }
            return collected.bytes
        }
    }

    private func inspect(_ bytes: some Collection<UInt8>, size: Int = .max) throws -> Evidence {
        var inspector = MongoDBArchiveInspector()
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            try rest.prefix(size).withUnsafeBytes { try inspector.inspect($0) }
            rest = rest.dropFirst(size)
        }
        return try inspector.finish()
    }

    @Test("Any split gives the same")
    func splits() async throws {
        let bytes = try await archive("shop")
        let whole = try inspect(bytes)
        #expect(whole.counts["documents"] == 2_502)
        for size in [1, 3, 4, 5, 64, 4_096] { #expect(try inspect(bytes, size: size) == whole) }
    }

    @Test("No cut and no flipped bit passes")
    func damage() async throws {
        let bytes = try await archive("a b; rm -rf")
        let counts = try inspect(bytes).counts
        for size in 0..<bytes.count {
            #expect(throws: LifeboatError.self, "\(size)") { try inspect(bytes.prefix(size)) }
        }
        #expect(throws: LifeboatError.self) { try inspect(bytes + [0]) }
        // In what is covered by nothing, the names of tools and the form of metadata, a change may pass; counts do not change.
        for bit in 0..<(bytes.count * 8) {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            if let found = try? inspect(changed) { #expect(found.counts == counts, "\(bit)") }
        }
    }

    @Test("Compressed, or no archive at all, is refused at once", arguments: ["\u{1f}\u{8b}\u{8}\0\0\0", "Failed: no"])
    func others(text: String) {
        #expect(throws: LifeboatError.self) { try inspect(text.unicodeScalars.map { UInt8($0.value) }) }
    }

    @Test("A text in double quotes is the same to YAML and to JSON")
    func quoting() throws {
        for text in ["plain", "a\"b\\c", "tab\tline\nend", "ü☃", "#x: {y}", "\u{7f}\u{1}"] {
            let script =
                "import json, sys, yaml; t = sys.argv[1]; assert json.loads(t) == yaml.safe_load(t); print(json.loads(t), end='')"
            let answer = try OracleTool("python3").run(["-c", script, MongoDBProgram.quoted(text)]).checked()
            #expect(answer.text == text)
        }
    }

    @Test("Options that would spoil the dump are refused")
    func options() throws {
        #expect(try MongoDBDumpOptions("--numParallelCollections=2 '--readPreference=secondary'").words.count == 2)
        for line in [
            "--gzip", "--out=/x", "-d x", "-dx", "-ps3cret", "--sslPEMKeyPassword=x", "--archive=/x", "'unclosed",
        ] {
            #expect(throws: LifeboatError.self) { try MongoDBDumpOptions(line) }
        }
    }

    @Test("The program's words are explained")
    func words() {
        let program = MongoDBProgram(
            server: ServerConnection(port: 27_017), authenticationDatabase: "admin", tls: nil, toolbox: Toolbox())
        for (why, kind) in [
            (
                "can't create session: auth error: sasl conversation error: Authentication failed.",
                LifeboatError.Kind.accessDenied
            ),
            ("error getting database names: not authorized on admin to execute command", .accessDenied),
            ("server selection error: server selection timeout, connection refused", .failed),
            ("oplog entries error: node is not part of a replica set", .failed), ("something else", .failed),
        ] {
            let error = program.explain(LifeboatError(.failed, "mongodump failed", why: why))
            #expect(error.kind == kind && error.why == why && error.hint != nil)
        }
    }
}
