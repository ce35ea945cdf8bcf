import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting
import Testing

@Suite("Private files")
struct PrivateFileTests {
    @Test("A program reads it by its path, and nobody else may")
    func isReadByAProgram() async throws {
        let text = "user=x\npassword=p'\"ä☃\n"
        let file = try PrivateFile(Secret(text))
        #expect(try await Command("cat", [file.path]).collect() == Array(text.utf8))
        let mode = try await Command("stat", ["--dereference", "--format=%a %F", file.path]).collect()
        #expect(String(decoding: mode, as: UTF8.self) == "600 regular file\n")
    }

    @Test("It can be read more than once")
    func isReadAgain() async throws {
        let file = try PrivateFile(Secret("twice"))
        for _ in 0..<2 { #expect(try await Command("cat", [file.path]).collect() == Array("twice".utf8)) }
    }

    @Test("It is gone with its value")
    func isGone() throws {
        let path: String
        do {
            let file = try PrivateFile(Secret("brief"))
            path = file.path
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "brief")
        }
        #expect((try? String(contentsOfFile: path, encoding: .utf8)) != "brief")
    }
}

@Suite("Toolboxes")
struct ToolboxTests {
    @Test("Programs are looked for in the toolbox, and its programs find each other")
    func looksInItsPath() async throws {
        try await withScratchFolder { folder in
            chmod(try folder.write("bin/hello", "#!/bin/sh\nother\n"), 0o755)
            chmod(try folder.write("bin/other", "#!/bin/sh\necho $WHO\n"), 0o755)
            let tools = Toolbox(path: folder("bin"))
            let command = tools.command("hello", environment: ["WHO": "me"], debianPackage: "hello")
            #expect(try await command.collect() == Array("me\n".utf8))
            await expectLifeboatError(.missingTool) {
                _ = try tools.command("cat", debianPackage: "coreutils").locate()
            }
            #expect(Toolbox().command("cat", debianPackage: "coreutils").location != nil)
        }
    }
}
