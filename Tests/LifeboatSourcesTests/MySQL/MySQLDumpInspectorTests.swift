import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("Reading along with a dump of MySQL")
struct MySQLDumpInspectorTests {
    private static let end = "\n-- Dump completed on 2026-11-23  8:46:14\n"

    /// The counts of a text, the same however it is cut.
    private func counts(_ text: String, seed: UInt64 = 1) throws -> [String: Int64] {
        let bytes = Array(text.utf8)
        var whole = MySQLDumpInspector()
        try bytes.withUnsafeBytes { try whole.inspect($0) }
        let evidence = try whole.finish()
        var generator = SeededGenerator(seed: seed)
        var cut = MySQLDumpInspector()
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...7, using: &generator))
            try Array(piece).withUnsafeBytes { try cut.inspect($0) }
            rest = rest.dropFirst(piece.count)
        }
        #expect(try cut.finish() == evidence, "it depends on where it is cut, seed \(seed)")
        return evidence.counts
    }

    @Test(
        "Rows are counted whatever is in them",
        arguments: [
            ("INSERT INTO `t` VALUES (1),(2),(3);", 3),
            ("INSERT INTO `t` VALUES\n(1,'a'),\n(2,'b');", 2),
            ("INSERT INTO `t` (`a`, `(`, `VALUES`) VALUES (1,2,3);", 1),
            ("INSERT INTO `t` VALUES ('),(');", 1),
            (#"INSERT INTO `t` VALUES ('\'),(\''),('\\'),('it''s');"#, 3),
            ("INSERT INTO `t` VALUES (\"),('\"),(x'00');", 2),
            ("INSERT INTO `t` VALUES ('\n-- Dump completed on');", 1),
            ("INSERT  IGNORE INTO `t` VALUES (1);\nREPLACE INTO `t` VALUES (2);", 2),
            ("INSERT INTO `t` VALUES (1);\nINSERT INTO `t` VALUES (ST_GeomFromText('POINT(1 2)'),(3));", 2),
            ("INSERT INTO `t` VALUES (1);\nINSERT INTO `u` VALUES (1),(2);", 1),
            ("CREATE TABLE `t` (\n  `a` int COMMENT 'x; INSERT INTO `t` VALUES (1)'\n);", 0),
            (
                """
                CREATE TABLE `t` (`a` int);
                DELIMITER ;;
                /*!50003 CREATE*/ /*!50003 TRIGGER x AFTER INSERT ON y FOR EACH ROW BEGIN
                INSERT INTO `t` VALUES (1);
                SET @a = 'a lone quote: \\';
                END */;;
                DELIMITER ;
                INSERT INTO `t` VALUES (1);
                """, 1
            ),
            ("/*!50001 CREATE VIEW `v` AS select 'INSERT INTO `t` VALUES (1)' */;\nINSERT INTO `t` VALUES (7);", 1),
        ])
    func rows(_ sql: String, _ expected: Int64) throws {
        #expect(try counts(sql + Self.end)["rows of t"] == expected)
    }

    @Test("The line that switches the client's sandbox on is no statement")
    func sandbox() throws {
        let head = "/*M!999999\\- enable the sandbox mode */ \n-- Host: it's    Database: a\"b\n"
        #expect(try counts(head + "INSERT INTO `t` VALUES (1);" + Self.end) == ["rows of t": 1])
    }

    @Test("A table's name may hold anything")
    func names() throws {
        let sql = "CREATE TABLE `a``b` (x int);\nINSERT INTO `a``b` VALUES (1);\nINSERT INTO `c\nd;` VALUES (1),(2);"
        #expect(try counts(sql + Self.end) == ["rows of a`b": 1, "rows of c\nd;": 2])
    }

    @Test(
        "Without its end mark a dump is not whole",
        arguments: [
            "", "INSERT INTO `t` VALUES (1);\n", "INSERT INTO `t` VALUES (1);\n-- Dump comp",
            "INSERT INTO `t` VALUES (1);\n-- Dump completed on 2026-11-23",
            "INSERT INTO `t` VALUES ('\n-- Dump completed\n", "-- Dump completed\nINSERT INTO `t` VALUES (1);\n",
            "-- Dump completed\n-- something else\n",
        ])
    func incomplete(_ sql: String) async {
        await expectLifeboatError(.incomplete) { _ = try counts(sql) }
    }

    @Test("The position is what the dump says")
    func position() throws {
        var inspector = MySQLDumpInspector()
        let text = """
            -- CHANGE MASTER TO MASTER_USE_GTID=slave_pos;
            -- CHANGE MASTER TO MASTER_LOG_FILE='binlog.000001', MASTER_LOG_POS=1902;
            INSERT INTO `t` VALUES ('-- CHANGE MASTER TO MASTER_LOG_FILE=''x'', MASTER_LOG_POS=1;');
            -- SET GLOBAL gtid_slave_pos='0-1-8,1-2-3';

            """
        try Array(text.utf8).withUnsafeBytes { try inspector.inspect($0) }
        #expect(inspector.position == "binlog.000001:1902")
        #expect(inspector.transaction == "0-1-8,1-2-3")
    }

    @Test(
        "Random rows, written as the program writes them, are counted one by one",
        arguments: 1...20 as ClosedRange<UInt64>)
    func property(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var sql = ""
        var expected: [String: Int64] = [:]
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
            let name = ["t", "u", "a``b", "x;y", "VALUES (1)"].randomElement(using: &generator) ?? "t"
            let rows = Int.random(in: 0...30, using: &generator)
            let key = "rows of \(name.replacing("``", with: "`"))"
            sql += "CREATE TABLE `\(name)` (\n  `a` int\n);\n"
            expected[key, default: 0] += Int64(rows)
            guard rows > 0 else { continue }
            let texts = (0..<rows).map { _ in Self.row(&generator) }
            sql += "INSERT INTO `\(name)` VALUES\n\(texts.joined(separator: ",\n"));\n"
        }
        #expect(try counts(sql + Self.end, seed: seed) == expected)
    }

    private static func row(_ generator: inout SeededGenerator) -> String {
        let pieces = [
            "(", ")", ",", ";", "\\'", "\\\\", "\\n", "\"", "`", "''", "--", "/*", "*/", "x", "é", "\n",
            "INSERT INTO `t` VALUES",
        ]
        let fields = (0..<Int.random(in: 1...4, using: &generator)).map { _ -> String in
            switch Int.random(in: 0...3, using: &generator) {
            case 0: return "NULL"
            case 1: return "0x00FF27"
            case 2: return "-1.5e10"
            default:
                let text = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                    pieces.randomElement(using: &generator) ?? ""
                }.joined()
                return "'\(text)'"
            }
        }
        return "(\(fields.joined(separator: ",")))"
    }

    @Test("A name is not collected without end")
    func names() async throws {
        // 64 characters of four bytes each.
        let longest = String(repeating: "😀", count: 64)
        #expect(try counts("INSERT INTO `\(longest)` VALUES (1);" + Self.end) == ["rows of \(longest)": 1])
        await expectLifeboatError(.corrupted) {
            _ = try counts("INSERT INTO `\(longest)x` VALUES (1);" + Self.end)
        }
        await expectLifeboatError(.corrupted) {
            _ = try counts("INSERT INTO `" + String(repeating: "``", count: 300))
        }
    }
}
