import Foundation
import LifeboatTesting

extension CommandFixture {
    /// Programs that stand in for MongoDB's own, with a server that is a file (`Tests/Fixtures/mongodb`), on 27017.
    ///
    /// - Returns: for the variable `PATH`.
    func makeMongoDB(password: String) throws -> String {
        let fixtures = #filePath.components(separatedBy: "/CommandTests/")[0] + "/Fixtures/mongodb"
        for program in ["mongodump", "mongorestore"] {
            try FileManager.default.createDirectory(atPath: scratch("bin"), withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(
                atPath: scratch("bin/\(program)"), withDestinationPath: "\(fixtures)/\(program)")
        }
        // A document of 12 bytes: {a: number}.
        let documents = (16..<116).map { "0c000000106100\(String($0, radix: 16))00000000" }
        let server: [String: Any] = [
            "port": 27_017, "user": "backup", "password": password, "forbidden": [String](),
            "databases": ["shop": ["orders": documents, "recent": "view"] as [String: Any]],
        ]
        try scratch.write("bin/server.json", [UInt8](JSONSerialization.data(withJSONObject: server)))
        return "\(scratch("bin")):\(ToolStandIn.realPath)"
    }
}
