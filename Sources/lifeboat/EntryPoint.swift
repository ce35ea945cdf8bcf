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
        // The first process of a container is an init, whether it wants to be one or not.
        if getpid() == 1 { exit(serveAsInit(ErrorOutput(format: format))) }
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

    private static func serveAsInit(_ output: ErrorOutput) -> Int32 {
        let status = lifeboat_serve_as_init(CommandLine.unsafeArgv)
        if status >= 0 { return status }
        return report(LifeboatError(errno: errno, "start", "/proc/self/exe"), output)
    }

    private static func report(_ error: any Error, _ output: ErrorOutput) -> Int32 {
        switch error {
        case let end as Exit:
            TerminationMessage.standard.write(end.reason)
            return end.code
        case is ReaderGone: return ReaderGone.status
        case let error as LifeboatError:
            output.write(error)
            TerminationMessage.standard.write(error.summary)
            return error.exitCode.rawValue
        default:
            // Help, version and usage errors are the argument parser's own; it says which stream they belong to.
            let text = Lifeboat.fullMessage(for: error)
            let code = Lifeboat.exitCode(for: error).rawValue
            guard code == 0 else {
                output.write(usage: text)
                TerminationMessage.standard.write(String(text.prefix { $0 != "\n" }))
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
