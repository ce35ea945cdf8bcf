package import LifeboatCore

extension Job {
    /// Targets of this job, those first that others need, and otherwise by their names.
    package func inRestoreOrder(_ targets: [KeyComponent]) -> [KeyComponent] {
        targets.map { (turn(of: $0.name ?? ""), $0) }
            .sorted { ($0.0, $0.1.escaped) < ($1.0, $1.1.escaped) }
            .map(\.1)
    }

    /// As the source says whose target it is: by its name, which begins with that of a source that has one.
    private func turn(of target: String) -> RestoreTurn {
        for source in sources {
            guard let restorable = source.source as? any RestorableSource else { continue }
            guard let name = source.name else { return restorable.restoreTurn(ofTarget: target) }
            if target.hasPrefix(name + ".") {
                return restorable.restoreTurn(ofTarget: String(target.dropFirst(name.count + 1)))
            }
        }
        return .between
    }
}
