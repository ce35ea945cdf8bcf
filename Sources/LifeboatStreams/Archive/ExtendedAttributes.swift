import CShims
import Glibc

/// Reads and writes extended attributes of one file, into buffers that are used again for the next.
struct ExtendedAttributes {
    /// A file that is open, or a path whose last component is not followed: symlinks cannot be opened.
    enum Place {
        case open(Int32)
        case path([CChar])

        /// A file in an open folder, by the kernel's own link to that folder.
        static func file(_ name: UnsafePointer<CChar>, in folder: Int32) -> Place {
            .path(
                "/proc/self/fd/\(folder)/".utf8.map { CChar(bitPattern: $0) }
                    + Array(
                        UnsafeBufferPointer(start: name, count: strlen(name) + 1)))
        }
    }

    /// The kernel's own limits: `XATTR_LIST_MAX` and `XATTR_SIZE_MAX`.
    private static let limit = 64 << 10

    private var names = [UInt8](repeating: 0, count: 4 << 10)
    private var value = [UInt8](repeating: 0, count: 4 << 10)

    /// Calls `body` with each attribute's name (C string) and value. A file system without attributes has none.
    ///
    /// - Returns: 0, or the error number of what failed. An attribute that vanishes meanwhile is none.
    mutating func forEach(
        of place: Place, _ body: (UnsafePointer<CChar>, UnsafeRawBufferPointer) -> Void
    ) -> Int32 {
        let listed = Self.read(into: &names) { buffer in
            switch place {
            case .open(let fd): lifeboat_flistxattr(fd, buffer.baseAddress, buffer.count)
            case .path(let path): lifeboat_llistxattr(path, buffer.baseAddress, buffer.count)
            }
        }
        guard listed > 0 else { return listed == 0 || listed == -ENOTSUP || listed == -EOPNOTSUPP ? 0 : Int32(-listed) }
        return names.withUnsafeBytes { names in
            var start = 0
            while start < listed {
                guard let base = names.baseAddress else { break }
                let name = (base + start).assumingMemoryBound(to: CChar.self)
                start += strlen(name) + 1
                let size = Self.read(into: &value) { buffer in
                    switch place {
                    case .open(let fd): lifeboat_fgetxattr(fd, name, buffer.baseAddress, buffer.count)
                    case .path(let path): lifeboat_lgetxattr(path, name, buffer.baseAddress, buffer.count)
                    }
                }
                if size == -ENODATA { continue }
                guard size >= 0 else { return Int32(-size) }
                value.withUnsafeBytes { body(name, UnsafeRawBufferPointer(rebasing: $0[..<size])) }
            }
            return 0
        }
    }

    /// - Returns: 0 or an error number.
    static func set(_ name: UnsafePointer<CChar>, _ value: UnsafeRawBufferPointer, of place: Place) -> Int32 {
        let status =
            switch place {
            case .open(let fd): lifeboat_fsetxattr(fd, name, value.baseAddress, value.count)
            case .path(let path): lifeboat_lsetxattr(path, name, value.baseAddress, value.count)
            }
        return status == 0 ? 0 : errno
    }

    /// The number of bytes, or a negative error number; the buffer grows when it must.
    private static func read(
        into buffer: inout [UInt8], _ call: (UnsafeMutableBufferPointer<CChar>) -> Int
    ) -> Int {
        while true {
            let (size, failure) = buffer.withUnsafeMutableBytes { raw -> (Int, Int32) in
                let size = call(raw.bindMemory(to: CChar.self))
                return (size, errno)
            }
            if size >= 0 { return size }
            guard failure == ERANGE, buffer.count < limit else { return Int(-failure) }
            buffer = [UInt8](repeating: 0, count: limit)
        }
    }
}
