import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatStorages

/// What `lifeboat check` finds out about a bucket.
@Suite("Probes of S3", .enabled(if: S3Server.isHere, "moto and rclone are not installed"))
struct S3ProbeTests {
    private static let place = ObjectKey(names: "check")

    @Test(
        "It says what the credentials may do and what the server knows, and leaves nothing behind",
        arguments: [
            (S3Server.moto, "the server never replaces an object that must not be (If-None-Match)"),
            (S3Server.rclone, "the server does not know If-None-Match"),
        ])
    func found(server: S3Server, words: String) async throws {
        let storage = try server.storage(folder: "probe")
        let found = try await storage.probe(below: Self.place)
        #expect(
            found.first
                == "the credentials may list, write, read, find uploads that were given up, call them off and remove")
        #expect(found.contains { $0.hasPrefix(words) }, "\(found)")
        #expect(try await storage.listAll().isEmpty)
    }

    @Test("A server that checks bodies is told from one that does not")
    func bodies() async throws {
        // Neither moto nor rclone's does. The third PUT of the probe is the wrong one.
        let wrong = "<Error><Code>XAmzContentSHA256Mismatch</Code><Message>no</Message></Error>"
        let rules = [
            WebFaults.Rule(method: "PUT", contains: "rights", times: 2, action: "{\"pass\": true}"),
            WebFaults.Rule(method: "PUT", contains: "rights", action: "{\"answer\": 400, \"body\": \"\(wrong)\"}"),
        ]
        for (rules, words) in [(rules, "the server checks"), ([], "the server does not check")] {
            try await WebFaults.with(server: S3Server.moto.port, rules) { way in
                let storage = try S3Server.moto.storage(folder: "bodies", port: way.port)
                let found = try await storage.probe(below: Self.place)
                #expect(found.contains { $0.hasPrefix(words) }, "\(found)")
                #expect(try way.requests().filter { $0.method == "PUT" }.count == 3)
            }
        }
    }

    private static func denied(_ method: String, _ contains: String) -> WebFaults.Rule {
        WebFaults.Rule(
            method: method, contains: contains, times: 99,
            action: "{\"answer\": 403, \"body\": \"<Error><Code>AccessDenied</Code><Message>no</Message></Error>\"}")
    }

    @Test(
        "A right that is missing is named, and so is what is there",
        arguments: [
            (denied("DELETE", "rights"), "may not remove", "s3:DeleteObject"),
            (denied("DELETE", "uploadId"), "may not call them off", "s3:AbortMultipartUpload"),
            (denied("GET", "uploads"), "may not find uploads that were given up", "s3:ListBucketMultipartUploads"),
            (denied("GET", "list-type"), "may not list", "s3:ListBucket"),
            (denied("PUT", ""), "may not write", "s3:PutObject"),
            (denied("GET", "rights"), "may not read", "s3:GetObject"),
        ])
    func missing(rule: WebFaults.Rule, words: String, right: String) async throws {
        try await WebFaults.with(server: S3Server.moto.port, [rule]) { way in
            let folder = "missing-\(UInt32.random(in: .min ... .max))"
            let storage = try S3Server.moto.storage(folder: folder, port: way.port)
            let error = await #expect(throws: LifeboatError.self) { _ = try await storage.probe(below: Self.place) }
            #expect(error?.kind == .accessDenied)
            #expect(error?.what.contains(words) == true, "\(error?.description ?? "")")
            #expect(error?.what.hasPrefix("the credentials may ") == true)
            #expect(error?.hint == "give them \(right) on lifeboat", "\(error?.hint ?? "")")
        }
    }

    @Test("Who may do nothing at all is told why, not what")
    func nothing() async throws {
        try await WebFaults.with(server: S3Server.moto.port, [Self.denied("GET", ""), Self.denied("PUT", "")]) { way in
            let storage = try S3Server.moto.storage(folder: "nothing", port: way.port)
            let error = await #expect(throws: LifeboatError.self) { _ = try await storage.probe(below: Self.place) }
            #expect(error?.what == "access denied (403 AccessDenied)")
        }
    }

    @Test("Locks are seen, and the probe itself locks nothing")
    func locks() async throws {
        var configuration = try S3Server.moto.configuration(folder: "probe-locks")
        configuration.objectLock = .init(mode: .compliance, days: 3)
        let bucket = configuration.bucket
        let without = S3Storage.forTests(configuration)
        let error = await #expect(throws: LifeboatError.self) { _ = try await without.probe(below: Self.place) }
        #expect(error?.what == "the bucket \(bucket) has no object lock")
        configuration.bucket = "locked"
        let storage = S3Storage.forTests(configuration)
        let found = try await storage.probe(below: Self.place)
        #expect(found.contains("backups are locked for 3 days; the bucket has object lock"), "\(found)")
        #expect(found.contains { $0.contains("the bucket keeps versions") })
        let probes = storage.forProbes
        let key = ObjectKey(names: "check", "unlocked")
        try await _ = probes.put(ByteStream([1]), at: key, PutOptions())
        #expect(try await storage.retainedUntil(key) == nil)
        try await _ = storage.put(ByteStream([1]), at: key, PutOptions(onExisting: .replace))
        let until = try #require(try await storage.retainedUntil(key))
        #expect(abs(until.timeIntervalSinceNow - 3 * 86_400) < 600)
        #expect(try await storage.retainedUntil(ObjectKey(names: "check", "nothing")) == nil)
    }
}
