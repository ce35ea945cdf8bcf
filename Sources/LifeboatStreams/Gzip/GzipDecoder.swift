import CZlib
package import LifeboatCore

/// Reads gzip members to the end of the last one, checksums included. Anything after it is an error.
package final class GzipDecoder: StreamFilter {
    /// On the heap: zlib keeps a pointer back to the stream that it was initialised with.
    private let stream: UnsafeMutablePointer<z_stream>
    private var memberEnded = false

    package init() throws {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 bits of window, plus 16: a gzip header, not a zlib one.
        guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            // Everything is set by now, so this throw runs `deinit`, which frees.
            throw LifeboatError(.failed, "gzip: out of memory")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    package func process(_ input: inout UnsafeRawBufferPointer, into output: MutableBlock) throws {
        if memberEnded {
            guard inflateReset(stream) == Z_OK else { throw LifeboatError(.failed, "gzip: cannot start a member") }
            memberEnded = false
        }
        try inflate(&input, into: output)
    }

    package func finish(into output: MutableBlock) throws -> Bool {
        if !memberEnded {
            var nothing = UnsafeRawBufferPointer(start: nil, count: 0)
            let before = output.count
            try inflate(&nothing, into: output)
            if !memberEnded, output.count == before {
                throw LifeboatError(.corrupted, "gzip: the data ends too early")
            }
        }
        return memberEnded
    }

    private func inflate(_ input: inout UnsafeRawBufferPointer, into output: MutableBlock) throws {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        var status = Z_OK
        output.fill { room in
            stream.pointee.next_out = room.bindMemory(to: UInt8.self).baseAddress
            stream.pointee.avail_out = UInt32(room.count)
            status = CZlib.inflate(stream, Z_NO_FLUSH)
            return room.count - Int(stream.pointee.avail_out)
        }
        input = UnsafeRawBufferPointer(rebasing: input[(input.count - Int(stream.pointee.avail_in))...])
        switch status {
        case Z_STREAM_END: memberEnded = true
        // Z_BUF_ERROR: no progress was possible, more input or room is needed.
        case Z_OK, Z_BUF_ERROR: break
        default:
            let why = stream.pointee.msg.map { String(cString: $0) } ?? "error \(status)"
            throw LifeboatError(.corrupted, "gzip: \(why)")
        }
    }
}
