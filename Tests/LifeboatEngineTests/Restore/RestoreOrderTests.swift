import LifeboatCore
import LifeboatEngine
import LifeboatStreams
import LifeboatTesting
import Testing

@Suite("The order in which a whole job is restored")
struct RestoreOrderTests {
    /// Whose targets have their turn by the first letter of their names.
    private struct Ordered: RestorableSource {
        func withSession<Value: Sendable>(_ body: (any SourceSession) async throws -> Value) async throws -> Value {
            try await ScriptedSource([]).withSession(body)
        }

        func probe() async throws -> [String] { [] }

        func restore(
            _ target: Target, from input: ByteStream, into place: RestorePlace
        ) async throws -> DumpResult { DumpResult() }

        func restoreTurn(ofTarget name: String) -> RestoreTurn {
            name.hasPrefix("roles") ? .first : name.hasPrefix("grants") ? .last : .between
        }
    }

    private func order(_ names: [String?], _ targets: [String]) -> [String?] {
        let sources = names.map { JobSource(name: $0, source: Ordered(), encoding: EncodingChain([])) }
        let plain = JobSource(name: "plain", source: ScriptedSource([]), encoding: EncodingChain([]))
        let job = TestRun(names == [nil] ? sources : [plain] + sources, []).job
        return job.inRestoreOrder(targets.map(Vault.component(ofTarget:))).map(\.name)
    }

    @Test("is what the source says, and by name where it says nothing")
    func one() {
        #expect(order([nil], ["z", "grants", "roles", "a"]) == ["roles", "a", "z", "grants"])
    }

    @Test("is what each of several sources says of its own targets")
    func several() {
        let targets = ["two.a", "two.grants", "plain.roles", "one.roles", "two.roles", "one.z", "gone.roles"]
        #expect(
            order(["one", "two"], targets)
                == ["one.roles", "two.roles", "gone.roles", "one.z", "plain.roles", "two.a", "two.grants"])
    }
}
