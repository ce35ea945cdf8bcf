import Foundation

/// Job templates that are mounted beside the main settings, as the article's image has them.
///
/// When the main file is `/etc/nxs-backup/nxs-backup.conf`, each `/usr/share/nxs-backup/NAME.j2` stands for
/// `conf.d/NAME` beside it. The folder `conf.d` need not exist, a real file in it wins, and nothing is written.
package struct MountedTemplates: Sendable, Hashable {
    /// The main file that this holds for, and no other.
    package var mainFile: String
    /// Where the templates lie.
    package var folder: String

    package init(mainFile: String, folder: String) {
        self.mainFile = mainFile
        self.folder = folder
    }

    /// The templates that stand for files of `conf.d`, by the path that each stands for.
    ///
    /// - Throws: when the folder is there and cannot be read.
    func standIns() throws(ConfigurationFileError) -> [String: String] {
        let names = try ConfigurationFile.names(in: folder) { $0.reversed().starts(with: "2j.".utf8) }
        let base = (mainFile as NSString).deletingLastPathComponent + "/conf.d/"
        var paths: [String: String] = [:]
        for name in names where name != ".j2" {
            paths[base + name.dropLast(3)] = folder + "/" + name
        }
        return paths
    }
}
