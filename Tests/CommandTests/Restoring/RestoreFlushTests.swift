import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Restored bytes that do not reach the disk, or a reader that is slow")
struct RestoreFlushTests {
    @Test(
        "A flush that fails after the last byte fails the restore", .enabled(if: Needs.faultInjection),
        arguments: ["syncfs", "fsync"])
    func flush(_ call: String) async throws {
        try await CommandFixture.with { fixture in
            if call == "syncfs" {
                try fixture.makeFiles()
                try fixture.configureFiles()
            } else {
                try fixture.configureExternal("echo precious")
            }
            #expect(try await fixture.run("run").status == 0)
            let result = try await fixture.tool(
                "strace", "--follow-forks", "--quiet=all", "--output=/dev/null", "--trace=\(call)",
                "--inject=\(call):error=EIO", BuiltBinary.path, "restore", call == "syncfs" ? "site" : "dump", "--to",
                fixture.scratch("back"), "-o", "json")
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains("Input/output error"), "\(result)")
            #expect(result.errors.contains("hint: the disk reports an error"), "\(result)")
            #expect(!result.errors.contains("restored site/"), "\(result)")
            #expect(result.text.contains("\"restored\" : []"), "\(result)")
        }
    }

    @Test("A stdout that does not block loses nothing")
    func nonBlocking() async throws {
        try await CommandFixture.with { fixture in
            try fixture.makeFiles()
            try fixture.configureFiles()
            #expect(try await fixture.run("run").status == 0)
            let expected = try await fixture.run("restore", "site", "--stdout").output
            #expect(expected.count > 300_000)

            let pipe = Pipe()
            let (reader, writer) = (pipe.fileHandleForReading.fileDescriptor, pipe.fileHandleForWriting.fileDescriptor)
            #expect(fcntl(writer, F_SETFL, O_WRONLY | O_NONBLOCK) == 0)
            let process = Process()
            process.executableURL = URL(fileURLWithPath: BuiltBinary.path)
            process.arguments = ["restore", "site", "--stdout"]
            process.environment = ["LIFEBOAT_CONFIG": fixture.configuration, "PATH": "/usr/bin:/bin"]
            process.standardOutput = pipe
            process.standardError = FileHandle.nullDevice
            try process.run()
            try pipe.fileHandleForWriting.close()
            // Nothing is taken before the pipe is full: so at least one write met EAGAIN.
            var waiting: Int32 = 0
            while process.isRunning, ioctl(reader, UInt(FIONREAD), &waiting) == 0, waiting < 1 << 16 {
                await Task.yield()
            }
            #expect(waiting == 1 << 16)
            var received = Data()
            while let piece = try pipe.fileHandleForReading.read(upToCount: 5_000), !piece.isEmpty { received += piece }
            process.waitUntilExit()
            #expect(process.terminationStatus == 0)
            #expect(received == expected)
        }
    }
}
