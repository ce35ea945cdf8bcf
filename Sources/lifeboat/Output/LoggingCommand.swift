import ArgumentParser

/// A command whose log lines have a format. What goes wrong before there is a log, and in the end, is said in it too.
protocol LoggingCommand: AsyncParsableCommand {
    var logFormat: LogFormat { get }
}
