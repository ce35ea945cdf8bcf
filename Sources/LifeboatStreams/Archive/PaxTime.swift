import CArchive
import Glibc

/// Times before 1970. The kernel counts their nanoseconds forward from a negative second: -2 s and 0.25 s; pax writes
/// one decimal number: -1.75. libarchive (3.6, 3.7) writes and reads seconds and nanoseconds one after the other, without
/// a thought to the sign, so it is given what comes out right.
enum PaxTime {
    private static let second = 1_000_000_000

    /// What libarchive must be told so that it writes `time`. A second before 1970 begins, it has no sign to write, so
    /// the nanoseconds of that one second are left out.
    static func archived(_ time: timespec) -> timespec {
        guard time.tv_sec < 0, time.tv_nsec > 0 else { return time }
        guard time.tv_sec < -1 else { return timespec(tv_sec: -1, tv_nsec: 0) }
        return timespec(tv_sec: time.tv_sec + 1, tv_nsec: second - time.tv_nsec)
    }

    /// What is meant by what libarchive read.
    static func restored(_ time: timespec) -> timespec {
        guard time.tv_sec < 0, time.tv_nsec > 0 else { return time }
        return timespec(tv_sec: time.tv_sec - 1, tv_nsec: second - time.tv_nsec)
    }
}
