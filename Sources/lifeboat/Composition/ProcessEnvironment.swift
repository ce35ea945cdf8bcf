import CShims
import Foundation

/// The environment as the system has it. Foundation would put U+FFFD in the place of bytes that are not UTF-8, and a
/// password would be another one.
struct ProcessEnvironment {
    private(set) var texts: [String: String] = [:]
    /// The names of those whose value is not UTF-8.
    private(set) var notText: Set<String> = []

    init() {
        guard var next = lifeboat_environment() else { return }
        while let entry = next.pointee {
            next += 1
            let bytes = UnsafeRawBufferPointer(start: entry, count: strlen(entry))
            // What cannot be named cannot be asked for.
            guard let end = bytes.firstIndex(of: UInt8(ascii: "=")),
                let name = String(validating: bytes[..<end], as: UTF8.self),
                texts[name] == nil, !notText.contains(name)
            else { continue }
            if let value = String(validating: bytes[(end + 1)...], as: UTF8.self) {
                texts[name] = value
            } else {
                notText.insert(name)
            }
        }
    }
}
