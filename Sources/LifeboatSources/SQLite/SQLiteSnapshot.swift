import Foundation
import LifeboatCore

/// What a database says about itself at the beginning of a read transaction: each answer is one line.
struct SQLiteSnapshot: Sendable {
    /// Opens the transaction and asks.
    ///
    /// - Parameter patience: how long to wait for a writer that holds the lock.
    static func questions(patience: Duration = .seconds(30)) -> String {
        ".timeout \(patience.components.seconds * 1000 + patience.components.attoseconds / 1_000_000_000_000_000)\n"
            + questions
    }

    private static let questions = """
        BEGIN;
        SELECT sqlite_version();
        PRAGMA user_version;
        PRAGMA application_id;
        PRAGMA encoding;
        PRAGMA journal_mode;
        PRAGMA page_size;
        PRAGMA auto_vacuum;
        SELECT json_group_array(json_object('name', m.name, 'columns', (
        SELECT json_group_array(x.name) FROM pragma_table_xinfo(m.name) x WHERE x.hidden = 0), 'generated', (
        SELECT json_group_array(x.name) FROM pragma_table_xinfo(m.name) x WHERE x.hidden <> 0), 'hasRowID', json((
        SELECT CASE WHEN count(*) THEN 'false' ELSE 'true' END FROM pragma_index_list(m.name) i
        WHERE i.origin = 'pk' AND i.name NOT IN (SELECT name FROM sqlite_schema)))))
        FROM sqlite_schema m WHERE m.type = 'table' AND m.rootpage > 0
        AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\';

        """
    static let answerCount = 8

    let version: String
    let userVersion: Int32
    let applicationID: Int32
    let encoding: String
    let journalMode: String
    let pageSize: Int32
    let autoVacuum: Int32
    let tables: [SQLiteTable]

    init(answers: [String]) throws {
        guard answers.count == Self.answerCount, let userVersion = Int32(answers[1]),
            let applicationID = Int32(answers[2]), ["UTF-8", "UTF-16le", "UTF-16be"].contains(answers[3]),
            let pageSize = Int32(answers[5]), let autoVacuum = Int32(answers[6]),
            let tables = try? JSONDecoder().decode([SQLiteTable].self, from: Data(answers[7].utf8))
        else { throw LifeboatError(.failed, "sqlite3 gave an answer that is not understood") }
        version = answers[0]
        self.userVersion = userVersion
        self.applicationID = applicationID
        encoding = answers[3]
        journalMode = String(answers[4].filter { $0.isASCII && $0.isLetter })
        self.pageSize = pageSize
        self.autoVacuum = autoVacuum
        self.tables = tables
    }

    var countQueries: String { tables.map { $0.countQuery + "\n" }.joined() }

    /// What `.dump` forgets, to stand before it. The order matters: the first three only work on a database that has
    /// no page yet.
    var preamble: String {
        """
        -- SQLite \(version), journal_mode \(journalMode)
        PRAGMA encoding='\(encoding)';
        PRAGMA page_size=\(pageSize);
        PRAGMA auto_vacuum=\(autoVacuum);
        PRAGMA application_id=\(applicationID);
        PRAGMA user_version=\(userVersion);

        """
    }

    var product: SourceProduct { SourceProduct(name: "SQLite", version: version) }

    var facts: [String: String] {
        [
            "journal_mode": journalMode, "encoding": encoding, "page_size": "\(pageSize)",
            "auto_vacuum": "\(autoVacuum)", "user_version": "\(userVersion)", "application_id": "\(applicationID)",
        ]
    }
}
