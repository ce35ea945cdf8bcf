import Foundation
import LifeboatCore
import Subprocess
import SystemPackage

extension Command {
    /// Refuses what the kernel would cut short without a word.
    func validate() throws {
        for argument in arguments where argument.utf8.contains(0) {
            throw LifeboatError(.refused, "cannot start \(name): an argument contains a NUL byte")
        }
        for (key, value) in environment {
            guard !key.isEmpty, !key.utf8.contains(0), !key.utf8.contains(UInt8(ascii: "=")) else {
                throw LifeboatError(.refused, "cannot start \(name): \(key.debugDescription) cannot name a variable")
            }
            guard !value.revealed.utf8.contains(0) else {
                throw LifeboatError(.refused, "cannot start \(name): the variable \(key) contains a NUL byte")
            }
        }
    }

    func configuration(_ path: String) -> Configuration {
        var variables: [Environment.Key: String] = [:]
        for (key, value) in environment {
            if let key = Environment.Key(rawValue: key) { variables[key] = value.revealed }
        }
        var options = PlatformOptions()
        options.processGroupID = 0
        // What the library does when our task is cancelled; the supervisor sees to the rest of the group.
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: gracePeriod)
        ]
        return Configuration(
            executable: .path(FilePath(path)), arguments: Arguments(arguments),
            environment: inheritsEnvironment
                ? .inherit.updating(variables.mapValues { Optional($0) }) : .custom(variables),
            workingDirectory: workingFolder.map { FilePath($0) }, platformOptions: options)
    }

    /// Puts the library's errors into our words. Its own texts may show the environment.
    func launching<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as SubprocessError {
            switch error.code {
            case .executableNotFound:
                throw LifeboatError(
                    .missingTool, "the program \(executable) cannot be started",
                    hint: "is it a program for this machine, and is the interpreter in its first line installed?")
            case .failedToChangeWorkingDirectory:
                let number = error.underlyingError?.rawValue ?? ENOENT
                throw LifeboatError(errno: number, "start \(name) in", workingFolder ?? "its working folder")
            default:
                throw LifeboatError(
                    .failed, "cannot start \(name)", why: error.underlyingError.map { "\($0)" })
            }
        }
    }
}
