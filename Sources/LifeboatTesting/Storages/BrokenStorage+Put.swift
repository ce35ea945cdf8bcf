package import LifeboatCore
import Synchronization

extension BrokenStorage {
    package func put(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        let object = try await putBent(body, at: bent(key), options)
        return StoredObject(key: key, size: object.size, modified: object.modified)
    }

    private func putBent(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        switch flaw {
        case .losesLastBlock: return try await inner.put(body.withoutLastBlock(), at: key, options)
        case .forgetsEmptyObjects:
            let object = try await inner.put(body, at: key, options)
            if object.size == 0 { try await inner.delete(key) }
            return object
        case .losesWhatIsPast32MiB: return try await inner.put(body.truncated(at: 32 << 20), at: key, options)
        case .visibleWhileWriting: return try await putInSight(body, at: key, options)
        case .keepsHalfAfterThrow: return try await putAndKeepHalf(body, at: key, options)
        case .takesAThrowForTheEnd:
            return try await inner.put(ByteStream { try? await body.next() }, at: key, options)
        case .removesOldBeforeReplacing:
            if options.onExisting == .replace { try await inner.delete(key) }
        case .ignoresCancellation:
            // An own task does not inherit the cancellation.
            return try await Task { try await self.inner.put(body, at: key, options) }.value
        case .overwritesAlways, .mergesCase: return try await inner.put(body, at: key, PutOptions(onExisting: .replace))
        case .neverReplaces:
            if let old = try await inner.stat(key), options.onExisting == .replace { return old }
        case .remembersDeletedKeys:
            guard !state.withLock({ $0.deleted.contains(key) }) else {
                throw LifeboatError(.alreadyExists, "\(key) exists already")
            }
        case .looksForExistingFirstOnly:
            if options.onExisting == .fail, try await inner.stat(key) != nil {
                throw LifeboatError(.alreadyExists, "\(key) exists already")
            }
            return try await inner.put(body, at: key, PutOptions(onExisting: .replace))
        case .mixesConcurrentPuts: return try await putThroughOneBuffer(body, at: key, options)
        case .listStumblesOverWrites:
            state.withLock { $0.putting += 1 }
            defer { state.withLock { $0.putting -= 1 } }
            return try await inner.put(body, at: key, options)
        case .deleteRemovesTheFolderUnderAPut:
            let before = state.withLock { $0.deletesIn[key.parent] }
            for _ in 0..<10 { await Task.yield() }
            guard state.withLock({ $0.deletesIn[key.parent] }) == before else {
                throw LifeboatError(.notFound, "cannot create \(key): no such folder")
            }
        default: break
        }
        return try await inner.put(body, at: key, options)
    }

    private func putInSight(_ body: ByteStream, at key: ObjectKey, _ options: PutOptions) async throws -> StoredObject {
        var object = try await inner.put(ByteStream([]), at: key, options)
        var bytes: [UInt8] = []
        do {
            while let block = try await body.next() {
                bytes += block.bytes
                object = try await inner.put(ByteStream(bytes), at: key, PutOptions(onExisting: .replace))
            }
        } catch {
            try await inner.delete(key)
            throw error
        }
        return object
    }

    private func putAndKeepHalf(
        _ body: ByteStream, at key: ObjectKey, _ options: PutOptions
    ) async throws -> StoredObject {
        var bytes: [UInt8] = []
        do {
            while let block = try await body.next() { bytes += block.bytes }
        } catch {
            _ = try await inner.put(ByteStream(bytes), at: key, options)
            throw error
        }
        return try await inner.put(ByteStream(bytes), at: key, options)
    }

    /// As if every put wrote the same temporary file.
    private func putThroughOneBuffer(
        _ body: ByteStream, at key: ObjectKey, _ options: PutOptions
    ) async throws -> StoredObject {
        state.withLock { $0.buffer = [] }
        while let block = try await body.next() { state.withLock { $0.buffer += block.bytes } }
        return try await inner.put(ByteStream(state.withLock { $0.buffer }), at: key, options)
    }
}

extension ByteStream {
    fileprivate func withoutLastBlock() -> ByteStream {
        let held = Mutex<Block?>(nil)
        return ByteStream {
            while let block = try await self.next() {
                let previous = held.withLock { held -> Block? in
                    defer { held = block }
                    return held
                }
                if let previous { return previous }
            }
            return nil
        }
    }
}
