package import LifeboatCore

/// A whole configuration, checked: right by construction.
package struct Configuration: Sendable {
    package let main: MainSettings
    /// In the order of the files; names are unique.
    package let jobs: [JobConfiguration]
    /// What does not stop a run but is worth saying, by file and line.
    package let warnings: [Problem]
    /// Every key with what it was understood to be and where that came from.
    package let understood: UnderstoodMapping
    /// Values that no program may be heard saying: what the configuration has of them, and the environment.
    package let secrets: Set<Secret>
    /// The file that was read first.
    package let file: String
}
