import Synchronization

extension StorageContract {
    /// One rule at work in its own place of a storage: it remembers what it put, and what it saw go wrong.
    final class Probe: Sendable {
        let rule: StorageContract
        let storage: any Storage
        /// The rule's own place; nobody else puts anything here.
        let place: ObjectKey
        let manyObjects: Int
        private let touched = Mutex<Set<ObjectKey>>([])
        private let violation = Mutex<Violation?>(nil)
        private let counter = Mutex(0)

        init(_ rule: StorageContract, _ storage: any Storage, _ place: ObjectKey, manyObjects: Int) {
            self.rule = rule
            self.storage = storage
            self.place = place
            self.manyObjects = manyObjects
        }

        var firstViolation: Violation? { violation.withLock { $0 } }

        /// What a rule counts from inside its closures and tasks.
        var counted: Int { counter.withLock { $0 } }
        func count() { counter.withLock { $0 += 1 } }

        /// A key in the rule's place.
        func key(_ names: String...) -> ObjectKey { names.reduce(place) { $0.appending(name: $1) } }

        /// Bytes that differ from seed to seed and from place to place: a lost, doubled or moved block shows.
        func content(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
            var state = seed &* 0x9e37_79b9_7f4a_7c15
            return (0..<count).map { _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return UInt8(truncatingIfNeeded: state >> 56)
            }
        }

        /// Puts a small object.
        @discardableResult
        func put(
            _ bytes: [UInt8], at key: ObjectKey, onExisting: PutOptions.OnExisting = .fail
        ) async throws -> StoredObject {
            try await put(ByteStream(bytes), at: key, onExisting: onExisting)
        }

        @discardableResult
        func put(
            _ body: ByteStream, at key: ObjectKey, onExisting: PutOptions.OnExisting = .fail
        ) async throws -> StoredObject {
            touched.withLock { _ = $0.insert(key) }
            return try await storage.put(body, at: key, PutOptions(onExisting: onExisting))
        }

        /// A body of pieces; before each piece, and before the end, `step` runs with the number of pieces given out.
        func body(_ pieces: [[UInt8]], step: @escaping @Sendable (Int) async throws -> Void) -> ByteStream {
            let rest = BlockList(pieces.map { Block($0) })
            let given = Mutex(0)
            return ByteStream {
                try await step(given.withLock { $0 })
                let block = rest.popFirst()
                given.withLock { $0 += 1 }
                return block
            }
        }

        func fail(_ seen: String) -> Violation {
            let failure = Violation(rule: rule, seen: seen)
            violation.withLock { if $0 == nil { $0 = failure } }
            return failure
        }

        func expect(_ condition: Bool, _ otherwise: @autoclosure () -> String) throws {
            if !condition { throw fail(otherwise()) }
        }

        /// The object is there, whole, for read, stat and list.
        func expectObject(_ bytes: [UInt8], at key: ObjectKey) async throws {
            guard let object = try await storage.stat(key) else { throw fail("\(key) has no stat") }
            try expect(object.key == key, "stat of \(key) names \(object.key)")
            try expect(
                object.size == Int64(bytes.count), "stat of \(key) says \(object.size), not \(bytes.count) bytes")
            let read = try await storage.readAll(key, limit: bytes.count + 1)
            try expect(read.count == bytes.count, "\(key) gave \(read.count) bytes of \(bytes.count)")
            try expect(read == bytes, "\(key) gave other bytes")
        }

        /// Neither read nor stat nor list knows the object.
        func expectNothing(at key: ObjectKey, _ when: String) async throws {
            let found = try await storage.stat(key)
            try expect(found == nil, "\(key) has a stat \(when)")
            try await expectError(.notFound, "reading \(key) \(when)") {
                _ = try await self.storage.readAll(key)
            }
            let listed = try await storage.listAll(prefix: place).map(\.key)
            try expect(!listed.contains(key), "\(key) is listed \(when)")
        }

        func expectError(_ kind: LifeboatError.Kind, _ what: String, _ body: () async throws -> Void) async throws {
            do {
                try await body()
            } catch let error as Violation {
                throw error
            } catch {
                let seen = LifeboatError(wrapping: error)
                try expect(
                    seen.kind == kind, "\(what) threw \(seen.kind.rawValue) (\(seen.summary)), not \(kind.rawValue)")
                return
            }
            throw fail("\(what) threw nothing")
        }

        /// The listing of a place is exactly these keys, each once.
        func expectListing(of prefix: ObjectKey, _ expected: [ObjectKey], _ when: String = "") async throws {
            var listed: [ObjectKey] = []
            try await storage.list(prefix: prefix) { listed += $0.map(\.key) }
            let paths = listed.map(\.path).sorted()
            let wanted = expected.map(\.path).sorted()
            let missing = wanted.filter { !paths.contains($0) }
            let surplus = paths.filter { !wanted.contains($0) }
            try expect(
                paths == wanted,
                "the listing of \(prefix) \(when) has \(paths.count) of \(wanted.count) objects; "
                    + "not \(missing.prefix(8)), but \(surplus.prefix(8))")
        }

        /// Removes everything that the rule put, listed or not.
        func cleanUp() async throws {
            for key in touched.withLock({ $0 }).sorted(by: { $0.path > $1.path }) { try await storage.delete(key) }
            for object in try await storage.listAll(prefix: place) { try await storage.delete(object.key) }
        }
    }
}
