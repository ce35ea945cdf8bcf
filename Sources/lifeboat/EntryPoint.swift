import ArgumentParser
import CShims
import Foundation
import LifeboatCore

/// Runs the command that was typed; one failure, one rendering, one exit status.
@main
enum EntryPoint {
    static func main() async {
        // A consumer that goes away (`| head`) shows up as EPIPE where we write, not as a silent death.
        lifeboat_survive_closed_pipes()
        var format = LogFormat(asked: CommandLine.arguments)
        do {
            var command = try Lifeboat.parseAsRoot()
            format = (command as? any LoggingCommand)?.logFormat ?? .text
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(Self.report(error, ErrorOutput(format: format)))
        }
    }

    private static func report(_ error: any Error, _ output: ErrorOutput) -> Int32 {
        switch error {
        case let end as Exit: return end.code
        case is ReaderGone: return ReaderGone.status
        case let error as LifeboatError:
            output.write(error)
            return error.exitCode.rawValue
        default:
            // Help, version and usage errors are the argument parser's own; it says which stream they belong to.
            let text = Lifeboat.fullMessage(for: error)
            let code = Lifeboat.exitCode(for: error).rawValue
            guard code == 0 else {
                output.write(usage: text)
                return LifeboatCore.ExitCode.usage.rawValue
            }
            do {
                try DescriptorWriter.standardOutput.write(text + "\n")
                return 0
            } catch {
                return report(error, output)
            }
        }
    }
}
