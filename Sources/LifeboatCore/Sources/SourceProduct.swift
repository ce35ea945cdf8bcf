/// The software that a source is, as it names itself: `SQLite`, `3.40.1`.
package struct SourceProduct: Sendable, Hashable, Codable {
    package var name: String
    package var version: String

    package init(name: String, version: String) {
        self.name = name
        self.version = version
    }
}
