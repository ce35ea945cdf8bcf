import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatProcesses

/// A shell script as a command.
func script(_ text: String, environment: [String: EnvironmentValue] = [:], grace: Duration = .seconds(10)) -> Command {
    Command("/bin/bash", ["-c", text], environment: environment, gracePeriod: grace)
}

/// Runs `body` and returns what it threw.
func failure(_ body: () async throws -> Void) async throws -> LifeboatError {
    do {
        try await body()
    } catch {
        return try #require(error as? LifeboatError, "not one of ours: \(error)")
    }
    throw LifeboatError(.failed, "nothing was thrown")
}

struct CommandTests {
    private let pool = BlockPool()

    @Test func collectsOutput() async throws {
        let command = Command("printf", ["%s|", "a b", "", "$HOME", "'\"`;\n"])
        #expect(String(decoding: try await command.collect(), as: UTF8.self) == "a b||$HOME|'\"`;\n|")
    }

    @Test(arguments: [1, 2, 126, 127, 255])
    func exitStatusIsAnError(_ code: Int) async throws {
        let error = try await failure {
            try await script("echo first >&2; echo 'the reason' >&2; exit \(code)").run(pool: pool)
        }
        #expect(error.kind == .failed)
        #expect(error.what == "bash failed: exit status \(code)")
        #expect(error.why == "first\nthe reason")
    }

    @Test func signalIsAnErrorWithAHint() async throws {
        let error = try await failure { try await script("kill -KILL $$").run(pool: pool) }
        #expect(error.what == "bash failed: killed by SIGKILL")
        #expect(error.hint?.contains("out of memory") == true)
    }

    @Test func aFailedProgramIsAResultForWhoeverAsksForTheResult() async throws {
        let completion = try await script("exit 3").complete(pool: pool)
        #expect(completion.status == .exited(3))
    }

    @Test func missingProgramNamesItsPackage() async throws {
        let command = Command("no-such-tool-here", debianPackage: "no-such-package")
        #expect(command.location == nil)
        let error = try await failure { try await command.run(pool: pool) }
        #expect(error.kind == .missingTool)
        #expect(error.hint?.contains("no-such-package") == true)
        let absolute = try await failure { try await Command("/nonexistent/tool").run(pool: pool) }
        #expect(absolute.kind == .missingTool)
    }

    @Test func whatIsNotAProgramIsRefused() async throws {
        try await withScratchFolder { folder in
            let path = try folder.write("broken", "#!/nonexistent/interpreter\n")
            #expect(Command(path).location == nil, "not executable")
            chmod(path, 0o755)
            let error = try await failure { try await Command(path).run(pool: pool) }
            #expect(error.kind == .missingTool)
            #expect(Command(folder.path).location == nil, "a folder")
        }
    }

    @Test func locatesByPath() throws {
        #expect(Command("bash").location?.hasSuffix("/bash") == true)
        #expect(Command("bash", environment: ["PATH": "/nonexistent"]).location == nil)
        #expect(Command("bash", environment: ["PATH": "relative:."]).location == nil)
    }

    @Test func workingFolderAndItsAbsence() async throws {
        try await withScratchFolder { folder in
            let output = try await Command("pwd", workingFolder: folder.path).collect()
            #expect(String(decoding: output, as: UTF8.self) == folder.path + "\n")
            let error = try await failure {
                try await Command("pwd", workingFolder: folder("absent")).run(pool: pool)
            }
            #expect(error.kind == .notFound)
        }
    }

    @Test func environmentIsAddedOrAlone() async throws {
        let added = try await Command("env", environment: ["LIFEBOAT_TEST": "a=b\nc"]).collect()
        let text = String(decoding: added, as: UTF8.self)
        #expect(text.contains("LIFEBOAT_TEST=a=b\nc\n") && text.contains("PATH="))
        let alone = try await Command("env", environment: ["ONLY": "1"], inheritsEnvironment: false).collect()
        #expect(String(decoding: alone, as: UTF8.self) == "ONLY=1\n")
    }

    @Test func bytesThatTheKernelWouldCutAreRefused() async throws {
        let argument = try await failure { try await Command("true", ["a\0b"]).run(pool: pool) }
        #expect(argument.kind == .refused)
        let secret = Secret("hid\0den")
        let value = try await failure {
            try await Command("true", environment: ["X": .secret(secret)]).run(pool: pool)
        }
        #expect(value.kind == .refused && !value.description.contains("hid"))
        let name = try await failure { try await Command("true", environment: ["A=B": "x"]).run(pool: pool) }
        #expect(name.kind == .refused)
    }

    @Test func collectingIsBounded() async throws {
        let error = try await failure { _ = try await script("head -c 5000 /dev/zero").collect(limit: 4999) }
        #expect(error.kind == .refused)
        #expect(try await script("head -c 4999 /dev/zero").collect(limit: 4999).count == 4999)
    }

    @Test func stdinIsEmptyWithoutInput() async throws {
        #expect(try await Command("cat").collect().isEmpty)
    }

    @Test func cancelledBeforeTheStartNothingStarts() async throws {
        try await withScratchFolder { folder in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await Command("touch", [folder("made")]).run(pool: pool)
            }
            await #expect(throws: (any Error).self) { try await task.value }
            #expect(!FileManager.default.fileExists(atPath: folder("made")))
        }
    }
}
