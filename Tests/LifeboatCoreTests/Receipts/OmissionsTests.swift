import LifeboatCore
import Testing

@Suite("Omissions")
struct OmissionsTests {
    @Test("A million are counted by their reason; a thousand are named, losses first")
    func bounded() {
        var omissions = Omissions()
        for number in 0..<1_000_000 {
            omissions.add(Omission(name: "\(number)", reason: number < 999_000 ? .skipped : .unreadable))
        }
        omissions.add(Omission(name: "last", reason: .changed))
        #expect(omissions.count == 1_000_001 && omissions.lossCount == 1_001)
        #expect(omissions.counts == [.skipped: 999_000, .unreadable: 1_000, .changed: 1])
        #expect(omissions.named.map(\.name) == (999_000..<1_000_000).map { "\($0)" })
        // What is kept, named or not: this is what memory holds.
        #expect(Mirror(reflecting: omissions).children.allSatisfy { ($0.value as? [Omission])?.count ?? 0 <= 1_000 })
    }

    @Test("Few are all named, losses before all else")
    func few() {
        let all: [Omission] = [
            Omission(name: "a", reason: .vanished), Omission(name: "b", reason: .changed),
            Omission(name: "c", reason: .otherFileSystem), Omission(name: "d", reason: .unreadable),
        ]
        let omissions = Omissions(all)
        #expect(omissions.named.map(\.name) == ["b", "d", "a", "c"])
        #expect(omissions.countsByName == ["vanished": 1, "changed": 1, "otherFileSystem": 1, "unreadable": 1])
        #expect(Omissions().isEmpty && Omissions().countsByName == nil && Omissions().lossCount == 0)
    }
}
