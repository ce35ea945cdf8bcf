import CZstd
import LifeboatCore

/// What both directions share.
enum Zstd {
    /// The library returns sizes and errors in one number.
    @discardableResult
    static func check(_ result: Int) throws -> Int {
        guard ZSTD_isError(result) == 0 else {
            throw LifeboatError(.corrupted, "zstd: \(String(cString: ZSTD_getErrorName(result)).lowercased())")
        }
        return result
    }
}
