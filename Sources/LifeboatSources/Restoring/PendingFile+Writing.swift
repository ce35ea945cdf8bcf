import CShims
import Foundation
import LifeboatCore

extension PendingFile {
    /// Fills the file from a stream. Any failure leaves nothing behind.
    ///
    /// - Parameter keepsFolderOwner: the file belongs to whoever owns its folder: see ``FolderOwner``.
    /// - Returns: bytes written.
    static func restore(
        _ input: ByteStream, to destination: String, replace: Bool, keepsFolderOwner: Bool = false
    ) async throws -> Int64 {
        let file = try PendingFile(for: destination, replace: replace)
        do {
            let total = try await file.fill(from: input)
            if keepsFolderOwner {
                try FolderOwner.adopt(file.path, from: (destination as NSString).deletingLastPathComponent)
            }
            try file.commit()
            return total
        } catch {
            file.discard()
            throw error
        }
    }

    private func fill(from input: ByteStream) async throws -> Int64 {
        let descriptor = lifeboat_open(path, O_WRONLY, 0)
        guard descriptor >= 0 else { throw LifeboatError(errno: errno, "open", path) }
        defer { close(descriptor) }
        var total: Int64 = 0
        while let block = try await input.next() {
            var offset = 0
            while offset < block.count {
                let count = block.withUnsafeBytes {
                    write(descriptor, $0.baseAddress.map { $0 + offset }, $0.count - offset)
                }
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw LifeboatError(errno: errno, "write", destination) }
                offset += count
            }
            total += Int64(block.count)
        }
        return total
    }

    /// The path of a restored target in a folder. A name that came out of a storage must not lead out of it.
    static func path(in folder: String, _ name: String) throws -> String {
        guard !name.isEmpty, name != ".", name != "..", !name.contains("/"), !name.utf8.contains(0) else {
            throw LifeboatError(
                .refused, "\(name.debugDescription) cannot be a file name",
                hint:
                    "give a name without a slash: a copy by `--as` lies beside the original, `--to FOLDER` puts it elsewhere"
            )
        }
        return "\(folder)/\(name)"
    }
}
