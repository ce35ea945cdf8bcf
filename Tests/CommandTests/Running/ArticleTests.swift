import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

/// The article's file job as its containers saw it: its two files where they were mounted, no arguments.
///
/// One after the other: all of them are the same job in the same places, so they would find each other's lock.
@Suite("The article's file job", .serialized, .enabled(if: Needs.mounts))
struct ArticleTests {
    /// The paths of the article, each below a private writable layer over the machine's own folders.
    private func withArticle(_ body: (CommandFixture, MountNamespace) async throws -> Void) async throws {
        try await CommandFixture.with { fixture in
            let namespace = try await fixture.articleNamespace(service: "desc-files.conf.j2")
            try FileManager.default.createDirectory(
                atPath: namespace("/var/www/files"), withIntermediateDirectories: true)
            try await fixture.makeRichTree(at: namespace("/var/www/files"))
            try await body(fixture, namespace)
        }
    }

    @Test("runs unchanged, with and without the word run, and says so on stdout", arguments: [["run"], [], ["start"]])
    func runs(_ words: [String]) async throws {
        try await withArticle { fixture, namespace in
            let result = try await fixture.start(words, in: namespace).wait()
            #expect(result.status == 0, "\(result)")
            #expect(result.text.contains("job desc-files: target files: backed up"), "\(result)")
            #expect(result.text.contains("job desc-files: done in"))
            #expect(result.errors.isEmpty, "\(result)")

            let objects = fixture.paths(below: namespace("/var/nxs-backup/files/desc/dump/desc-files"))
            #expect(objects.contains { $0.hasSuffix("/files.tar.gz") })
        }
    }

    @Test("What it stored comes back identical, with lifeboat and with gzip and tar alone")
    func roundTrip() async throws {
        try await withArticle { fixture, namespace in
            try await fixture.run("run", in: namespace)
            let original = try await fixture.description(ofTree: namespace("/var/www/files"))

            let restored = try await fixture.run(
                "restore", "desc-files", "--to", fixture.scratch("back"), in: namespace)
            #expect(restored.status == 0, "\(restored)")
            #expect(restored.output.isEmpty)
            #expect(try await fixture.description(ofTree: fixture.scratch("back/files")) == original)

            let vault = namespace("/var/nxs-backup/files/desc/dump/desc-files")
            let object = try #require(fixture.paths(below: vault).first { $0.hasSuffix(".tar.gz") })
            let plain = try await fixture.tool("gzip", "-dc", "\(vault)/\(object)")
            #expect(plain.status == 0)
            try fixture.scratch.write("plain.tar", plain.output)
            try FileManager.default.createDirectory(
                atPath: fixture.scratch("by-hand"), withIntermediateDirectories: false)
            let extracted = try await fixture.tool(
                "tar", "-x", "-p", "--xattrs", "--xattrs-include=*", "--acls", "-f", fixture.scratch("plain.tar"), "-C",
                fixture.scratch("by-hand"))
            #expect(extracted.status == 0, "\(extracted)")
            #expect(try await fixture.description(ofTree: fixture.scratch("by-hand/files")) == original)
        }
    }

    @Test("Where stdout carries data, the log does not, whatever log_file says")
    func pureOutput() async throws {
        try await withArticle { fixture, namespace in
            let run = try await fixture.run("run", "--output", "json", in: namespace)
            #expect(run.status == 0)
            #expect(try JSONSerialization.jsonObject(with: run.output) is [String: Any])
            #expect(run.errors.contains("job desc-files: done in"))

            let list = try await fixture.run("list", in: namespace)
            #expect(list.lines.map { $0.prefix(10) } == ["JOB       ", "desc-files"], "\(list)")
            let listed = try await fixture.run("list", "-o", "json", in: namespace).decode(BackupList.self)
            #expect(listed.backups.map(\.target) == ["files"])
            let names = try await fixture.run("list", "-o", "name", in: namespace)
            #expect(names.lines == listed.backups.map { "desc-files/files/\($0.id)" })

            let shown = try await fixture.run("config", "--show", "-o", "json", in: namespace)
            #expect(try JSONSerialization.jsonObject(with: shown.output) is [String: Any])
            let text = try await fixture.run("config", "--show", in: namespace)
            #expect(text.lines.first == "main:")

            let dump = try await fixture.run("restore", "desc-files", "--stdout", in: namespace)
            try fixture.scratch.write("dump.tar", dump.output)
            let members = try await fixture.tool("tar", "-tf", fixture.scratch("dump.tar"))
            #expect(members.status == 0 && members.lines.contains("files/plain.txt"), "\(members)")

            for words in [["verify", "--output", "json"], ["expire", "--dry-run", "-o", "json"]] {
                let result = try await fixture.start(words, in: namespace).wait()
                #expect(result.status == 0, "\(result)")
                #expect(try JSONSerialization.jsonObject(with: result.output) is [String: Any])
            }
        }
    }
}
