/// What can go wrong with a program that dumps to stdout.
package enum ToolFault: String, Sendable, CaseIterable {
    /// Writes all, and says that it failed.
    case failsAtTheEnd
    /// Is killed when it has written a part, as by the kernel for want of memory.
    case isKilled
    /// Leaves out the last bytes, and says that all went well.
    case cutsTheEnd
    /// Writes nothing, and says that all went well.
    case writesNothing
    /// Writes megabytes to stderr, and does its work.
    case isChatty
    /// Writes a part and never ends.
    case hangs
    /// Notes its arguments and what its process shows to others in `$NOTES`, and does its work.
    case tellsItsArguments

    /// Whether the dump is right all the same.
    package var isHarmless: Bool { self == .isChatty || self == .tellsItsArguments }

    /// Asked for its version, or for help, every one of them is well.
    package var script: String {
        switch self {
        case .failsAtTheEnd: "\"$REAL\" \"$@\"; echo 'the sky fell' >&2; exit 3"
        case .isKilled: "\"$REAL\" \"$@\" | head -c 700; kill -KILL $$"
        case .cutsTheEnd: "\"$REAL\" \"$@\" | head -c -20; exit 0"
        case .writesNothing: "exit 0"
        case .isChatty: "head -c 5000000 /dev/zero | tr '\\0' '\\n' >&2; exec \"$REAL\" \"$@\""
        case .hangs: "\"$REAL\" \"$@\" | head -c 700; exec sleep 1000"
        case .tellsItsArguments: "tr '\\0' '\\n' < /proc/$$/cmdline >> \"$NOTES\"; exec \"$REAL\" \"$@\""
        }
    }
}
