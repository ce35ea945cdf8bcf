import CShims
import Foundation
import LifeboatConfig
import LifeboatCore

/// `cpu_shares` and `blkio_weight` as what a process can set for itself: its nice value and its I/O priority.
enum Priority {
    /// Applies to every thread there is; those made later take it from the process's first one, and children from the
    /// thread that starts them: see ``StageThread``.
    static func apply(_ main: MainSettings) throws {
        guard main.cpuShares != nil || main.ioWeight != nil else { return }
        for thread in try threads() { try apply(main, to: thread) }
    }

    private static func apply(_ main: MainSettings, to thread: Int32) throws {
        if let shares = main.cpuShares {
            // Raising one's own priority is not allowed to everyone; lowering it always is.
            let nice = niceness(ofShares: shares)
            guard
                setpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(thread), nice) == 0 || nice < 0
                    || errno == ESRCH
            else {
                throw LifeboatError(errno: errno, "set", "the priority (main.cpu_shares)")
            }
        }
        if let weight = main.ioWeight {
            guard lifeboat_set_io_priority(thread, ioLevel(ofWeight: weight)) == 0 || errno == ESRCH else {
                throw LifeboatError(errno: errno, "set", "the I/O priority (main.blkio_weight)")
            }
        }
    }

    private static func threads() throws -> [Int32] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").compactMap { Int32($0) }
        } catch {
            throw LifeboatError(
                .failed, "cannot set priorities: /proc is not readable", why: error.localizedDescription,
                hint: "mount /proc, or take cpu_shares and blkio_weight out of the configuration")
        }
    }

    /// 1024 shares are nice 0, and each step of nice is a factor of 1.25, as the kernel's scheduler has it.
    static func niceness(ofShares shares: Int) -> Int32 {
        let steps = -log(Double(max(2, shares)) / 1024) / log(1.25)
        return Int32(min(19, max(-20, steps.rounded())))
    }

    /// 1000 is level 0 (first), 10 is level 7 (last) of the best-effort class; 500 is about the ordinary level 4.
    static func ioLevel(ofWeight weight: Int) -> Int32 {
        let share = Double(min(1000, max(10, weight)) - 10) / 990
        return Int32(7 - (share * 7).rounded())
    }
}
