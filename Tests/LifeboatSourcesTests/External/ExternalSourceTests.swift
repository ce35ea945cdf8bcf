import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatSources

struct ExternalSourceTests {
    private func source(_ command: String, stream: Bool) -> ExternalSource {
        ExternalSource(ExternalConfiguration(command: command, stream: stream, name: "job", fileExtension: "dump"))
    }

    private func dump(
        _ command: String, stream: Bool, everywhere: Bool = true
    ) async throws -> (target: Target, bytes: [UInt8], result: DumpResult) {
        try await source(command, stream: stream).withSession { session in
            let target = try #require(try await session.targets().first)
            #expect(try await session.targets() == [target], "asked twice")
            let writer = MemoryWriter()
            let result = try await session.dump(target, DumpContext(pool: BlockPool()), into: writer)
            try await session.delivered(target, everywhere: everywhere)
            return (target, await writer.bytes, result)
        }
    }

    private func answer(_ path: String, gzip: String = "\"false\"", more: String = "") -> String {
        """
        cat <<'END'
        {"full_path": "\(path)", "basename": "base", "extension": "sql", "gzip": \(gzip)\(more)}
        END
        """
    }

    @Test func theFileIsTakenAndRemovedOnceItIsSafe() async throws {
        try await withScratchFolder { folder in
            let file = folder("made.sql")
            let command = "echo run >> '\(folder("runs"))'; echo noise >&2; printf dump > '\(file)'; " + answer(file)
            let (target, bytes, result) = try await dump(command, stream: false)
            #expect(target.name == "base" && target.fileExtension == "sql" && target.origin == file)
            #expect(bytes == Array("dump".utf8) && result.omissions.isEmpty)
            #expect(result.evidence.counts == ["bytes": 4])
            #expect(!FileManager.default.fileExists(atPath: file))
            #expect(try String(contentsOfFile: folder("runs"), encoding: .utf8) == "run\n", "once in a session")

            _ = try await dump(command, stream: false, everywhere: false)
            #expect(FileManager.default.fileExists(atPath: file), "a storage failed, so it is kept")
        }
    }

    @Test(arguments: [
        ("true", "sql.gz"), ("\"true\"", "sql.gz"), ("\"Yes\"", "sql.gz"), ("1", "sql.gz"), ("false", "sql"),
        ("\"false\"", "sql"), ("\"no\"", "sql"), ("0", "sql"),
    ])
    func gzipSaysThatTheFileIsCompressed(_ value: String, _ expected: String) throws {
        let text = "{\"full_path\": \"/x\", \"basename\": \"b\", \"extension\": \".sql\", \"gzip\": \(value)}"
        #expect(try ExternalAnswer(parsing: Array(text.utf8)).fileExtension == expected)
    }

    @Test(arguments: [
        "", "  \n", "not json", "[]", "\"x\"", "{}",
        #"{"full_path": "/x", "basename": "b", "extension": "e"}"#,
        #"{"full_path": "/x", "basename": "b", "gzip": true}"#,
        #"{"full_path": "/x", "extension": "e", "gzip": true}"#,
        #"{"basename": "b", "extension": "e", "gzip": true}"#,
        #"{"full_path": "relative", "basename": "b", "extension": "e", "gzip": true}"#,
        #"{"full_path": "/x", "basename": "", "extension": "e", "gzip": true}"#,
        #"{"full_path": "/x", "basename": "b", "extension": "e", "gzip": "perhaps"}"#,
        #"{"full_path": 7, "basename": "b", "extension": "e", "gzip": true}"#,
        #"{"full_path": "/x", "basename": "b", "extension": "e", "gzip": true} and more"#,
        #"{"full_path": "/x\u0000y", "basename": "b", "extension": "e", "gzip": true}"#,
    ])
    func anAnswerThatIsNotTheContractIsRefused(_ text: String) throws {
        let error = #expect(throws: LifeboatError.self) { try ExternalAnswer(parsing: Array(text.utf8)) }
        #expect(error?.hint?.contains("full_path") == true)
    }

    @Test func filesThatCannotBeTaken() async throws {
        try await withScratchFolder { folder in
            try folder.write("empty", "")
            symlink("/etc/passwd", folder("link"))
            mkfifo(folder("fifo"), 0o600)
            for (name, kind) in [
                ("missing", LifeboatError.Kind.notFound), ("empty", .incomplete), ("link", .refused),
                ("fifo", .refused),
                (".", .refused),
            ] {
                let error = try await SQLiteFixture.failure {
                    _ = try await dump(answer(folder(name)), stream: false)
                }
                #expect(error.kind == kind, "\(name): \(error)")
            }
            #expect(FileManager.default.fileExists(atPath: folder("empty")))
        }
    }

    @Test func aFailingCommandFailsWhateverItPrinted() async throws {
        try await withScratchFolder { folder in
            let file = try folder.write("made", "dump")
            for failing in ["exit 3", "false | true", "kill -9 $$"] {
                let error = try await SQLiteFixture.failure {
                    _ = try await dump(answer(file) + "\n\(failing)", stream: false)
                }
                #expect(error.kind == .failed)
            }
            #expect(FileManager.default.fileExists(atPath: file))
        }
    }

    @Test func aFileThatChangesWhileItIsReadIsNamed() async throws {
        try await withScratchFolder { folder in
            let file = try folder.write("made", [UInt8](repeating: 1, count: 3 << 20))
            struct Meddler: ByteWriter {
                let file: String
                func write(_ block: Block) async throws {
                    let handle = FileHandle(forWritingAtPath: file)
                    try handle?.seekToEnd()
                    try handle?.write(contentsOf: Data([2]))
                }
            }
            try await source(answer(file), stream: false).withSession { session in
                let target = try #require(try await session.targets().first)
                let result = try await session.dump(
                    target, DumpContext(pool: BlockPool()), into: Meddler(file: file))
                #expect(result.omissions.named.map(\.reason) == [.changed])
            }
        }
    }

