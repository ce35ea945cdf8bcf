import ArgumentParser

/// How a command that acts reports what it did.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}
