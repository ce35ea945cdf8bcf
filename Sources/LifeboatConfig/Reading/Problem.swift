/// One thing that is wrong, or suspicious, in a configuration. Never contains the value of a secret or of a variable.
package struct Problem: Sendable, Hashable {
    /// `nil` when no file is concerned: there is none.
    package var place: Place?
    /// Which key, as `jobs[0].storages[1].backup_dir`; empty when it is the file that is wrong.
    package var path: String
    /// What is wrong, in one sentence without a full stop.
    package var what: String
    /// What to do about it, where that is known.
    package var hint: String?
    /// Whether it only matters to whoever runs the jobs, or checks whether they could run.
    package var isAboutRuns: Bool

    package init(
        _ place: Place?, _ path: String = "", _ what: String, hint: String? = nil, isAboutRuns: Bool = false
    ) {
        self.place = place
        self.path = path
        self.what = what
        self.hint = hint
        self.isAboutRuns = isAboutRuns
    }
}

extension Problem: Comparable {
    /// By file and line; what has no place comes first. What is left over decides, so that the order is always the same.
    package static func < (left: Problem, right: Problem) -> Bool {
        switch (left.place, right.place) {
        case (nil, .some): true
        case (.some, nil): false
        case (let leftPlace?, let rightPlace?) where leftPlace != rightPlace: leftPlace < rightPlace
        default: (left.path, left.what, left.hint ?? "") < (right.path, right.what, right.hint ?? "")
        }
    }
}

extension Problem: CustomStringConvertible {
    /// `file:line:column: path: what; hint`, always on one line.
    package var description: String { summary + (hint.map { "; \(Self.line($0))" } ?? "") }

    /// `file:line:column: path: what`, always on one line.
    package var summary: String {
        Self.line([place?.description, path.isEmpty ? nil : path, what].compactMap(\.self).joined(separator: ": "))
    }

    private static func line(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