    @Test func aFileThatIsReplacedIsNeitherTakenNorRemoved() async throws {
        try await withScratchFolder { folder in
            let file = try folder.write("made", "dump")
            try await source(answer(file), stream: false).withSession { session in
                let target = try #require(try await session.targets().first)
                try folder.write("other", "other")
                rename(folder("other"), file)
                let error = try await SQLiteFixture.failure {
                    _ = try await session.dump(target, DumpContext(pool: BlockPool()), into: MemoryWriter())
                }
                #expect(error.kind == .failed)
                try await session.delivered(target, everywhere: true)
            }
            #expect(try String(contentsOfFile: file, encoding: .utf8) == "other")
        }
    }

    @Test func stdoutIsTheObjectInStreaming() async throws {
        let (target, bytes, result) = try await dump("printf 'a\\0b'; echo noise >&2", stream: true)
        #expect(target.name == "job" && target.fileExtension == "dump")
        #expect(bytes == [97, 0, 98] && result.evidence.counts == ["bytes": 3])
    }

    @Test(arguments: [
        "true", "printf x; exit 1", "printf x | false", "(printf x; exit 4) | cat", "nonexistent-tool | cat",
    ])
    func aStreamIsCompleteOnlyWhenEverythingSucceededAndSaidSomething(_ command: String) async throws {
        let error = try await SQLiteFixture.failure { _ = try await dump(command, stream: true) }
        #expect(error.kind == (command == "true" ? .incomplete : .failed))
    }

    @Test func restoresAsAFile() async throws {
        try await withScratchFolder { folder in
            let target = Target(name: "base", fileExtension: "sql.gz", origin: "/x")
            let source = source("true", stream: true)
            let bytes = [UInt8](repeating: 9, count: 2_500_000)
            let place = RestorePlace.folder(folder("new/out"), replace: false)
            let result = try await source.restore(target, from: ByteStream(bytes), into: place)
            #expect(result.evidence.counts == ["bytes": 2_500_000])
            #expect(FileManager.default.contents(atPath: folder("new/out/base.sql.gz")) == Data(bytes))
            var found = stat()
            #expect(stat(folder("new/out/base.sql.gz"), &found) == 0 && found.st_mode & 0o777 == 0o600)
            // What it is put into is ours alone; the folders above have to let a server through to its own.
            #expect(stat(folder("new/out"), &found) == 0 && found.st_mode & 0o777 == 0o700)
            #expect(stat(folder("new"), &found) == 0 && found.st_mode & 0o777 == 0o755)
            let again = try await SQLiteFixture.failure {
                _ = try await source.restore(target, from: ByteStream([1]), into: place)
            }
            #expect(again.kind == .alreadyExists)
            _ = try await source.restore(target, from: ByteStream([1]), into: .folder(folder("new/out"), replace: true))
            #expect(FileManager.default.contents(atPath: folder("new/out/base.sql.gz")) == Data([1]))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder("new/out")) == ["base.sql.gz"])

            for other in [RestorePlace.inPlace, .renamed("x")] {
                let error = try await SQLiteFixture.failure {
                    _ = try await source.restore(target, from: ByteStream([1]), into: other)
                }
                #expect(error.kind == .refused)
            }
            let outside = Target(name: "../../base", fileExtension: "sql", origin: "/x")
            let escaped = try await SQLiteFixture.failure {
                _ = try await source.restore(outside, from: ByteStream([1]), into: place)
            }
            #expect(escaped.kind == .refused)
        }
    }

    @Test func aStreamThatFailsLeavesNoFile() async throws {
        try await withScratchFolder { folder in
            let (writer, reader) = BytePipe.make()
            try await writer.write([1, 2, 3])
            writer.fail(LifeboatError(.corrupted, "digest"))
            let error = try await SQLiteFixture.failure {
                _ = try await source("true", stream: true).restore(
                    Target(name: "a", fileExtension: "b", origin: "/x"), from: reader.stream,
                    into: .folder(folder.path, replace: false))
            }
            #expect(error.kind == .corrupted)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
    }

    @Test func probeReadsTheCommandWithoutRunningIt() async throws {
        try await withScratchFolder { folder in
            let lines = try await source("touch '\(folder("ran"))'", stream: true).probe()
            #expect(lines.count == 1 && !FileManager.default.fileExists(atPath: folder("ran")))
            let error = try await SQLiteFixture.failure { _ = try await source("if then", stream: true).probe() }
            #expect(error.why?.contains("syntax error") == true)
        }
    }

    @Test(arguments: [true, false])
    func secretsAreCutOutOfWhatTheCommandSays(_ stream: Bool) async throws {
        let commands = [
            "echo tok-123 >&2; false", "echo tok-123", "tok-123",
            "echo '{\"full_path\": \"tok-123\", \"basename\": \"b\"}'",
        ]
        for command in stream ? Array(commands.prefix(1)) : commands {
            let configuration = ExternalConfiguration(command: "true; \(command)", stream: stream, name: "job")
            let error = try await SQLiteFixture.failure {
                try await ExternalSource(configuration, secrets: [Secret("tok-123")]).withSession { session in
                    let target = try #require(try await session.targets().first)
                    _ = try await session.dump(target, DumpContext(pool: BlockPool()), into: MemoryWriter())
                }
            }
            #expect(!error.description.contains("tok-123") && error.description.contains("<redacted>"), "\(error)")
        }
    }
}
