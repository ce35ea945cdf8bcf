import Crypto
package import LifeboatCore
import Synchronization

/// Counts and hashes what passes: the size and SHA-256 that the receipt holds.
package final class StreamDigest: Sendable {
    private struct State {
        var hash = SHA256()
        var size: Int64 = 0
    }

    private let state = Mutex(State())

    package init() {}

    package func update(_ block: Block) {
        block.withUnsafeBytes { update($0) }
    }

    package func update(_ bytes: UnsafeRawBufferPointer) {
        state.withLock { (state: inout State) -> Void in
            state.hash.update(bufferPointer: bytes)
            state.size += Int64(bytes.count)
        }
    }

    /// How many bytes passed so far.
    package var size: Int64 { state.withLock { $0.size } }

    /// The digest of everything that passed so far.
    package var digest: ContentDigest {
        let (hash, size) = state.withLock { ($0.hash, $0.size) }
        var text = ""
        for byte in hash.finalize() {
            let digits = String(byte, radix: 16)
            text += byte < 16 ? "0" + digits : digits
        }
        return ContentDigest(size: size, sha256: text)
    }
}

extension ByteStream {
    /// The same stream, with every block counted and hashed as it is pulled.
    package func digested(by digest: StreamDigest) -> ByteStream {
        ByteStream {
            let block = try await next()
            if let block { digest.update(block) }
            return block
        }
    }

    /// The same stream, which ends only if what passed has this digest; otherwise it throws where it would end.
    ///
    /// - Parameter subject: names the bytes in the error: `the stored object`.
    package func verified(against expected: ContentDigest, _ subject: String) -> ByteStream {
        let digest = StreamDigest()
        return ByteStream {
            if let block = try await next() {
                digest.update(block)
                return block
            }
            let found = digest.digest
            guard found == expected else {
                throw LifeboatError(
                    .corrupted, "\(subject) is not what the receipt says",
                    why: found.size == expected.size
                        ? "SHA-256 is \(found.sha256), not \(expected.sha256)"
                        : "\(found.size) bytes, not \(expected.size)",
                    hint: "do not use it; restore another backup, or the same one from another storage")
            }
            return nil
        }
    }
}
