/// Reads `gzip`, `compression` and `compression_level`.
enum CompressionKeys {
    /// - Parameter standard: what holds when none of the keys is there.
    static func read(_ section: Section, withGzip: Bool, default standard: Compression) -> Compression {
        let gzip = withGzip ? section.optionalBoolean("gzip") : nil
        let given: Compression.Name? = section.choice("compression", default: nil)
        if gzip == true, let given, given != .gzip {
            section.problem("compression", "this contradicts `gzip: yes`", hint: "keep one of the two keys")
        }
        let name = given ?? gzip.map { $0 ? .gzip : .none } ?? standard.name
        let level = section.integer("compression_level", in: name == .gzip ? 1...12 : 1...19, default: nil)
        if given == nil {
            let origin = gzip == nil ? .byDefault : section.understood["gzip"]?.origin ?? .byDefault
            section.record("compression", UnderstoodValue(.text(name.rawValue), origin))
        }
        let compression = compression(name, level)
        switch compression {
        case .none:
            if level != nil { section.problem("compression_level", "there is no compression that could have a level") }
        case .gzip(let level), .zstd(let level):
            if !section.has("compression_level") {
                section.record("compression_level", UnderstoodValue(.integer(level), .byDefault))
            }
        }
        return compression
    }

    private static func compression(_ name: Compression.Name, _ level: Int?) -> Compression {
        switch name {
        case .none: .none
        case .gzip: .gzip(level: level ?? 6)
        case .zstd: .zstd(level: level ?? 3)
        }
    }
}
