import Foundation
import LifeboatTesting

extension CommandFixture {
    /// Lets other users into the scratch folder and read the configuration.
    func openToOthers() throws {
        chmod(scratch.path, 0o755)
        chmod(configuration, 0o644)
    }

    /// Makes a folder inside that belongs to another user.
    func makeFolder(_ name: String, ownedBy user: uid_t) throws {
        try FileManager.default.createDirectory(atPath: scratch(name), withIntermediateDirectories: true)
        chown(scratch(name), user, user)
        chmod(scratch(name), 0o700)
    }
}
