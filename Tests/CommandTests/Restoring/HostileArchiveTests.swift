import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Hostile archives")
struct HostileArchiveTests {
    enum Trick: String, CaseIterable, Sendable {
        case parent, parentInside, absolute, symlinkThenFile, absoluteSymlinkThenFile, symlinkChain, hardLinkOutside
        case absoluteHardLink, hardLinkThroughSymlink, folderOverSymlink, targetItselfASymlink
    }

    private func archive(_ trick: Trick, _ outside: String) -> [UInt8] {
        var tar = TarText()
        if trick != .targetItselfASymlink { tar.add(.folder, "files/") }
        switch trick {
        case .parent: tar.add(.file, "../outside/evil", "evil")
        case .parentInside: tar.add(.file, "files/../../outside/evil", "evil")
        case .absolute: tar.add(.file, "\(outside)/evil", "evil")
        case .symlinkThenFile:
            tar.add(.symlink, "files/link", linkTo: "../../outside")
            tar.add(.file, "files/link/evil", "evil")
        case .absoluteSymlinkThenFile:
            tar.add(.symlink, "files/link", linkTo: outside)
            tar.add(.file, "files/link/evil", "evil")
        case .symlinkChain:
            tar.add(.symlink, "files/a", linkTo: "..")
            tar.add(.symlink, "files/a/b", linkTo: "../outside")
            tar.add(.file, "files/a/b/evil", "evil")
        case .hardLinkOutside: tar.add(.hardLink, "files/hard", linkTo: "../outside/precious")
        case .absoluteHardLink: tar.add(.hardLink, "files/hard", linkTo: "\(outside)/precious")
        case .hardLinkThroughSymlink:
            tar.add(.symlink, "files/link", linkTo: outside)
            tar.add(.hardLink, "files/hard", linkTo: "files/link/precious")
            tar.add(.file, "files/hard", "evil")
        case .folderOverSymlink:
            tar.add(.symlink, "files/link", linkTo: outside)
            tar.add(.folder, "files/link/")
            tar.add(.file, "files/link/evil", "evil")
        case .targetItselfASymlink:
            tar.add(.symlink, "files", linkTo: outside)
            tar.add(.file, "files/evil", "evil")
        }
        return tar.archive
    }

    @Test("Nothing is written outside the place, and it is not called a success", arguments: Trick.allCases)
    func tricks(_ trick: Trick) async throws {
        try await CommandFixture.with { fixture in
            let outside = fixture.scratch("outside")
            try fixture.scratch.write("outside/precious", "precious\n")
            chmod("\(outside)/precious", 0o640)
            try fixture.configureFiles()
            try await fixture.plant(archive(trick, outside), id: "20200101T000000Z-0001")
            let before = try await fixture.description(ofTree: outside)
            #expect(try await fixture.run("verify").status == 0)

            let result = try await fixture.run("restore", "site", "--to", fixture.scratch("back"))
            // A folder that takes a symlink's place is safe: then nothing is refused, and nothing is outside either.
            if trick != .folderOverSymlink {
                #expect(result.status != 0, "\(trick): \(result)")
                #expect(result.errors.contains("error: job site: target files: "), "\(result)")
            }
            #expect(try await fixture.description(ofTree: outside) == before)
            #expect(
                fixture.paths(below: fixture.scratch.path).filter { $0.hasSuffix("/evil") && !$0.hasPrefix("back/") }
                    == [])
            #expect(!fixture.exists("evil"))
        }
    }

    @Test("A place that is full of traps already stays what it was outside")
    func trappedPlace() async throws {
        try await CommandFixture.with { fixture in
            try fixture.scratch.write("outside/precious", "precious\n")
            try fixture.configureFiles()
            var tar = TarText()
            tar.add(.folder, "files/")
            tar.add(.folder, "files/sub/")
            tar.add(.file, "files/sub/evil", "evil")
            tar.add(.file, "files/precious", "evil")
            try await fixture.plant(tar.archive, id: "20200101T000000Z-0001")
            try FileManager.default.createDirectory(
                atPath: fixture.scratch("back/files"), withIntermediateDirectories: true)
            symlink(fixture.scratch("outside"), fixture.scratch("back/files/sub"))
            symlink(fixture.scratch("outside/precious"), fixture.scratch("back/files/precious"))
            let result = try await fixture.run("restore", "site", "--to", fixture.scratch("back"), "--force")
            #expect(fixture.paths(below: "outside") == ["precious"], "\(result)")
            #expect(try String(contentsOfFile: fixture.scratch("outside/precious"), encoding: .utf8) == "precious\n")
        }
    }

    @Test("An archive that is cut off, or is none, is a failure", arguments: ["cut", "none", "empty"])
    func broken(_ kind: String) async throws {
        try await CommandFixture.with { fixture in
            var tar = TarText()
            tar.add(.folder, "files/")
            tar.add(.file, "files/a", String(repeating: "x", count: 5_000))
            let bytes =
                switch kind {
                case "cut": Array(tar.bytes.dropLast(2_000))
                case "none": Array(String(repeating: "this is no archive\n", count: 500).utf8)
                default: [UInt8]()
                }
            try fixture.configureFiles()
            try await fixture.plant(bytes, id: "20200101T000000Z-0001")
            let result = try await fixture.run("restore", "site", "--to", fixture.scratch("back"))
            #expect(result.status != 0, "\(result)")
            #expect(!result.errors.contains("restored files"))
        }
    }
}
