import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@Suite("Backup ids and times")
struct BackupIDTests {
    @Test("Times are those that Foundation writes")
    func oracle() throws {
        let formatter = ISO8601DateFormatter()
        var random = SeededGenerator(seed: 9)
        for _ in 0..<5_000 {
            // To the year 9999.
            let date = Date(timeIntervalSince1970: Double(Int64.random(in: 0..<253_402_300_800, using: &random)))
            let expected = formatter.string(from: date)
            #expect(UTCTime.extended(date) == expected)
            let compact = UTCTime.compact(date)
            #expect(compact == expected.filter { $0 != "-" && $0 != ":" })
            #expect(UTCTime.parseCompact(compact) == date)
        }
        #expect(UTCTime.extended(Date(timeIntervalSince1970: 1_709_164_799.999)) == "2024-02-28T23:59:59Z")
        #expect(UTCTime.extended(Date(timeIntervalSince1970: 1_709_164_800)) == "2024-02-29T00:00:00Z")
    }

    @Test(
        "Impossible moments are refused",
        arguments: [
            "", "20261123T030000", "20261323T030000Z", "20260229T030000Z", "20261123T240000Z", "20261123T036000Z",
            "20261123T030060Z", "20261123 030000Z", "2026112３T03000Z", "20261100T030000Z", "19691231T235959Z",
            "+0261123T030000Z",
        ])
    func impossible(text: String) { #expect(UTCTime.parseCompact(text) == nil) }

    @Test("An id says when it began, and reads back")
    func roundTrip() throws {
        let date = Date(timeIntervalSince1970: 1_795_402_800)
        let id = BackupID(started: date.addingTimeInterval(0.5), random: 0xffff)
        #expect(id.text == "20261123T030000Z-7d3f")
        #expect(id.started == date)
        #expect(BackupID(id.text) == id)
        #expect(BackupID(started: date, random: 0).text == "20261123T030000Z-0000")
        #expect(try JSONDecoder().decode([BackupID].self, from: JSONEncoder().encode([id])) == [id])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([BackupID].self, from: Data(#"["x"]"#.utf8)) }
    }

    @Test("Ids sort by time, to the millisecond, whatever the random numbers")
    func order() {
        var random = SeededGenerator(seed: 10)
        for _ in 0..<2_000 {
            let milliseconds = Int64.random(in: 0..<4_000_000_000_000, using: &random)
            let earlier = Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
            // Two milliseconds, for a Date is binary.
            let later = earlier.addingTimeInterval(Double(Int.random(in: 2..<5_000, using: &random)) / 1_000)
            let first = BackupID(started: earlier, random: UInt16.random(in: 0 ... .max, using: &random))
            let second = BackupID(started: later, random: UInt16.random(in: 0 ... .max, using: &random))
            #expect(first < second)
        }
    }

    @Test(
        "Anything else is no id",
        arguments: [
            "", "20261123T030000Z", "20261123T030000Z-", "20261123T030000Z-7F3A", "20261123T030000Z-7f3",
            "20261123T030000Z-7f3ag", "20261123T030000Z_7f3a", "20261323T030000Z-7f3a", "20261123T030000Z-7f3g",
        ])
    func noIDs(text: String) { #expect(BackupID(text) == nil) }
}
