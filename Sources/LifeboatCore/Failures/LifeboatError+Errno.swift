import Foundation

extension LifeboatError {
    /// A failed system call, in words. The one place where error numbers become kinds and hints.
    ///
    /// - Parameters:
    ///   - number: the value of `errno` right after the call.
    ///   - what: what was being done, as `write`, `open`.
    ///   - path: what it was done to.
    package init(errno number: Int32, _ what: String, _ path: String) {
        let why = String(cString: strerror(number))
        let (kind, hint): (Kind, String?) =
            switch number {
            case ENOENT: (.notFound, nil)
            case ENOTDIR: (.notFound, "a part of this path is no folder; name another one, or move it out of the way")
            case EACCES, EPERM:
                (
                    .accessDenied,
                    "it must be accessible to uid \(geteuid()); in a pod set securityContext.runAsUser or fsGroup"
                )
            case EROFS: (.accessDenied, "the file system is mounted read-only; mount the volume writable")
            case ENOSPC: (.noSpace, "the volume is full; free some space or enlarge it")
            case EDQUOT: (.noSpace, "the disk quota is used up")
            case EEXIST, ENOTEMPTY: (.alreadyExists, nil)
            case EINTR, EAGAIN, ETIMEDOUT: (.temporary, nil)
            case EMFILE, ENFILE: (.temporary, "too many files are open; raise `ulimit -n`")
            case EIO: (.failed, "the disk reports an error; look at the kernel's log")
            default: (.failed, nil)
            }
        self.init(kind, "cannot \(what) \(path)", why: why, hint: hint)
    }
}
