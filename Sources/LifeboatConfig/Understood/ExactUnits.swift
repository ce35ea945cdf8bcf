import LifeboatCore

/// Sizes and durations in the largest unit that shows them without loss, as the configuration reads them.
enum ExactUnits {
    static func text(_ size: ByteSize) -> String {
        let units: [(name: String, bytes: Int64)] = [
            ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
        ]
        guard let unit = units.first(where: { size.bytes >= $0.bytes && size.bytes % $0.bytes == 0 }) else {
            return "\(size.bytes)B"
        }
        return "\(size.bytes / unit.bytes)\(unit.name)"
    }

    static func text(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        let units: [(name: String, seconds: Int64)] = [("d", 86_400), ("h", 3_600), ("m", 60)]
        guard let unit = units.first(where: { seconds >= $0.seconds && seconds % $0.seconds == 0 }) else {
            return "\(seconds)s"
        }
        return "\(seconds / unit.seconds)\(unit.name)"
    }
}
