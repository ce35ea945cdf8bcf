/// Where a `local` storage keeps its objects.
package struct LocalStorageConfiguration: Sendable, Hashable {
    /// An absolute path. Made, with the folders above it, when it does not exist.
    package var folder: String

    package init(folder: String) {
        self.folder = folder
    }
}
