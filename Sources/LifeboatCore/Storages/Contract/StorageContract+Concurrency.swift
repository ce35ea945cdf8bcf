extension StorageContract.Probe {
    func concurrentPutsOneWins() async throws {
        // Surely one inside the other: the inner put begins and commits while the outer one is being written.
        let inner = content(3_000, seed: 2)
        let target = key("nested", "object")
        try await expectError(.alreadyExists, "put of a key that another put committed meanwhile") {
            try await self.put(
                self.body([self.content(50_000), self.content(50_000)]) { given in
                    if given == 1 { try await self.put(inner, at: target) }
                }, at: target)
        }
        try await expectObject(inner, at: target)

        // And as it comes.
        let contents = (0..<6).map { content(20_000 + $0, seed: UInt64($0) + 10) }
        let winners = try await withThrowingTaskGroup(of: Int?.self) { group in
            for (index, bytes) in contents.enumerated() {
                group.addTask {
                    let body = self.body([Array(bytes[..<9_000]), Array(bytes[9_000...])]) { _ in await Task.yield() }
                    do {
                        try await self.put(body, at: self.key("race", "object"))
                        return index
                    } catch let error as LifeboatError where error.kind == .alreadyExists {
                        return nil
                    }
                }
            }
            return try await group.reduce(into: [Int]()) { winners, index in if let index { winners.append(index) } }
        }
        try expect(winners.count == 1, "\(winners.count) of 6 puts of one key won")
        if let winner = winners.first { try await expectObject(contents[winner], at: key("race", "object")) }
        try await expectListing(of: place, [target, key("race", "object")])
    }

    func concurrentPutsOfManyKeys() async throws {
        let count = 12
        try await withThrowingTaskGroup { group in
            for index in 0..<count {
                group.addTask {
                    let bytes = self.content(10_000 + index, seed: UInt64(index))
                    let body = self.body([Array(bytes[..<5_000]), Array(bytes[5_000...])]) { _ in await Task.yield() }
                    try await self.put(body, at: self.manyKey(index))
                }
            }
            try await group.waitForAll()
        }
        for index in 0..<count {
            try await expectObject(content(10_000 + index, seed: UInt64(index)), at: manyKey(index))
        }
        try await expectListing(of: place, (0..<count).map { manyKey($0) })
    }

    /// Three folders, so that some share one.
    private func manyKey(_ index: Int) -> ObjectKey { key("folder \(index % 3)", "object \(index)") }

    func listDuringWrites() async throws {
        let size = 40_000
        let writers = 6
        try await withThrowingTaskGroup { group in
            for index in 0..<writers {
                group.addTask {
                    for round in 0..<4 {
                        let bytes = self.content(size, seed: UInt64(index * 10 + round))
                        let body = self.body([Array(bytes[..<7]), Array(bytes[7...])]) { _ in await Task.yield() }
                        try await self.put(body, at: self.key("folder \(index) \(round % 2)", "object"))
                        if round < 2 {
                            try await self.storage.delete(self.key("folder \(index) \(round % 2)", "object"))
                        }
                    }
                    self.count()
                }
            }
            group.addTask {
                while self.counted < writers {
                    try Task.checkCancellation()
                    for object in try await self.storage.listAll(prefix: self.place) {
                        try self.expect(
                            object.size == Int64(size), "\(object.key) was listed with \(object.size) of \(size) bytes")
                    }
                    await Task.yield()
                }
            }
            try await group.waitForAll()
        }
        try await expectListing(
            of: place, (0..<writers).flatMap { index in (0..<2).map { key("folder \(index) \($0)", "object") } })
    }

    /// A folder that becomes empty may vanish in a file system; a put must not stumble over that.
    func deletesBesidePuts() async throws {
        try await withThrowingTaskGroup { group in
            for index in 0..<6 {
                group.addTask {
                    for round in 0..<12 {
                        let target = self.key("a", "shared", "folder", "object \(index)")
                        try await self.put([UInt8(index), UInt8(round)], at: target)
                        await Task.yield()
                        try await self.storage.delete(target)
                    }
                }
            }
            try await group.waitForAll()
        }
        try await expectListing(of: place, [])
        try await put([1], at: key("a", "shared", "folder", "object"))
        try await expectObject([1], at: key("a", "shared", "folder", "object"))
    }
}
