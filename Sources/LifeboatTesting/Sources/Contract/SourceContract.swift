import LifeboatCore

/// What every source promises, as rules that run against a real server. A new kind of source costs a
/// ``SourceFixture``: run every case on it.
package enum SourceContract: String, CaseIterable, Sendable {
    // Contents
    case restoredIsEqual
    case evidenceIsFoundAgain
    case evidenceMayBeOff
    case factsNameTheVersions

    // Trouble with the server
    case serverDown
    case wrongPassword
    case missingTarget

    // Trouble with the program
    case missingTool
    case failingTool
    case killedTool
    case cutDump
    case emptyDump
    case chattyTool

    // Ends
    case cancellationEndsTheTool
    case goneReaderEndsTheTool

    // Secrets
    case argumentsHoldNoSecret

    /// The promise, in one sentence.
    package var summary: String {
        switch self {
        case .restoredIsEqual: "what is restored equals what was dumped"
        case .evidenceIsFoundAgain: "what a dump counted, a restore counts again"
        case .evidenceMayBeOff: "without evidence a dump is as good"
        case .factsNameTheVersions: "a dump names the server's version and the program's"
        case .serverDown: "a server that does not answer is an error that says what to do"
        case .wrongPassword: "a wrong password is an error that does not show it"
        case .missingTarget: "a target that is not there fails, and no other with it"
        case .missingTool: "a program that is not installed is an error that names its package"
        case .failingTool: "a program that fails after its last byte is a failure"
        case .killedTool: "a program that is killed is a failure"
        case .cutDump: "a dump whose end is missing is a failure, whatever its program says"
        case .emptyDump: "nothing is no dump, whatever its program says"
        case .chattyTool: "a program may write megabytes to stderr"
        case .cancellationEndsTheTool: "a dump that is cancelled ends its program"
        case .goneReaderEndsTheTool: "a dump that nobody takes any more ends its program"
        case .argumentsHoldNoSecret: "no secret is in an argument of the program"
        }
    }

    /// - Throws: ``Violation``, or what the source threw where it should not have.
    package func check(_ fixture: some SourceFixture) async throws {
        switch self {
        case .restoredIsEqual: try await restoredIsEqual(fixture)
        case .evidenceIsFoundAgain: try await evidenceIsFoundAgain(fixture)
        case .evidenceMayBeOff: try await evidenceMayBeOff(fixture)
        case .factsNameTheVersions: try await factsNameTheVersions(fixture)
        case .serverDown: try await serverDown(fixture)
        case .wrongPassword: try await wrongPassword(fixture)
        case .missingTarget: try await missingTarget(fixture)
        case .missingTool: try await missingTool(fixture)
        case .failingTool: try await fails(fixture, with: .failsAtTheEnd)
        case .killedTool: try await fails(fixture, with: .isKilled)
        case .cutDump: try await fails(fixture, with: .cutsTheEnd)
        case .emptyDump: try await fails(fixture, with: .writesNothing)
        case .chattyTool: try await worksWith(fixture, .isChatty)
        case .cancellationEndsTheTool: try await cancellationEndsTheTool(fixture)
        case .goneReaderEndsTheTool: try await goneReaderEndsTheTool(fixture)
        case .argumentsHoldNoSecret: try await argumentsHoldNoSecret(fixture)
        }
    }

    /// A promise that was broken.
    package struct Violation: Error, CustomStringConvertible {
        package let description: String

        init(_ rule: SourceContract, _ what: String) {
            description = "\(rule.rawValue): \(rule.summary); but \(what)"
        }
    }

    func require(_ holds: Bool, _ otherwise: @autoclosure () -> String) throws {
        if !holds { throw Violation(self, otherwise()) }
    }
}
