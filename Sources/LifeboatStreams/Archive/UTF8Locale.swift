import Glibc

/// libarchive decides by the C library's locale how names get into a pax header, and a program that never calls
/// `setlocale` has one in which nothing above ASCII is valid. This gives one thread a UTF-8 locale for a moment: no
/// global state of the process is touched.
///
/// Names that are valid UTF-8 then pass as they are; others are kept byte for byte and marked
/// `hdrcharset=BINARY`, as POSIX pax asks for.
enum UTF8Locale {
    /// `nil` where the system has no such locale; libarchive then marks every name above ASCII as binary.
    private static let shared = Handle(newlocale(LC_CTYPE_MASK, "C.UTF-8", nil))

    /// A locale object is never changed after it was made, and never freed.
    private struct Handle: @unchecked Sendable {
        let locale: locale_t?

        init(_ locale: locale_t?) {
            self.locale = locale
        }
    }

    /// `body` must not suspend: it is the thread that has the locale.
    static func with<Value>(_ body: () throws -> Value) rethrows -> Value {
        guard let locale = shared.locale else { return try body() }
        let previous = uselocale(locale)
        defer { uselocale(previous) }
        return try body()
    }
}
