import Foundation

extension StorageContract.Probe {
    func roundTrip() async throws {
        let pieces = [content(1), content(70_001, seed: 2), content(4_096, seed: 3)]
        let object = try await put(ByteStream(blocks: pieces.map { Block($0) }), at: key("object"))
        try expect(object.size == 74_098, "put of 74098 bytes says \(object.size)")
        try await expectObject(pieces.flatMap(\.self), at: key("object"))
    }

    func emptyObject() async throws {
        let object = try await put([], at: key("empty"))
        try expect(object.size == 0, "put of nothing says \(object.size) bytes")
        try await expectObject([], at: key("empty"))
        try await expectListing(of: place, [key("empty")])
    }

    /// More than the parts, windows and buffers of any storage, in blocks that divide none of them.
    func largeObject() async throws {
        let count = 41
        let piece = Block(content(1_000_003))
        let last = Block(content(517, seed: 2))
        let size = Int64(count * piece.count + last.count)
        let object = try await put(ByteStream(blocks: Array(repeating: piece, count: count) + [last]), at: key("large"))
        try expect(object.size == size, "put of \(size) bytes says \(object.size)")
        let found = try await storage.stat(key("large"))
        try expect(found?.size == size, "stat says \(found?.size ?? -1), not \(size) bytes")
        let wanted = piece.bytes
        let seen = try await storage.read(key("large"), range: nil) { stream in
            var offset = 0
            var same = true
            while let block = try await stream.next() {
                same = same && Self.matches(block, wanted, last.bytes, repeated: count, at: offset)
                offset += block.count
            }
            return (count: Int64(offset), same: same)
        }
        try expect(seen.count == size, "\(seen.count) bytes came back of \(size)")
        try expect(seen.same, "other bytes came back")
    }

    /// Whether `block` is what stands at `offset` of `repeated` times `piece` and then `last`.
    private static func matches(
        _ block: Block, _ piece: [UInt8], _ last: [UInt8], repeated: Int, at offset: Int
    ) -> Bool {
        block.withUnsafeBytes { bytes in
            var done = 0
            while done < bytes.count {
                let inPiece = (offset + done) / piece.count < repeated
                let source = inPiece ? piece : last
                let start = inPiece ? (offset + done) % piece.count : offset + done - repeated * piece.count
                let count = min(source.count - start, bytes.count - done)
                guard count > 0 else { return false }
                let same = source.withUnsafeBytes { wanted in
                    memcmp(wanted.baseAddress! + start, bytes.baseAddress! + done, count) == 0
                }
                guard same else { return false }
                done += count
            }
            return true
        }
    }

    func readAfterWrite() async throws {
        for number in 1...5 {
            let bytes = content(100 + number, seed: UInt64(number))
            try await put(bytes, at: key("object \(number)"))
            try await expectObject(bytes, at: key("object \(number)"))
            try await expectListing(of: place, (1...number).map { key("object \($0)") }, "after put \(number)")
        }
    }

    func statAgreesWithPut() async throws {
        let object = try await put(content(12_345), at: key("folder", "object"))
        try expect(object.key == key("folder", "object"), "put names \(object.key)")
        try expect(object.size == 12_345, "put of 12345 bytes says \(object.size)")
        let found = try await storage.stat(object.key)
        try expect(found?.key == object.key, "stat names \(found.map(\.key.path) ?? "nothing")")
        try expect(found?.size == object.size, "stat says \(found?.size ?? -1) bytes, put \(object.size)")
        let listed = try await storage.listAll(prefix: place)
        try expect(listed.map(\.key) == [object.key], "the listing names \(listed.map(\.key.path))")
        try expect(listed.first?.size == object.size, "the listing says \(listed.first?.size ?? -1) bytes")
    }

    func ranges() async throws {
        let bytes = content(10_000)
        try await put(bytes, at: key("object"))
        let cases: [Range<Int64>] = [
            0..<1, 0..<10_000, 0..<4_096, 1..<2, 4_095..<4_097, 5_000..<9_999, 9_999..<10_000,
            9_000..<20_000, 0..<Int64.max, 10_000..<10_001, 20_000..<30_000, 0..<0, 5_000..<5_000,
        ]
        for range in cases {
            let wanted = Array(bytes[Int(min(range.lowerBound, 10_000))..<Int(min(range.upperBound, 10_000))])
            let seen = try await storage.read(key("object"), range: range) { try await $0.collect(limit: 20_000) }
            try expect(seen.count == wanted.count, "\(range) gave \(seen.count) bytes, not \(wanted.count)")
            try expect(seen == wanted, "\(range) gave other bytes")
        }
        try await put([], at: key("empty"))
        let seen = try await storage.read(key("empty"), range: 0..<10) { try await $0.collect(limit: 10) }
        try expect(seen.isEmpty, "a range of an empty object gave \(seen.count) bytes")
    }

    func concurrentReads() async throws {
        let bytes = content(300_000)
        try await put(bytes, at: key("object"))
        try await withThrowingTaskGroup { group in
            for index in 0..<8 {
                group.addTask {
                    let range = Int64(index * 10_000)..<Int64(300_000 - index)
                    let seen = try await self.storage.read(self.key("object"), range: range) { stream in
                        var seen: [UInt8] = []
                        while let block = try await stream.next() {
                            seen += block.bytes
                            await Task.yield()
                        }
                        return seen
                    }
                    try self.expect(
                        seen[...] == bytes[Int(range.lowerBound)..<Int(range.upperBound)],
                        "reader \(index) of eight got other bytes")
                }
            }
            try await group.waitForAll()
        }
    }

    func readerEndsEarly() async throws {
        let bytes = content(200_000)
        try await put(bytes, at: key("object"))
        for _ in 0..<3 {
            let none = try await storage.read(key("object"), range: nil) { _ in 7 }
            try expect(none == 7, "read returned another value than its reader")
            let first = try await storage.read(key("object"), range: nil) { try await $0.next()?.bytes ?? [] }
            try expect(!first.isEmpty && bytes.starts(with: first), "the first block holds other bytes")
        }
        try await expectObject(bytes, at: key("object"))
        try await storage.delete(key("object"))
        try await expectNothing(at: key("object"), "after a delete")
    }

    func readerThrows() async throws {
        let bytes = content(1_000)
        try await put(bytes, at: key("object"))
        try await expectError(.refused, "a reader that throws") {
            try await self.storage.read(self.key("object"), range: nil) { stream in
                _ = try await stream.next()
                throw LifeboatError(.refused, "the reader's own error")
            }
        }
        try await expectObject(bytes, at: key("object"))
    }
}
