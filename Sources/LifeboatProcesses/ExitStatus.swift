import Foundation

/// How a child ended.
package enum ExitStatus: Sendable, Hashable {
    case exited(Int32)
    case signaled(Int32)

    package var isSuccess: Bool { self == .exited(0) }
}

extension ExitStatus: CustomStringConvertible {
    package var description: String {
        switch self {
        case .exited(let code): "exit status \(code)"
        case .signaled(let number): "killed by \(Self.name(ofSignal: number))"
        }
    }

    /// What the reader can do about it, where the status alone tells.
    var hint: String? {
        switch self {
        case .signaled(SIGKILL):
            "out of memory? Look at the kernel's log and raise the memory limit, in a pod resources.limits.memory"
        case .signaled(SIGSEGV), .signaled(SIGBUS), .signaled(SIGABRT), .signaled(SIGILL):
            "the program crashed; is its version the right one for this host?"
        case .exited(127): "status 127 of a shell means: a program was not found; is it in this image?"
        case .exited(126): "status 126 of a shell means: a program could not be started"
        default: nil
        }
    }

    private static func name(ofSignal number: Int32) -> String {
        let names: [Int32: String] = [
            SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL", SIGABRT: "SIGABRT",
            SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGKILL: "SIGKILL", SIGSEGV: "SIGSEGV", SIGPIPE: "SIGPIPE",
            SIGALRM: "SIGALRM", SIGTERM: "SIGTERM", SIGXCPU: "SIGXCPU", SIGXFSZ: "SIGXFSZ", SIGSYS: "SIGSYS",
        ]
        return names[number] ?? "signal \(number)"
    }
}
