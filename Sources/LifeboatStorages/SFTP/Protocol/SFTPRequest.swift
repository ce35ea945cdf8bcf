/// What a client can ask (section 6 of draft-ietf-secsh-filexfer-02, and OpenSSH's extensions).
enum SFTPRequest: Sendable {
    enum OpenMode: UInt32 {
        case read = 0x01
        /// WRITE, CREAT and EXCL: the file must not exist.
        case create = 0x2a
    }

    typealias Handle = [UInt8]

    case open(path: String, OpenMode, SFTPAttributes)
    case close(Handle)
    case read(Handle, offset: UInt64, count: Int)
    /// The data follow the packet's beginning and are not copied into it.
    case write(Handle, offset: UInt64, count: Int)
    case linkStatus(path: String)
    case status(path: String)
    case handleStatus(Handle)
    case openFolder(path: String)
    case readFolder(Handle)
    case remove(path: String)
    case makeFolder(path: String, SFTPAttributes)
    case removeFolder(path: String)
    /// Fails when `to` exists.
    case rename(from: String, to: String)
    case hardlink(from: String, to: String)
    case posixRename(from: String, to: String)
    case sync(Handle)
    case space(path: String)
    case limits

    /// Whether a server that works answers at once, whatever it keeps: it need not write or copy for it.
    var isQuick: Bool {
        switch self {
        case .write, .close, .sync, .rename, .posixRename: false
        case .open, .read, .linkStatus, .status, .handleStatus, .openFolder, .readFolder, .remove, .makeFolder,
            .removeFolder, .hardlink, .space, .limits:
            true
        }
    }

    private var type: UInt8 {
        switch self {
        case .open: 3
        case .close: 4
        case .read: 5
        case .write: 6
        case .linkStatus: 7
        case .handleStatus: 8
        case .openFolder: 11
        case .readFolder: 12
        case .remove: 13
        case .makeFolder: 14
        case .removeFolder: 15
        case .status: 17
        case .rename: 18
        case .hardlink, .posixRename, .sync, .space, .limits: 200
        }
    }

    /// The first packet of all: INIT, version 3.
    static let hello: [UInt8] = [0, 0, 0, 5, 1, 0, 0, 0, 3]

    /// The packet; of a ``write(_:offset:count:)`` all but the data.
    func packet(id: UInt32) -> [UInt8] {
        var body = SFTPEncoder()
        body.append(type)
        body.append(id)
        var dataFollowing = 0
        encode(into: &body)
        if case .write(_, _, let count) = self { dataFollowing = count }
        var packet = SFTPEncoder()
        packet.append(UInt32(body.bytes.count + dataFollowing))
        return packet.bytes + body.bytes
    }

    private func encode(into body: inout SFTPEncoder) {
        switch self {
        case .open(let path, let mode, let attributes):
            body.append(string: path)
            body.append(mode.rawValue)
            attributes.encode(into: &body)
        case .close(let handle), .handleStatus(let handle), .readFolder(let handle):
            body.append(string: handle)
        case .read(let handle, let offset, let count), .write(let handle, let offset, let count):
            body.append(string: handle)
            body.append(offset)
            body.append(UInt32(count))
        case .linkStatus(let path), .status(let path), .openFolder(let path), .remove(let path),
            .removeFolder(let path):
            body.append(string: path)
        case .makeFolder(let path, let attributes):
            body.append(string: path)
            attributes.encode(into: &body)
        case .rename(let from, let to):
            body.append(string: from)
            body.append(string: to)
        case .hardlink(let from, let to):
            encode(.hardlink, [Array(from.utf8), Array(to.utf8)], into: &body)
        case .posixRename(let from, let to):
            encode(.posixRename, [Array(from.utf8), Array(to.utf8)], into: &body)
        case .sync(let handle): encode(.fsync, [handle], into: &body)
        case .space(let path): encode(.statvfs, [Array(path.utf8)], into: &body)
        case .limits: encode(.limits, [], into: &body)
        }
    }

    private func encode(_ name: SFTPFeatures.Extension, _ values: [[UInt8]], into body: inout SFTPEncoder) {
        body.append(string: name.rawValue)
        for value in values { body.append(string: value) }
    }
}
