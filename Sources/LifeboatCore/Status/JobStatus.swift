/// What the storages of one job say about it: nothing else was asked, so it can be known on any machine.
package struct JobStatus: Sendable {
    package var job: String
    /// The type as the configuration spells it.
    package var type: String
    /// `server_name` where it was set.
    package var serverName: String?
    package var expected: ExpectedInterval?
    /// The record of the last run, whatever became of it.
    package var lastRun: RunRecord?
    /// In the order of the configuration.
    package var storages: [StorageStatus]
    /// What could not be read and is not needed for a verdict.
    package var notes: [LifeboatError]

    package init(
        job: String, type: String, serverName: String? = nil, expected: ExpectedInterval? = nil,
        lastRun: RunRecord? = nil, storages: [StorageStatus], notes: [LifeboatError] = []
    ) {
        self.job = job
        self.type = type
        self.serverName = serverName
        self.expected = expected
        self.lastRun = lastRun
        self.storages = storages
        self.notes = notes
    }

    /// The targets that the job no longer has, by name; not the retired ones.
    package var goneTargets: [LifeboatError] {
        var gone: [String: GoneTarget] = [:]
        for (name, target) in storages.flatMap(\.targets) where !target.isRetired { gone[name] = target.gone }
        return gone.sorted { $0.key < $1.key }.map { $0.value.warning(expected: expected).at("job \(job)") }
    }

    /// What could not be found out; warnings where it does not count.
    package var failures: [(error: LifeboatError, isWarning: Bool)] {
        storages.compactMap { storage in storage.failure.map { ($0, !storage.required) } } + notes.map { ($0, true) }
    }
}
