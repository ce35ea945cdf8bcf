import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Receipts")
struct ReceiptTests {
    private static let receipt = Receipt(
        id: BackupID(started: Date(timeIntervalSince1970: 1_795_402_800), random: 1), job: "mysql", type: "mysql",
        target: "main.shop", source: "main", origin: "shop", serverName: "web-1",
        started: Date(timeIntervalSince1970: 1_795_402_800), finished: Date(timeIntervalSince1970: 1_795_402_860),
        lifeboatVersion: "0.1.0",
        result: DumpResult(
            evidence: Evidence(counts: ["rows_of_users": 7]),
            product: SourceProduct(name: "MySQL", version: "8.0.40"), facts: ["binlog_file": "bin.000003"],
            omissions: [
                Omission(name: "a/sock", reason: .skipped),
                Omission(name: "b", reason: .unreadable, detail: "permission denied"),
            ]),
        encodings: [.zstd], plain: ContentDigest(size: 10, sha256: "aa"), stored: ContentDigest(size: 5, sha256: "bb"),
        object: "main.shop.sql.zst")

    private static let golden = """
        {
          "encodings" : [
            "zstd"
          ],
          "evidence" : {
            "counts" : {
              "rows_of_users" : 7
            }
          },
          "facts" : {
            "binlog_file" : "bin.000003"
          },
          "finished" : "2026-11-23T03:01:00Z",
          "format" : 1,
          "id" : "20261123T030000Z-0001",
          "job" : "mysql",
          "lifeboat_version" : "0.1.0",
          "object" : "main.shop.sql.zst",
          "omission_count" : 2,
          "omission_counts" : {
            "skipped" : 1,
            "unreadable" : 1
          },
          "omissions" : [
            {
              "detail" : "permission denied",
              "name" : "b",
              "reason" : "unreadable"
            },
            {
              "name" : "a/sock",
              "reason" : "skipped"
            }
          ],
          "origin" : "shop",
          "parent" : null,
          "plain" : {
            "sha256" : "aa",
            "size" : 10
          },
          "product" : {
            "name" : "MySQL",
            "version" : "8.0.40"
          },
          "run_id" : "20261123T030000Z-0001",
          "server_name" : "web-1",
          "source" : "main",
          "started" : "2026-11-23T03:00:00Z",
          "stored" : {
            "sha256" : "bb",
            "size" : 5
          },
          "target" : "main.shop",
          "type" : "mysql"
        }

        """

    @Test("Format 1 is this text")
    func golden() throws {
        #expect(String(decoding: try RecordCoding.encode(Self.receipt), as: UTF8.self) == Self.golden)
        #expect(try RecordCoding.decode(Receipt.self, from: Array(Self.golden.utf8)) == Self.receipt)
    }

    @Test("The names of counts and facts come back as they were")
    func keys() throws {
        let names = [
            "rows of users", "rows_of_users", "rowsOfUsers", "Größe", "a__b", "_x", "x_", "URL", "rows of Order_Items",
        ]
        var receipt = Self.receipt
        receipt.facts = Dictionary(uniqueKeysWithValues: names.map { ($0, $0) })
        receipt.evidence = Evidence(counts: Dictionary(uniqueKeysWithValues: names.map { ($0, 1) }))
        let back = try RecordCoding.decode(Receipt.self, from: RecordCoding.encode(receipt))
        #expect(back == receipt)
        let text = String(decoding: try RecordCoding.encode(receipt), as: UTF8.self)
        #expect(text.contains("\"rowsOfUsers\""), "written as the source said it")
    }

    @Test("One of a version that did not know the later keys is read; what does not apply is there as null")
    func older() throws {
        var receipt = Self.receipt
        receipt.product = nil
        receipt.source = nil
        receipt.serverName = nil
        let text = String(decoding: try RecordCoding.encode(receipt), as: UTF8.self)
        for key in ["parent", "product", "server_name", "source"] {
            #expect(text.contains("\"\(key)\" : null"), "\(key)")
        }
        let old = text.split(separator: "\n").filter { line in
            !["parent", "product", "run_id", "server_name", "source"].contains { line.contains("\"\($0)\" :") }
        }
        #expect(old.count == text.split(separator: "\n").count - 5)
        let back = try RecordCoding.decode(Receipt.self, from: Array(old.joined(separator: "\n").utf8))
        #expect(back == receipt)
        #expect(back.run == back.id)
    }

    @Test("What is damaged is said in words of ours")
    func damage() async throws {
        let texts = [
            ("", "it is empty"), ("{\"format\": 1,", "it is not the JSON that it should be"),
            ("\0\0\0", "it is not the JSON that it should be"),
            ("[]", "it is not the JSON that it should be"), ("{}", "`format` is missing in it"),
            (Self.golden.replacing("\"format\" : 1", with: "\"format\" : []"), "`format` is not what it should be"),
        ]
        for (text, why) in texts {
            let error = await expectLifeboatError(.corrupted, "\(text)") {
                _ = try RecordCoding.decode(Receipt.self, from: Array(text.utf8))
            }
            #expect(error?.why == why && error?.what == "it is damaged", "\(text)")
        }
    }

    @Test("Unknown keys are ignored, missing ones and damage are not")
    func reading() async throws {
        let more = Self.golden.replacingOccurrences(of: "\"format\" : 1", with: "\"format\" : 1, \"news\" : [1]")
        #expect(try RecordCoding.decode(Receipt.self, from: Array(more.utf8)) == Self.receipt)
        let less = Self.golden.replacingOccurrences(of: "\"job\"", with: "\"jbo\"")
        await expectLifeboatError(.corrupted) { _ = try RecordCoding.decode(Receipt.self, from: Array(less.utf8)) }
        for length in stride(from: 0, to: Self.golden.utf8.count - 2, by: 7) {
            let cut = Array(Self.golden.utf8.prefix(length))
            await expectLifeboatError(.corrupted) { _ = try RecordCoding.decode(Receipt.self, from: cut) }
        }
    }
}
