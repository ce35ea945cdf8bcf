import Foundation
import LifeboatCore
import LifeboatTesting
import LifeboatWeb
import Testing

@testable import LifeboatStorages

@Suite("Listings of S3")
struct S3ListingTests {
    @Test("A hundred thousand objects come page by page, the next one when the last has been looked at")
    func many() async throws {
        guard let service = try TestService.start("many-objects", "100000") else { return }
        var configuration = S3StorageConfiguration(bucket: "many")
        configuration.endpoint = WebServerAddress("http://127.0.0.1:\(service.port)")
        configuration.accessKeyID = Secret("key")
        configuration.secretAccessKey = Secret("secret")
        let storage = S3Storage.forTests(configuration)
        var pages = 0
        var objects = 0
        var last: Set<ObjectKey> = []
        try await storage.list(prefix: .root) { page in
            pages += 1
            objects += page.count
            #expect(page.count <= 1_000)
            #expect(last.isDisjoint(with: page.map(\.key)))
            last = Set(page.map(\.key))
            let asked = try String(contentsOfFile: service.folder("requests.log"), encoding: .utf8)
            #expect(asked.split(separator: "\n").count == pages, "pages are fetched before they are wanted")
        }
        #expect(objects == 100_000)
        #expect(pages == 100)
    }

    @Test(
        "A listing that is cut, or is none, is an error: what it does not tell is not gone",
        arguments: [
            "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
            "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>x</NextContinuationToken></ListBucketResult>",
            "<html><body>Welcome</body></html>",
        ])
    func cut(body: String) async throws {
        let rule = WebFaults.Rule(method: "GET", times: 99, action: "{\"answer\": 200, \"body\": \"\(body)\"}")
        try await WebFaults.with([rule]) { server in
            var configuration = S3StorageConfiguration(bucket: "cut")
            configuration.endpoint = WebServerAddress("http://127.0.0.1:\(server.port)")
            configuration.accessKeyID = Secret("key")
            configuration.secretAccessKey = Secret("secret")
            let storage = S3Storage.forTests(configuration)
            await #expect(throws: LifeboatError.self) { _ = try await storage.listAll() }
        }
    }
}
