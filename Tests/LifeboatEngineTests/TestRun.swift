import Foundation
import LifeboatCore
import LifeboatEngine
import LifeboatStreams
import LifeboatTesting

/// A job with what it needs from outside, ready to run.
struct TestRun {
    var sources: [JobSource]
    var storages: [JobStorage]
    var serverName: String?
    var expiresAfterRun = true
    let clock = HeldClock()
    let time = ManualClock()
    var events = EventList()
    let random = SeededNumbers()

    init(_ source: any Source, encoding: EncodingChain = EncodingChain([]), _ storages: [JobStorage]) {
        self.init([JobSource(name: nil, source: source, encoding: encoding)], storages)
    }

    init(_ sources: [JobSource], _ storages: [JobStorage]) {
        self.sources = sources
        self.storages = storages
    }

    var job: Job {
        Job(
            name: "web", type: "desc_files", serverName: serverName, sources: sources, storages: storages,
            calendar: .utc, expiresAfterRun: expiresAfterRun)
    }

    var context: RunContext {
        RunContext(
            now: { [time] in time.now }, clock: clock, random: { [random] in random.next() }, observer: events,
            lifeboatVersion: "0.test")
    }

    @discardableResult
    func run() async -> RunRecord {
        let run = BackupRun(job, context)
        let record = await run.run()
        await run.keep(record)
        return record
    }
}

extension Calendar {
    static var utc: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? calendar.timeZone
        return calendar
    }
}

extension JobStorage {
    init(
        _ name: String, _ storage: any Storage, retention: RetentionPolicy = RetentionPolicy(), required: Bool = true,
        stallTimeout: Duration = .seconds(1_000)
    ) {
        self.init(
            name: name, location: "memory", storage: storage, retention: retention, required: required,
            stallTimeout: stallTimeout)
    }
}

extension InMemoryStorage {
    /// The paths of everything but run records.
    var backupPaths: [String] { contents.keys.filter { !$0.hasPrefix("web/runs/") }.sorted() }
    var runRecordPaths: [String] { contents.keys.filter { $0.hasPrefix("web/runs/") }.sorted() }

    func bytes(_ suffix: String) -> [UInt8]? { contents.first { $0.key.hasSuffix(suffix) }?.value }

    /// What is listed although it is not whole, read past the engine: a receipt whose object is missing or differs.
    func brokenBackups() throws -> [String] {
        let contents = contents
        return try contents.filter { $0.key.hasSuffix("/receipt.json") }.compactMap { path, bytes in
            let receipt = try RecordCoding.decode(Receipt.self, from: bytes)
            let object = path.dropLast("receipt.json".count) + receipt.object
            let digest = StreamDigest()
            digest.update(Block(contents[String(object)] ?? []))
            return digest.digest == receipt.stored ? nil : path
        }
    }
}
