import ArgumentParser

/// How a command that lists shows its list.
enum ListFormat: String, ExpressibleByArgument, CaseIterable {
    /// For people.
    case table
    /// For programs; the shape is stable.
    case json
    /// One name a line, for shells.
    case name
}
