extension StorageContract.Probe {
    private static let trouble = LifeboatError(.incomplete, "the body failed")

    func invisibleWhileWritten() async throws {
        let pieces = [content(60_000), content(60_000, seed: 2), content(5, seed: 3)]
        let target = key("folder", "object")
        try await put(
            body(pieces) { given in try await self.expectNothing(at: target, "after \(given) of 3 blocks") }, at: target
        )
        try await expectObject(pieces.flatMap(\.self), at: target)
    }

    func throwingBodyLeavesNothing() async throws {
        let pieces = [content(60_000), content(60_000, seed: 2), content(5, seed: 3)]
        for throwing in 0...pieces.count {
            let target = key("folder \(throwing)", "object")
            try await expectError(.incomplete, "put of a body that throws after \(throwing) of 3 blocks") {
                try await self.put(
                    self.body(pieces) { given in if given == throwing { throw Self.trouble } }, at: target)
            }
            try await expectNothing(at: target, "after its body threw")
            // Nothing that would be in the way of another try.
            try await put(pieces[2], at: target)
            try await expectObject(pieces[2], at: target)
        }
    }

    func throwingReplacementKeepsOld() async throws {
        let old = content(1_000)
        try await put(old, at: key("object"))
        for throwing in 0...2 {
            try await expectError(.incomplete, "put of a body that throws after \(throwing) of 2 blocks") {
                try await self.put(
                    self.body([self.content(70_000, seed: 2), self.content(10, seed: 3)]) { given in
                        if given == throwing { throw Self.trouble }
                    }, at: self.key("object"), onExisting: .replace)
            }
            try await expectObject(old, at: key("object"))
        }
        try await expectListing(of: place, [key("object")])
    }

    func cancellationLeavesNothing() async throws {
        let target = key("folder", "object")
        let (writer, reader) = BytePipe.make(capacity: 1)
        let piece = Block(content(50_000))
        let failed = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                do {
                    try await self.put(reader.stream, at: target)
                    return false
                } catch {
                    reader.abandon(LifeboatError(wrapping: error))
                    return true
                }
            }
            // The hand-off holds one block: when the third is accepted, the storage has taken the first.
            for _ in 0..<3 { try await writer.write(piece) }
            group.cancelAll()
            // A storage that does not notice gets a whole object to commit, and is caught with it.
            do {
                for _ in 0..<3 { try await writer.write(piece) }
                writer.finish()
            } catch {
                writer.fail(error)
            }
            return try await group.next() ?? false
        }
        try expect(failed, "a cancelled put returned as if nothing had happened")
        try await expectNothing(at: target, "after its put was cancelled")
        try await put([1], at: target)
        try await expectObject([1], at: target)
    }

    func existingIsKept() async throws {
        let old = content(1_000)
        try await put(old, at: key("object"))
        for bytes in [content(2_000, seed: 2), content(10, seed: 3), []] {
            try await expectError(.alreadyExists, "put of \(bytes.count) bytes on an existing key") {
                try await self.put(bytes, at: self.key("object"))
            }
            try await expectObject(old, at: key("object"))
        }
        try await expectListing(of: place, [key("object")])
    }

    func replaceReplaces() async throws {
        for (seed, count) in [(1, 1_000), (2, 90_000), (3, 10), (4, 0), (5, 500)] {
            let bytes = content(count, seed: UInt64(seed))
            try await put(bytes, at: key("object"), onExisting: .replace)
            try await expectObject(bytes, at: key("object"))
        }
        try await expectListing(of: place, [key("object")])
    }

    func sameKeyAgain() async throws {
        for round in 1...3 {
            let bytes = content(100 * round, seed: UInt64(round))
            try await put(bytes, at: key("folder", "object"))
            try await expectObject(bytes, at: key("folder", "object"))
            try await storage.delete(key("folder", "object"))
            try await expectNothing(at: key("folder", "object"), "after delete \(round)")
        }
    }
}
