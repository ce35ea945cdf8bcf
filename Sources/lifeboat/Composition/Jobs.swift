import Foundation
import LifeboatConfig
import LifeboatCore
import LifeboatEngine
import LifeboatSources
import LifeboatStorages
import LifeboatStreams

/// Turns the configuration's jobs into ones that can run: the one place where sources, codecs, storages and
/// their decorators are put together.
struct Jobs: Sendable {
    private let main: MainSettings
    private let secrets: Set<Secret>
    /// Proxies, and what storages look for that the configuration does not say. Programs get a part of it.
    private let environment = ProcessEnvironment().texts
    /// Rates hold for a whole run, so all jobs share their limiters.
    private let readLimit: RateLimiter?
    private let writeLimit: RateLimiter?
    private let netLimit: RateLimiter?

    init(_ configuration: Configuration) {
        main = configuration.main
        secrets = configuration.secrets
        readLimit = Self.limiter(main.readRate)
        writeLimit = Self.limiter(main.writeRate)
        netLimit = Self.limiter(main.netRate)
    }

    func job(_ configuration: JobConfiguration) -> Job {
        return Job(
            name: configuration.name, type: configuration.type.rawValue, serverName: configuration.serverName,
            sources: configuration.sources.map { source($0, of: configuration) },
            storages: configuration.storages.map(storage),
            calendar: .retention(in: configuration.timezone),
            expected: configuration.expectEvery.map { ExpectedInterval($0) },
            temporaryFolder: configuration.temporaryFolder ?? main.temporaryFolder,
            pace: { [readLimit] bytes in try await readLimit?.pass(bytes) },
            expiresAfterRun: !configuration.skipBackupRotate, abandonedAfter: Self.seconds(main.abandonedAfter),
            keepRunRecords: Self.seconds(main.keepRunRecords))
    }

    private func source(_ named: NamedSource, of job: JobConfiguration) -> JobSource {
        let source: any Source =
            switch named.configuration {
            case .files(let configuration): Self.files(configuration, of: job)
            case .external(let configuration): ExternalSource(configuration, secrets: secrets)
            case .sqlite(let configuration): SQLiteSource(configuration)
            case .mysql(let configuration): MySQLSource(configuration)
            case .xtrabackup(let configuration): XtraBackupSource(configuration)
            case .redis(let configuration): RedisSource(configuration)
            case .etcd(let configuration): EtcdSource(configuration)
            case .mongodb(let configuration): MongoDBSource(configuration)
            case .postgresql(let configuration): PostgreSQLSource(configuration)
            case .basebackup(let configuration): BaseBackupSource(configuration)
            }
        return JobSource(
            name: named.name, source: source, encoding: Self.encoding(named.compression),
            evidence: named.evidence, stallTimeout: named.stallTimeout)
    }

    private func storage(_ named: NamedStorage) -> JobStorage {
        let ownLimit = Self.limiter(named.netRate)
        var storage: any Storage
        switch named.configuration {
        case .local(let configuration):
            storage = LocalStorage(folder: configuration.folder, pool: BlockPool())
        case .s3(let configuration):
            storage = S3Storage(
                configuration, environment: environment, pool: BlockPool(), now: { Date() }, waiting: Self.waiting)
        case .webdav(let configuration):
            storage = WebDAVStorage(
                configuration, environment: environment, pool: BlockPool(), waiting: Self.waiting)
        case .scp(let configuration):
            storage = SFTPStorage(configuration, environment: environment, waiting: Self.waiting)
        case .ftp(let configuration): storage = rclone(configuration.rcloneRemote)
        case .smb(let configuration): storage = rclone(configuration.rcloneRemote)
        case .rclone(let configuration): storage = rclone(configuration.rcloneRemote)
        case .nfs(let configuration): storage = NFSStorage(configuration, pool: BlockPool())
        }
        for (puts, reads) in [(writeLimit, readLimit), (netLimit, netLimit), (ownLimit, ownLimit)] {
            storage = Self.throttled(storage, puts: puts, reads: reads)
        }
        return JobStorage(
            name: named.name, location: named.configuration.location, storage: storage, retention: named.retention,
            required: named.required, stallTimeout: named.stallTimeout)
    }

    private func rclone(_ remote: RcloneRemote) -> SFTPStorage {
        SFTPStorage(remote, environment: environment, waiting: Self.waiting)
    }

    /// It leaves out what the job itself keeps on this machine.
    private static func files(_ configuration: FilesConfiguration, of job: JobConfiguration) -> FilesSource {
        var configuration = configuration
        configuration.ownBackups = job.storages.compactMap { storage in
            storage.configuration.folder.map { "\($0)/\(KeyComponent(escaping: job.name).escaped)" }
        }
        return FilesSource(configuration)
    }

    private static func encoding(_ compression: Compression) -> EncodingChain {
        switch compression {
        case .none: EncodingChain([])
        case .gzip(let level): EncodingChain([.gzip(level: level)])
        case .zstd(let level): EncodingChain([.zstd(level: level)])
        }
    }

    private static func limiter(_ rate: ByteSize?) -> RateLimiter? {
        let clock = ContinuousClock()
        let start = clock.now
        return rate.map { rate in
            RateLimiter(
                bytesPerSecond: rate.bytes, elapsed: { start.duration(to: clock.now) },
                sleep: { try await clock.sleep(for: $0) })
        }
    }

    private static func throttled(_ storage: any Storage, puts: RateLimiter?, reads: RateLimiter?) -> any Storage {
        guard puts != nil || reads != nil else { return storage }
        func wrap(_ storage: some Storage) -> any Storage { ThrottledStorage(storage, puts: puts, reads: reads) }
        return wrap(storage)
    }

    private static let waiting = Waiting(sleep: { try await ContinuousClock().sleep(for: $0) })

    private static func seconds(_ duration: Duration) -> TimeInterval { TimeInterval(duration.components.seconds) }
}
