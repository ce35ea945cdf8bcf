/// Whoever reads our output has gone away (`| head`) and wants no more: no failure to speak of. The program ends
/// silently with ``status``, as a shell shows it for a program that SIGPIPE ended.
struct ReaderGone: Error {
    static let status: Int32 = 141
}
