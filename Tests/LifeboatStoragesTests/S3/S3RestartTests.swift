import Foundation
import LifeboatCore
import LifeboatTesting
import Synchronization
import Testing

@testable import LifeboatStorages

@Suite("A server of S3 that dies and comes back", .enabled(if: S3Server.isHere, "moto and rclone are not installed"))
struct S3RestartTests {
    /// The way to a server: it dies when it is told to, and comes back at the same address with the fourth pause.
    private actor MortalWay {
        private let server: Int
        private var way: WebFaults?
        private var pauses = 0
        let port: Int

        init(to server: Int) throws {
            let way = try WebFaults.start(server: server, options: [])
            self.server = server
            self.way = way
            port = way.port
        }

        func die() throws {
            try way?.service.signal(SIGKILL)
            way = nil
        }

        /// Whoever pauses meanwhile waits for it.
        func pause() throws {
            pauses += 1
            guard pauses >= 4, way == nil else { return }
            way = try WebFaults.start(server: server, options: ["--at=\(port)"])
        }

        var pausesSoFar: Int { pauses }
    }

    @Test("An upload that it died in goes on when it is back, and the object is whole")
    func restarted() async throws {
        let way = try MortalWay(to: S3Server.rclone.port)
        let storage = S3Storage(
            try S3Server.rclone.configuration(folder: "restarted", port: way.port), environment: [:], pool: BlockPool(),
            now: { Date() },
            waiting: Waiting(sleep: { _ in try await way.pause() }, randomness: { 0 }, cleanUpLimit: nil))
        let given = Mutex(0)
        let body = ByteStream {
            let number = given.withLock { given -> Int in
                given += 1
                return given
            }
            if number == 20 { try await way.die() }
            return number <= 40 ? Block([UInt8](repeating: UInt8(number), count: 1 << 20)) : nil
        }
        let key = ObjectKey(names: "job", "object")
        let stored = try await storage.put(body, at: key, PutOptions())
        #expect(stored.size == 40 << 20)
        #expect(await way.pausesSoFar >= 4, "nothing had to be tried again")
        let expected = (1...40).flatMap { [UInt8](repeating: UInt8($0), count: 1 << 20) }
        #expect(try await storage.readAll(key, limit: 48 << 20) == expected)
    }
}
