/// A change to some scanned bytes: a range of them that is left out, and what stands in its place.
struct PostgreSQLScriptEdit: Sendable, Equatable {
    var range: Range<Int>
    var replacement: [UInt8] = []
}
