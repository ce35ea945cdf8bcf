import LifeboatCore

/// Pauses the replication of a replica, and always lets it go on.
///
/// However a run ends, it resumes what it paused: after success, failure and cancellation by itself. If it was killed,
/// the mark that it left (``MySQLReplicaChannel/markLog``) tells the next run, or a check, that nobody else wanted this
/// replica to stand still; and the lock (``MySQLHeldLock``) tells them whether that run is still alive.
struct MySQLReplication: Sendable {
    let client: MySQLClient
    let statements: MySQLReplicaStatements

    init(client: MySQLClient, server: MySQLServer) {
        self.client = client
        statements = MySQLReplicaStatements(server)
    }

    private var lock: MySQLHeldLock { MySQLHeldLock(client: client) }

    /// - Parameter body: gets the facts about what is paused, and where.
    func whilePaused<Value: Sendable>(_ body: ([String: String]) async throws -> Value) async throws -> Value {
        try await lock.whileHeld {
            let channels = try await channels()
            // What a killed run left is ours to resume; what a person stopped stays stopped.
            let own = channels.filter { $0.isApplying || $0.isMarked }
            let value: Value
            do {
                for channel in own where channel.isApplying { try await client.execute(statements.pause(channel)) }
                try await waitUntilPaused(own)
                value = try await body(facts(own))
            } catch {
                try await resume(own, after: LifeboatError(wrapping: error))
                throw error
            }
            try await resume(own, after: nil)
            return value
        }
    }

    /// Resumes what a run that was killed left paused, and says what there is.
    func probe() async throws -> [String] {
        let channels = try await channels()
        guard !channels.isEmpty else { return ["`is_slave` is set, but the server replicates from nobody"] }
        let left = channels.filter(\.isMarked)
        guard !left.isEmpty else {
            return channels.map {
                "replication\(shown($0)) is \($0.isApplying ? "running" : "stopped, not by lifeboat")"
            }
        }
        guard try await lock.isFree() else { return ["replication is paused by a run that is at work"] }
        try await resume(left, after: nil)
        return left.map { "replication\(shown($0)) was left paused by a run that was killed: resumed" }
    }

    private func channels() async throws -> [MySQLReplicaChannel] {
        do {
            return try await client.rows(statements.status).compactMap(MySQLReplicaChannel.init)
        } catch {
            var failure = LifeboatError(wrapping: error)
            if failure.kind == .accessDenied {
                failure.hint =
                    "GRANT REPLICA MONITOR, REPLICATION SLAVE ADMIN (MariaDB) or REPLICATION CLIENT, "
                    + "REPLICATION_SLAVE_ADMIN (MySQL) ON *.* to this user, or set `is_slave: no`"
            }
            throw failure.at("replication")
        }
    }

    /// In a task of its own, so that not even a cancellation comes in between. What is running already is left alone.
    private func resume(_ channels: [MySQLReplicaChannel], after cause: LifeboatError?) async throws {
        let failure = await Task {
            let now = (try? await self.channels()) ?? []
            let running = Set(now.filter(\.isApplying).map(\.name))
            var failure: LifeboatError?
            for channel in channels where !running.contains(channel.name) {
                do {
                    try await client.execute(statements.resume(channel))
                } catch {
                    failure = failure ?? LifeboatError(wrapping: error)
                }
            }
            return failure
        }.value
        guard let failure else { return }
        throw LifeboatError(
            .failed, "replication could not be resumed, and stands still", why: failure.summary,
            hint: "run on \(client.address): " + channels.map { statements.resume($0) }.joined(separator: " ")
                + (cause.map { " This came after: \($0.summary)" } ?? ""))
    }

    /// The applying that was started to end at once takes a moment for it.
    private func waitUntilPaused(_ channels: [MySQLReplicaChannel]) async throws {
        let names = Set(channels.map(\.name))
        for _ in 0..<600 {
            let running = try await self.channels().filter { $0.isApplying && names.contains($0.name) }
            if running.isEmpty { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw LifeboatError(.failed, "replication did not pause within a minute", hint: "see the server's log")
    }

    private func facts(_ paused: [MySQLReplicaChannel]) async throws -> [String: String] {
        let own = Set(paused.map(\.name))
        let now = try await channels()
        guard !now.isEmpty else { return ["replication": "the server replicates from nobody"] }
        var facts = [
            "replication": now.map { own.contains($0.name) ? "paused\(shown($0))" : "was stopped already\(shown($0))" }
                .joined(separator: ", "),
            "source_position": now.map { "\($0.position)\(shown($0))" }.joined(separator: ", "),
        ]
        facts["source_gtid"] = now.compactMap(\.transactions).first { !$0.isEmpty }
        return facts
    }

    private func shown(_ channel: MySQLReplicaChannel) -> String { channel.name.isEmpty ? "" : " (\(channel.name))" }
}
