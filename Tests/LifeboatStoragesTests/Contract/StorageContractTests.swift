import LifeboatCore
import LifeboatStorages
import LifeboatTesting
import Testing

@Suite("Storage contract")
struct StorageContractTests {
    @Test("A local folder upholds it", arguments: StorageContract.allCases)
    func local(rule: StorageContract) async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage(folder: folder("backups"), pool: BlockPool(), durable: rule != .manyPages)
            try await rule.run(on: storage, below: ObjectKey(names: "contract"))
            #expect(try folder.everything(in: "backups").isEmpty, "the rule left something behind")
        }
    }

    @Test(
        "A local folder on a memory file system upholds it", .enabled(if: Privilege.mounting),
        arguments: StorageContract.allCases)
    func localInMemory(rule: StorageContract) async throws {
        try await withTemporaryFileSystem(size: "128m") { folder in
            let storage = LocalStorage(folder: "\(folder)/backups", pool: BlockPool())
            try await rule.run(on: storage, below: .root)
        }
    }

    @Test("A local folder without exclusive renames upholds it by links", arguments: StorageContract.allCases)
    func localWithLinks(rule: StorageContract) async throws {
        try await withScratchFolder { folder in
            let storage = LocalStorage.linking(folder("backups"))
            try await rule.run(on: storage, below: ObjectKey(names: "contract"))
            #expect(try folder.everything(in: "backups").isEmpty, "the rule left something behind")
        }
    }

    @Test("The in-memory storage upholds it", arguments: StorageContract.allCases)
    func inMemory(rule: StorageContract) async throws {
        let storage = InMemoryStorage()
        try await rule.run(on: storage, below: ObjectKey(names: "contract"))
        #expect(storage.contents.isEmpty)
    }

    @Test("The fault-injecting storage without faults upholds it", arguments: StorageContract.allCases)
    func faultless(rule: StorageContract) async throws {
        try await rule.run(on: FaultInjectingStorage(InMemoryStorage()), below: ObjectKey(names: "contract"))
    }

    @Test("Every flaw is caught by the rule that is there for it", arguments: StorageFlaw.allCases)
    func broken(flaw: StorageFlaw) async throws {
        await #expect(throws: (any Error).self, "\(flaw.rawValue) passed \(flaw.caughtBy.rawValue)") {
            try await flaw.caughtBy.run(on: BrokenStorage(flaw), below: ObjectKey(names: "contract"))
        }
    }

    @Test("Every rule catches a flaw", arguments: StorageContract.allCases)
    func everyRuleCatches(rule: StorageContract) {
        #expect(StorageFlaw.allCases.contains { $0.caughtBy == rule })
    }

    @Test("A probe is one object or a few, small")
    func probes() async throws {
        for rule in StorageContract.allCases where rule.isHarmlessProbe {
            let storage = CountingStorage(InMemoryStorage())
            try await rule.run(on: storage, below: ObjectKey(names: "contract"))
            #expect(storage.puts <= 40, "\(rule.rawValue) puts \(storage.puts) objects")
            #expect(storage.bytes <= 1 << 20, "\(rule.rawValue) puts \(storage.bytes) bytes")
        }
    }

    @Test("A violation says which promise was broken and what was seen")
    func violation() async throws {
        let error = await #expect(throws: StorageContract.Violation.self) {
            try await StorageContract.deleteRemoves.run(
                on: BrokenStorage(.deleteDoesNothing), below: ObjectKey(names: "contract"))
        }
        #expect(
            error?.description == "deleteRemoves: a deleted object is gone, and deleting it again succeeds; "
                + "but contract/deleteRemoves/folder/object has a stat after a delete")
    }
}
