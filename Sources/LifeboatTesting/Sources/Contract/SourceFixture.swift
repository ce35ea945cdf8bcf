package import LifeboatCore

/// One kind of source with a real server behind it: what ``SourceContract`` has to know of it.
///
/// The server holds ``target``, filled with all that its kind can hold; at least some thousand bytes when dumped.
package protocol SourceFixture: Sendable {
    /// The program that makes the dump, as it is looked for in `PATH`: `pg_dump`.
    var program: String { get }
    /// Where the program lies; `nil` is where Debian installs programs.
    var programPath: String? { get }
    /// The target that is filled.
    var target: String { get }
    /// The password that must show nowhere.
    var password: String { get }

    /// Whether targets are chosen by name; off for a kind that has only one.
    var namesTargets: Bool { get }
    /// Whether the program writes a file into the temporary folder, instead of its stdout.
    var dumpsToFile: Bool { get }

    /// - Parameters:
    ///   - targets: what the configuration names.
    ///   - path: where its programs are looked for; `nil` is `PATH`.
    func source(targets: [String], path: String?) -> any RestorableSource
    /// The same with another password.
    func source(password: String) -> any RestorableSource
    /// One whose server does not answer.
    func unreachable() -> any RestorableSource

    /// Where a copy can be restored to; another one at each call.
    func place() async throws -> RestorePlace
    /// All that is in ``target``, or in what was restored to a place: a text that is equal for equal contents, made
    /// without the source under test.
    func contents(of place: RestorePlace?) async throws -> String

    /// A program to stand in for the real one, as the text of a shell script; the real one's path is `$REAL`.
    func script(_ fault: ToolFault) -> String
}

extension SourceFixture {
    package var programPath: String? { nil }
    package var namesTargets: Bool { true }
    package var dumpsToFile: Bool { false }

    package func script(_ fault: ToolFault) -> String { fault.script }
}
