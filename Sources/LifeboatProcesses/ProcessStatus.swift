import Foundation

/// What proc(5) `stat` says of a process: `pid (name) state ppid pgrp …`.
struct ProcessStatus {
    let state: Character
    let parent: Int32
    let group: Int32

    /// `nil` when there is no such process, or /proc cannot be read.
    init?(_ number: Int32) {
        // The name may contain anything, `)` too.
        guard let text = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .isoLatin1),
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 2, let state = fields[0].first, let parent = Int32(fields[1]),
            let group = Int32(fields[2])
        else { return nil }
        self.state = state
        self.parent = parent
        self.group = group
    }

    /// Not a zombie, not just gone.
    var isLiving: Bool { state != "Z" && state != "X" }

    /// The numbers of all processes there are; none where /proc cannot be read.
    static var numbers: [Int32] {
        guard let entries = opendir("/proc") else { return [] }
        defer { closedir(entries) }
        var numbers: [Int32] = []
        while let entry = readdir(entries) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let number = Int32(name) { numbers.append(number) }
        }
        return numbers
    }
}
