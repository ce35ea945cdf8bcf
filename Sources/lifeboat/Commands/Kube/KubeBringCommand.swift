import ArgumentParser
import Foundation
import LifeboatCore

/// `lifeboat kube bring`: for the init container of a pod whose image knows nothing of Lifeboat.
struct KubeBringCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bring",
        abstract: "Copy Lifeboat itself, with its libraries, into a folder.",
        discussion: """
            For the init container of a pod: it brings Lifeboat out of its slim image into a \
            volume, which the next container mounts at /opt/lifeboat.

            Exit status: 0 copied; 1 it could not be copied, or this is not the slim image.

            Example: lifeboat kube bring /bring
            """)

    @Argument(help: "A folder that exists; what is there of another version is replaced.")
    var folder: String

    func run() throws {
        let files = FileManager.default
        let program = try files.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let own = (program as NSString).deletingLastPathComponent
        guard files.fileExists(atPath: "\(own)/lib/libc.so.6") else {
            throw LifeboatError(
                .refused, "\(own) is not a folder of Lifeboat with all its libraries",
                hint: "run it in the image that `docker build --target slim` makes")
        }
        do {
            try Self.copy(own, to: folder, files)
        } catch {
            throw LifeboatError(
                .failed, "cannot copy \(own) to \(folder)", why: error.localizedDescription,
                hint: "mount a volume there that the pod may write to")
        }
    }

    /// The contents of a folder. Not `copyItem`, which wants to give the copies the owner that the originals have.
    private static func copy(_ origin: String, to folder: String, _ files: FileManager) throws {
        for name in try files.contentsOfDirectory(atPath: origin).sorted() {
            let (from, to) = ("\(origin)/\(name)", "\(folder)/\(name)")
            var isFolder: ObjCBool = false
            if files.fileExists(atPath: from, isDirectory: &isFolder), isFolder.boolValue {
                try files.createDirectory(atPath: to, withIntermediateDirectories: true)
                try copy(from, to: to, files)
            } else {
                if files.fileExists(atPath: to) { try files.removeItem(atPath: to) }
                try Data(contentsOf: URL(fileURLWithPath: from)).write(to: URL(fileURLWithPath: to))
                try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: to)
            }
        }
    }
}
