import Foundation

/// Writes tar archives by hand, hostile ones too, which no tar program would make.
struct TarText {
    private(set) var bytes: [UInt8] = []

    enum Kind: UInt8 {
        case file = 48
        case hardLink = 49
        case symlink = 50
        case folder = 53
    }

    mutating func add(_ kind: Kind, _ name: String, linkTo link: String = "", _ contents: String = "") {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, _ offset: Int) {
            header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
        }
        func octal(_ value: Int, _ width: Int) -> String {
            let digits = String(value, radix: 8)
            return String(repeating: "0", count: width - digits.count) + digits
        }
        put(name, 0)
        put(octal(kind == .folder ? 0o755 : 0o644, 7), 100)
        // Ours, so that nobody but root is told that an owner was not given back.
        put(octal(Int(geteuid()), 7), 108)
        put(octal(Int(getegid()), 7), 116)
        put(octal(contents.utf8.count, 11), 124)
        put(octal(1_500_000_000, 11), 136)
        put("        ", 148)
        header[156] = kind.rawValue
        put(link, 157)
        put("ustar", 257)
        put("00", 263)
        put(octal(header.reduce(0) { $0 + Int($1) }, 6), 148)
        header[154] = 0
        bytes += header + contents.utf8
        bytes += [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }

    /// The archive with its end mark.
    var archive: [UInt8] { bytes + [UInt8](repeating: 0, count: 1_024) }
}
