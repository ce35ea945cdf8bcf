import CShims
import Foundation
import LifeboatCore
import Synchronization

/// Owns one file descriptor: closed once, when asked or when nobody holds it any more.
final class Descriptor: Sendable {
    private let number: Mutex<Int32?>
    let rawValue: Int32

    init(_ rawValue: Int32) {
        self.rawValue = rawValue
        number = Mutex(rawValue)
    }

    convenience init(opening path: String, _ flags: Int32) throws {
        let number = lifeboat_open(path, flags, 0)
        guard number >= 0 else { throw LifeboatError(errno: errno, "open", path) }
        self.init(number)
    }

    func close() {
        number.withLock { number in
            if let open = number { _ = Foundation.close(open) }
            number = nil
        }
    }

    deinit { close() }
}
