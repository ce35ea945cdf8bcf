/// What a remote can do, as `rclone backend features` says it.
struct RcloneFeatures: Sendable, Decodable {
    private enum Outer: String, CodingKey {
        case features = "Features"
    }

    private enum Names: String, CodingKey {
        case putStream = "PutStream"
        case move = "Move"
        case copy = "Copy"
    }

    /// Whether it takes what has no known length. What does not would be staged on the disk first.
    let takesStreams: Bool
    /// Whether the server gives an object another name without sending it through us.
    let renames: Bool

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Outer.self).nestedContainer(keyedBy: Names.self, forKey: .features)
        func has(_ name: Names) throws -> Bool { try values.decodeIfPresent(Bool.self, forKey: name) ?? false }
        takesStreams = try has(.putStream)
        renames = try has(.move) || has(.copy)
    }
}
