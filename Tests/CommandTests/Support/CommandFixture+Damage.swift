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

    /// Gives a backup of `site/files` an older id, as if it had been made then.
    func age(_ id: String, in folders: [String], to older: String) throws {
        for folder in folders {
            let place = scratch("\(folder)/site/files")
            try FileManager.default.moveItem(atPath: "\(place)/\(id)", toPath: "\(place)/\(older)")
            let receipt = try String(contentsOfFile: "\(place)/\(older)/receipt.json", encoding: .utf8)
            try scratch.write(
                "\(folder)/site/files/\(older)/receipt.json", receipt.replacing("\"\(id)\"", with: "\"\(older)\""))
        }
    }
}
