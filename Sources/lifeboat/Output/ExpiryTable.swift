import LifeboatCore

/// The decisions of an expiry for people: what is kept must not scroll away behind what is removed, and what it all
/// comes to is said at the end.
struct ExpiryTable {
    /// More decisions in a row that are alike are one line.
    private static let shownInARow = 10

    private let entries: [ExpiryReport.Entry]

    /// - Parameter entries: of each target on each storage together, the newest first.
    init(_ entries: [ExpiryReport.Entry]) {
        self.entries = entries
    }

    /// The table, then a line for each target and storage; empty without entries.
    var text: String {
        guard let first = entries.first else { return "" }
        var table = Table(
            [
                ("JOB", .left), ("TARGET", .left), ("STORAGE", .left), ("BACKUP", .left), ("DECISION", .left),
                ("WHY", .left),
            ] + (first.details.result == nil ? [] : [("RESULT", .left)]))
        for row in Self.split(entries, { Self.place($0) == Self.place($1) && Self.fate($0) == Self.fate($1) }) {
            if row[0].details.decision == "remove", row.count > Self.shownInARow {
                table.add(Self.cells(row[0], "\(row.count) backups", Self.span(row)))
            } else {
                for entry in row { table.add(Self.cells(entry, entry.id.text, entry.details.why)) }
            }
        }
        let sums = Self.split(entries) { Self.place($0) == Self.place($1) }.map(Self.sum)
        return table.text + "\n" + sums.map { "\($0)\n" }.joined()
    }

    private static func cells(_ entry: ExpiryReport.Entry, _ backup: String, _ why: String) -> [String] {
        [entry.job, entry.target, entry.storage, backup, entry.details.decision, why]
            + [entry.details.result].compactMap(\.self)
    }

    /// From the newest to the oldest.
    private static func span(_ row: [ExpiryReport.Entry]) -> String {
        let days = [row[0], row[row.count - 1]].map { UTCTime.extended($0.started).prefix(10) }
        return "from \(days[0]) back to \(days[1]); -o json says why each"
    }

    /// `site/files on local: 14 kept, 3639 removed (1.20 GiB)`
    private static func sum(_ group: [ExpiryReport.Entry]) -> String {
        let fates = ["kept", "to be kept", "removed", "to be removed", "retained", "not removed"]
        let parts = fates.compactMap { fate -> String? in
            let counted = group.filter { Self.fate($0) == fate }
            guard !counted.isEmpty else { return nil }
            let bytes = ByteSize(bytes: counted.reduce(0) { $0 + $1.details.storedBytes })
            return "\(counted.count) \(fate) (\(bytes))"
        }
        return "\(group[0].job)/\(group[0].target) on \(group[0].storage): \(parts.joined(separator: ", "))"
    }

    private static func fate(_ entry: ExpiryReport.Entry) -> String {
        switch (entry.details.decision, entry.details.result) {
        case ("keep", nil): "to be kept"
        case ("keep", _): "kept"
        case (_, nil): "to be removed"
        case (_, "removed"): "removed"
        case (_, "retained"): "retained"
        default: "not removed"
        }
    }

    private static func place(_ entry: ExpiryReport.Entry) -> [String] { [entry.job, entry.target, entry.storage] }

    /// Neighbours that belong together.
    private static func split(
        _ entries: [ExpiryReport.Entry], _ isTogether: (ExpiryReport.Entry, ExpiryReport.Entry) -> Bool
    ) -> [[ExpiryReport.Entry]] {
        var groups: [[ExpiryReport.Entry]] = []
        for entry in entries {
            if let last = groups.last?.last, isTogether(last, entry) {
                groups[groups.count - 1].append(entry)
            } else {
                groups.append([entry])
            }
        }
        return groups
    }
}
