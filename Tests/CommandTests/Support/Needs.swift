import Foundation
import LifeboatCore
import LifeboatTesting

/// What a test needs of the machine. On a laptop that lacks it the test is skipped; where
/// `LIFEBOAT_REQUIRE_SERVICES=1` is set it runs, and fails.
enum Needs {
    private static let isRequired = ProcessInfo.processInfo.environment["LIFEBOAT_REQUIRE_SERVICES"] == "1"

    /// To run as root and to be allowed to mount.
    static let mounts = isRequired || (geteuid() == 0 && succeeds("unshare", ["--mount", "true"]))

    /// To be root and so able to be somebody else, who can reach the built binary.
    static let otherUsers =
        isRequired
        || (geteuid() == 0 && succeeds("setpriv", ["--reuid=65534", "--clear-groups", BuiltBinary.path, "--version"]))

    /// For what comes with root alone, so that where nothing may be skipped the failure says why.
    static func root() throws {
        guard geteuid() == 0 else {
            throw LifeboatError(
                .accessDenied, "this test needs root, and this is uid \(geteuid())",
                hint: "run it as root, or without LIFEBOAT_REQUIRE_SERVICES=1 to skip it")
        }
    }

    /// To be allowed to make system calls of another program fail.
    static let faultInjection = isRequired || succeeds("strace", ["--trace=none", "--output=/dev/null", "true"])

    static func tool(_ name: String) -> Bool { isRequired || isExecutable(name) }

    /// A shell that checks nothing else than its own completions is not required anywhere.
    static func optional(_ name: String) -> Bool { isExecutable(name) }

    private static func isExecutable(_ name: String) -> Bool {
        ["/usr/bin", "/bin", "/usr/sbin", "/sbin"].contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
        }
    }

    private static func succeeds(_ program: String, _ arguments: [String]) -> Bool {
        (try? OracleTool(program).run(arguments).status) == 0
    }
}
