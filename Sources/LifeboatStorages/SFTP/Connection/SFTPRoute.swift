import LifeboatCore

/// The way to a server that speaks SFTP: the program that leads there, and what is particular about whoever answers.
protocol SFTPRoute: Sendable {
    /// Where errors are said to be from: a host, a URL.
    var name: String { get }
    /// The server's folder that the keys lie below.
    var folder: String { get }
    var habits: SFTPHabits { get }

    /// A path on the server, for people.
    func place(of path: String) -> String

    /// A program for one connection.
    func program() async throws -> any SFTPProgram

    /// Throws when objects cannot be stored there as they should be.
    func requireWritable() async throws

    /// A request that the server refused, in words.
    ///
    /// - Parameters:
    ///   - what: what was being done, as `write`, `open`.
    ///   - place: what it was done to.
    func error(_ status: SFTPStatus, _ what: String, _ place: String) -> LifeboatError
}
