import Foundation
import LifeboatTesting

extension CommandFixture {
    /// Changes one bit in the middle of a file.
    func flipByte(of name: String) throws {
        let url = URL(fileURLWithPath: scratch(name))
        var bytes = try Data(contentsOf: url)
        bytes[bytes.count / 2] ^= 0x40
        try bytes.write(to: url)
    }
}
