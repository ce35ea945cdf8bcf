import Foundation
import LifeboatCore
import LifeboatTesting

extension CommandFixture {
    /// Lays bytes into `store` as if they were a backup of `site/files` that lifeboat has made: uncompressed, with a
    /// receipt that agrees with them.
    func plant(_ object: some Collection<UInt8>, id: String) async throws {
        let folder = "store/site/files/\(id)"
        let path = try scratch.write("\(folder)/files.tar", Array(object))
        let digest = try await tool("sha256sum", path).text.prefix(64)
        let content = #"{"size": \#(object.count), "sha256": "\#(digest)"}"#
        try scratch.write("\(folder)/receipt.json", Self.receipt(id, plain: content, stored: content))
    }

    /// A backup of nothing much, for tests that make thousands: its digests are not those of its bytes.
    func plantNominal(_ id: String, job: String = "site", target: String = "files", in store: String = "store") throws {
        let folder = "\(store)/\(job)/\(target)/\(id)"
        let content = #"{"size": 1, "sha256": "\#(String(repeating: "0", count: 64))"}"#
        try scratch.write("\(folder)/files.tar", [0])
        try scratch.write("\(folder)/receipt.json", Self.receipt(id, plain: content, stored: content))
    }

    private static func receipt(_ id: String, plain: String, stored: String) -> String {
        """
        {
          "format": 1, "id": "\(id)", "job": "site", "type": "desc_files", "target": "files", "origin": "/nowhere/files",
          "server_name": "test", "started": "2020-01-01T00:00:00Z", "finished": "2020-01-01T00:00:00Z",
          "lifeboat_version": "0.1.0", "facts": {}, "omissions": [], "omission_count": 0, "encodings": [],
          "plain": \(plain), "stored": \(stored), "object": "files.tar", "evidence": {"counts": {}}
        }

        """
    }
}
