import Foundation
import LifeboatConfig
import LifeboatStorages

/// The folders on the way to a storage that are not there yet: a run makes them, and a check takes them away again. That
/// they are missing may mean that a name is mistyped or a volume not mounted.
struct MissingFolders {
    /// The outermost first.
    private let paths: [String]

    /// None where the storage is not on this machine.
    init(of storage: NamedStorage) {
        guard let folder = storage.configuration.folder else {
            self.init(paths: [])
            return
        }
        self.init(onTheWayTo: folder)
    }

    private init(paths: [String]) {
        self.paths = paths
    }

    init(onTheWayTo folder: String) {
        var paths: [String] = []
        var path = folder
        var found = stat()
        while path.count > 1, lstat(path, &found) != 0, errno == ENOENT {
            paths.insert(path, at: 0)
            path = (path as NSString).deletingLastPathComponent
        }
        self.paths = paths
    }

    /// What to say of it; `nil` where nothing is missing.
    var words: String? {
        paths.last.map { "\($0) does not exist yet; a run makes it (mistyped, or a volume that is not mounted?)" }
    }

    /// Removes those that exist by now and are empty.
    func remove() {
        for path in paths.reversed() where rmdir(path) != 0 && errno != ENOENT { return }
    }
}
