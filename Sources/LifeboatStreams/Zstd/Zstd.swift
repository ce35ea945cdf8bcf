import CZstd
import LifeboatCore

/// What both directions share.
enum Zstd {
    /// The library returns sizes and errors in one number.
    ///
    /// - Parameter kind: what an error means, unless it is a lack of memory: that says nothing about the data.
    @discardableResult
    static func check(_ result: Int, _ kind: LifeboatError.Kind) throws -> Int {
        guard ZSTD_isError(result) == 0 else {
            let isShortage = ZSTD_getErrorCode(result) == ZSTD_error_memory_allocation
            throw LifeboatError(
                isShortage ? .failed : kind, "zstd: \(String(cString: ZSTD_getErrorName(result)).lowercased())")
        }
        return result
    }
}
