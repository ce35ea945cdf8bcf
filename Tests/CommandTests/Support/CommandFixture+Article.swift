import Foundation
import LifeboatTesting

extension CommandFixture {
    /// The paths of the article, each below a private writable layer over the machine's own folders, with its main file
    /// and one of its services where the containers had them mounted.
    func articleNamespace(service: String) async throws -> MountNamespace {
        let namespace = try mountNamespace()
        let layers = scratch("layers")
        try FileManager.default.createDirectory(atPath: layers, withIntermediateDirectories: false)
        try await mount("-t", "tmpfs", "tmpfs", layers, in: namespace)
        for folder in ["/etc", "/usr/share", "/var"] {
            let layer = layers + folder
            for part in ["upper", "work"] {
                try FileManager.default.createDirectory(
                    atPath: namespace("\(layer)/\(part)"), withIntermediateDirectories: true)
            }
            try await mount(
                "-t", "overlay", "overlay", "-o", "lowerdir=\(folder),upperdir=\(layer)/upper,workdir=\(layer)/work",
                folder, in: namespace)
        }
        let files = [
            "nxs-backup.conf": "/etc/nxs-backup/nxs-backup.conf", service: "/usr/share/nxs-backup/service.conf.j2",
        ]
        let tests = #filePath.components(separatedBy: "/CommandTests/")[0]
        for (name, path) in files {
            let file = URL(fileURLWithPath: namespace(path))
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(contentsOf: URL(fileURLWithPath: "\(tests)/Fixtures/article/\(name)")).write(to: file)
        }
        return namespace
    }
}
