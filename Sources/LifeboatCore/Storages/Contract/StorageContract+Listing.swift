extension StorageContract.Probe {
    func listingIsExact() async throws {
        let keys = [key("a"), key("b", "c"), key("b", "d"), key("b", "e", "f"), key("b", "e", "g", "h"), key("i", "j")]
        for (index, key) in keys.enumerated() { try await put(content(index), at: key) }
        try await expectListing(of: place, keys)
        try await expectListing(of: key("b"), Array(keys[1...4]))
        try await expectListing(of: key("b", "e"), Array(keys[3...4]))
        for object in try await storage.listAll(prefix: place) {
            let size = keys.firstIndex(of: object.key).map(Int64.init)
            try expect(object.size == size, "\(object.key) is listed with \(object.size) bytes")
        }
    }

    func prefixesDoNotBleed() async throws {
        let keys = [key("db", "x"), key("db2", "x"), key("db-2", "x"), key("d", "x"), key("db.old", "x"), key("dbx")]
        for key in keys { try await put([1], at: key) }
        for target in keys.dropLast() { try await expectListing(of: target.parent, [target]) }
        // Keys that sort around the separator, below a prefix that is itself the beginning of another.
        try await expectListing(of: key("dbx"), [])
        try await storage.delete(key("db", "x"))
        try await expectListing(of: key("db"), [], "after its only object was deleted")
        try await expectListing(of: place, Array(keys.dropFirst()))
    }

    func prefixIsNotItself() async throws {
        try await put([1], at: key("object"))
        try await expectListing(of: key("object"), [])
        try await expectListing(of: place, [key("object")])
    }

    func missingPrefixIsEmpty() async throws {
        try await put([1], at: key("folder", "object"))
        try await expectListing(of: key("nothing"), [])
        try await expectListing(of: key("folder", "nothing", "below"), [])
        try await expectListing(of: key("folder", "object", "below"), [])
    }

    func rootIsListed() async throws {
        try await put([1], at: key("object"))
        try await put([2], at: key("folder", "object"))
        var mine: [ObjectKey] = []
        try await storage.list(prefix: .root) { mine += $0.map(\.key).filter { $0.isBelow(self.place) } }
        let wanted = [key("folder", "object").path, key("object").path]
        try expect(mine.map(\.path).sorted() == wanted, "the root lists \(mine.map(\.path).sorted()), not \(wanted)")
    }

    func manyPages() async throws {
        let keys = (0..<manyObjects).map { key("folder \($0 % 7)", "object \($0)") }
        try await withThrowingTaskGroup { group in
            for lane in 0..<8 {
                group.addTask {
                    for index in stride(from: lane, to: keys.count, by: 8) {
                        try await self.put([UInt8(index % 251)], at: keys[index])
                    }
                }
            }
            try await group.waitForAll()
        }
        try await expectListing(of: place, keys)
        try await expectListing(of: key("folder 3"), stride(from: 3, to: keys.count, by: 7).map { keys[$0] })
    }

    func pageThrows() async throws {
        for index in 0..<3 { try await put([1], at: key("object \(index)")) }
        try await expectError(.refused, "a listing whose page throws") {
            try await self.storage.list(prefix: self.place) { _ in
                self.count()
                throw LifeboatError(.refused, "the page's own error")
            }
        }
        try expect(counted == 1, "the listing went on: \(counted) pages")
    }

    func deleteRemoves() async throws {
        try await put([1], at: key("folder", "object"))
        try await put([2], at: key("object"))
        for target in [key("folder", "object"), key("object")] {
            try await storage.delete(target)
            try await expectNothing(at: target, "after a delete")
            try await storage.delete(target)
        }
        try await expectListing(of: place, [])
    }

    func deleteLeavesSiblings() async throws {
        let keys = [
            key("db", "object"), key("db", "object2"), key("db", "obj"), key("db", "object.json"),
            key("db", "x", "object"),
            key("db2", "object"), key("dbx"),
        ]
        for (index, key) in keys.enumerated() { try await put([UInt8(index)], at: key) }
        try await storage.delete(key("db", "object"))
        // Neither of these is an object: nothing below them may go.
        try await storage.delete(key("db"))
        try await storage.delete(key("db", "x"))
        try await storage.delete(place)
        try await expectListing(of: place, Array(keys.dropFirst()))
        for (index, key) in keys.enumerated().dropFirst() { try await expectObject([UInt8(index)], at: key) }
    }

    func deleteOfNothingSucceeds() async throws {
        try await storage.delete(key("nothing"))
        try await storage.delete(key("no", "such", "folder", "object"))
        try await put([1], at: key("object"))
        try await storage.delete(key("object", "below"))
        try await expectListing(of: place, [key("object")])
    }
}
