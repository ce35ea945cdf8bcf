extension Omission.Reason {
    /// For people: `could not be read`.
    package var words: String {
        switch self {
        case .unreadable: "could not be read"
        case .changed: "changed while it was read"
        case .vanished: "vanished before it was read"
        case .skipped: "skipped"
        case .otherFileSystem: "left out, on another file system"
        }
    }
}
