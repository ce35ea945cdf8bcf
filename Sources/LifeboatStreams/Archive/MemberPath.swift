import LifeboatCore

/// Where a member of an archive belongs, as components below the place of a restore. There is no way to make one
/// that leads out of it.
struct MemberPath: Equatable {
    /// Never empty; no component is empty, `.` or `..`, or contains a slash.
    let components: [[UInt8]]

    var name: [UInt8] { components[components.count - 1] }
    var parents: ArraySlice<[UInt8]> { components.dropLast() }

    /// Takes a name as it stands in an archive; `nil` when it means the place itself, as `./` does.
    ///
    /// Throws ``LifeboatError/Kind/refused`` for absolute names, `..` and the empty name.
    init?(_ bytes: some Collection<UInt8>) throws {
        guard let first = bytes.first else { throw Self.refusal("an empty name") }
        guard first != UInt8(ascii: "/") else { throw Self.refusal("an absolute name") }
        let dot = UInt8(ascii: ".")
        var components: [[UInt8]] = []
        for part in bytes.split(separator: UInt8(ascii: "/")) {
            if part.elementsEqual([dot, dot]) { throw Self.refusal("a name with `..`") }
            if part.elementsEqual([dot]) { continue }
            components.append(Array(part))
        }
        if components.isEmpty { return nil }
        self.components = components
    }

    private static func refusal(_ why: String) -> LifeboatError {
        LifeboatError(
            .refused, "the archive leads out of the place of the restore", why: why,
            hint: "Lifeboat makes no such archive: somebody else made or changed it. Nothing was written outside")
    }
}
