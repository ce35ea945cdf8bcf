import Foundation
import LifeboatTesting
import Testing

@testable import lifeboat

@Suite("Progress")
struct ProgressTests {
    @Test("The text: what is not known, or makes no sense, is not there")
    func text() {
        let mebibyte = Int64(1) << 20
        func line(_ bytes: Int64, _ total: ProgressLine.Total, _ elapsed: Duration) -> String {
            ProgressLine.text("site/files", bytes, total, elapsed)
        }
        #expect(line(2 * mebibyte, .unknown, .seconds(1)) == "site/files  2.00 MiB  2.00 MiB/s  1s")
        #expect(
            line(10 * mebibyte, .exactly(40 * mebibyte), .seconds(10))
                == "site/files  10.0 MiB of 40.0 MiB  1.00 MiB/s  10s  about 30s left")
        #expect(
            line(10 * mebibyte, .about(700 * mebibyte), .seconds(10))
                == "site/files  10.0 MiB of about 700 MiB  1.00 MiB/s  10s  about 11m 30s left")
        // The end; an estimate that was wrong; nothing yet; less than a second to go.
        #expect(line(mebibyte, .exactly(mebibyte), .seconds(2)) == "site/files  1.00 MiB of 1.00 MiB  512 KiB/s  2s")
        #expect(line(2 * mebibyte, .about(mebibyte), .seconds(2)) == "site/files  2.00 MiB  1.00 MiB/s  2s")
        #expect(line(0, .exactly(mebibyte), .seconds(3)) == "site/files  0 B of 1.00 MiB  0 B/s  3s")
        #expect(line(99 * mebibyte, .exactly(100 * mebibyte), .seconds(9)).hasSuffix("  9s  about 1s left"))
        #expect(ProgressLine.text("a\nb\u{1B}c", 0, .unknown, .seconds(1)).hasPrefix("a?b?c  "))
        #expect(line(120, .things(3_639), .seconds(4)) == "site/files  120 of 3639  4s")
        #expect(line(1, .exactly(.max), .seconds(1_000)).hasSuffix(" left"))
    }

    @Test(
        "On a terminal restore and verify show theirs, with the time that is left", .enabled(if: Needs.tool("script")),
        arguments: [("restoring", "restore site --to back"), ("verifying", "verify")])
    func terminal(_ verb: String, _ words: String) async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureFiles(main: ["net_rate: 400k"])
            var tar = TarText()
            tar.add(.folder, "files/")
            tar.add(.file, "files/large", String(repeating: "x", count: 700_000))
            try await fixture.plant(tar.archive, id: "20260110T030000Z-0001")
            let result = try await fixture.tool(
                "script", "--quiet", "--return", "--command", "'\(BuiltBinary.path)' \(words)", "/dev/null")
            #expect(result.status == 0, "\(result)")
            let shown = result.text.split(separator: "\r").filter { $0.hasPrefix("\(verb) site/files  ") }
            #expect(!shown.isEmpty, "\(result)")
            #expect(shown.allSatisfy { $0.contains(" of 68") && $0.contains(" KiB/s  ") && !$0.contains("ms") })
            #expect(shown.contains { $0.contains(" left") }, "\(result)")
            // It makes room for what is said afterwards.
            let last = try #require(result.text.split(separator: "\r\n").last.map(String.init))
            #expect(last.contains("\u{1B}[K\(verb == "verifying" ? "intact" : "restored")"), "\(result)")

            let piped = try await fixture.run("verify")
            #expect(!piped.errors.contains("\r") && !piped.errors.contains("\u{1B}"), "\(piped)")
        }
    }
}
