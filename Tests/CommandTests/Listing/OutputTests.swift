import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Output")
struct OutputTests {
    @Test(
        "Data that cannot be written is a failure",
        arguments: ["list -o json", "config --show", "config", "verify -o json", "expire -o json", "run -o json"])
    func full(_ words: String) async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            try await fixture.run("run")
            let result = try await fixture.tool("sh", "-c", "'\(BuiltBinary.path)' \(words) > /dev/full")
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains("cannot write to standard output"), "\(result)")
        }
    }

    @Test("A reader that wants no more ends it silently")
    func readerGone() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            // A pipe whose only reader is closed before anything is written.
            let script =
                "mkfifo pipe; exec 4<>pipe 5>pipe 4<&-; '\(BuiltBinary.path)' config --show >&5; echo $? > status"
            let result = try await fixture.tool("sh", "-c", script)
            #expect(result.errors.isEmpty, "\(result)")
            #expect(try String(contentsOfFile: fixture.scratch("status"), encoding: .utf8) == "141\n")
        }
    }

    @Test("A reader that wants no more of a dump has got half of it, and that is a failure")
    func dumpReaderGone() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            try await fixture.run("run")
            let script =
                "mkfifo pipe; exec 4<>pipe 5>pipe 4<&-; '\(BuiltBinary.path)' restore site --stdout >&5; echo $? > status"
            let result = try await fixture.tool("sh", "-c", script)
            #expect(
                result.errorLines == [
                    "error: job site: target files: cannot write to standard output: Broken pipe",
                    "hint: what reads it ended before it had everything",
                ])
            #expect(try String(contentsOfFile: fixture.scratch("status"), encoding: .utf8) == "1\n")
        }
    }

    @Test("Owners that only root can give back are named, and the restore is degraded", .enabled(if: Needs.otherUsers))
    func owners() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            try await fixture.run("run")
            try fixture.openToOthers()
            try await fixture.tool("chown", "-R", "65534", fixture.scratch("store"))
            try fixture.makeFolder("back", ownedBy: 65_534)
            let result = try await fixture.run("restore", "site", "--to", fixture.scratch("back"), asUser: 65_534)
            #expect(result.status == 3, "\(result)")
            #expect(result.errors.contains("warning: owners: not restored: that needs root"), "\(result)")
            let trial = try await fixture.run(
                "restore", "site", "--to", fixture.scratch("back"), "--force", "--any-owner", "-o", "json",
                asUser: 65_534)
            #expect(trial.status == 0 && trial.errors.contains("note: owners: not restored"), "\(trial)")
            #expect(trial.text.contains("\"exact\" : false"), "\(trial)")
        }
    }
}
