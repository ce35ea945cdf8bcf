import Foundation
import LifeboatCore

/// Keeps two runs of one job apart on one host, without a writable disk: an abstract Unix socket, which the kernel
/// frees when its process ends, however it ends. Never goes stale.
///
/// What a run stores belongs to it alone, so two at once do no harm; they would only do the work twice.
final class JobLock: Sendable {
    private let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// - Parameters:
    ///   - identity: what must not run twice: the job and the places it writes to.
    ///   - timeout: how long to wait for the other run; zero does not wait.
    ///   - interval: how often to look meanwhile.
    ///   - waiting: called once, when there is another run to wait for.
    static func acquire(
        _ identity: String, timeout: Duration, interval: Duration, clock: ContinuousClock = .init(), waiting: () -> Void
    ) async throws -> JobLock {
        let deadline = clock.now + timeout
        var hasSaid = false
        while true {
            if let lock = try attempt(identity) { return lock }
            guard clock.now < deadline else { throw busy(timeout) }
            if !hasSaid { waiting() }
            hasSaid = true
            try await Task.sleep(
                for: min(max(interval, .milliseconds(10)), clock.now.duration(to: deadline)), clock: clock)
        }
    }

    private static func busy(_ timeout: Duration) -> LifeboatError {
        let what = "another run of it is going on on this host"
        guard timeout > .zero else {
            return LifeboatError(.locked, what, hint: "wait for it, or set main.loop_timeout to let this one wait")
        }
        return LifeboatError(
            .locked, "\(what), and was not done within \(DurationText.describe(timeout))",
            hint: "see what that run is doing; main.loop_timeout is how long this one waits for it")
    }

    private static func attempt(_ identity: String) throws -> JobLock? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw LifeboatError(errno: errno, "make", "a lock socket") }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let name = "\0lifeboat/" + fingerprint(identity)
        let length = withUnsafeMutableBytes(of: &address.sun_path) { path in
            path.copyBytes(from: name.utf8)
            return name.utf8.count
        }
        let size = socklen_t(MemoryLayout.offset(of: \sockaddr_un.sun_path).map { $0 + length } ?? 0)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        if result == 0 { return JobLock(descriptor: descriptor) }
        let number = errno
        close(descriptor)
        guard number == EADDRINUSE else { throw LifeboatError(errno: number, "lock", "the job") }
        return nil
    }

    /// Socket names are short; two 64-bit FNV-1a sums, one of them backwards, stand for the identity.
    private static func fingerprint(_ identity: String) -> String {
        func sum(_ bytes: some Sequence<UInt8>) -> String {
            String(bytes.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }, radix: 16)
        }
        return sum(identity.utf8) + sum(identity.utf8.reversed())
    }
}
