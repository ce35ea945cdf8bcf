import Foundation
import LifeboatCore
import LifeboatTesting
import Testing

@testable import LifeboatSources

@Suite("SQL text of PostgreSQL")
struct PostgreSQLScriptTests {
    private static let end = "\n--\n-- PostgreSQL database dump complete\n--\n\n"

    /// Scans a text in pieces of random sizes.
    private static func scan(
        _ text: String, isForRestore: Bool = false, seed: UInt64? = nil
    ) throws -> (script: PostgreSQLScript, passed: String) {
        var script = PostgreSQLScript(endMark: PostgreSQLDumpInspector.endMark, isForRestore: isForRestore)
        var passed: [UInt8] = []
        var generator = SeededGenerator(seed: seed ?? 0)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let size = seed == nil ? rest.count : Int.random(in: 1...min(rest.count, 40), using: &generator)
            passed += try script.pass(Block(rest.prefix(size))).bytes
            rest = rest.dropFirst(size)
        }
        try script.finish()
        return (script, String(decoding: passed, as: UTF8.self))
    }

    private static func rows(_ text: String) throws -> [String: Int64] {
        try scan(text + end).script.counts.evidence.counts
    }

    @Test(
        "has rows where rows are, and nowhere else",
        arguments: [
            ("COPY public.t (id) FROM stdin;\n1\n2\n\\.\n", ["rows of public.t": 2]),
            ("COPY public.t FROM stdin;\n\\.\n", ["rows of public.t": 0]),
            ("COPY public.t (a) FROM stdin;\n\n\n\\\\.\n\\N\n\\.x\n\\.\n", ["rows of public.t": 5]),
            (#"COPY "a""b"."c.d" (x) FROM stdin;"# + "\n1\n\\.\n", ["rows of a\"b.c.d": 1]),
            (
                "INSERT INTO public.t VALUES (1, 'a), (b');\nINSERT INTO public.t VALUES (f(2), (3));\n",
                ["rows of public.t": 2]
            ),
            (
                "INSERT INTO public.t (a, b) OVERRIDING SYSTEM VALUE VALUES\n\t(1, 2),\n\t(3, '(');\n",
                ["rows of public.t": 2]
            ),
            ("INSERT INTO public.t DEFAULT VALUES;\n", ["rows of public.t": 1]),
            ("INSERT INTO public.t VALUES (1) ON CONFLICT DO NOTHING;\n", ["rows of public.t": 1]),
            ("CREATE FUNCTION f() AS $_$\nCOPY t FROM stdin;\n1\n\\.\nINSERT INTO t VALUES (1);\n$_$;\n", [:]),
            ("SELECT 'a\nCOPY t FROM stdin;\n', $$ ; ' $$, \"'\", E'\\';COPY t FROM stdin;\n';\n", [:]),
            ("/* /* */ ' \nCOPY t FROM stdin;\n */ SELECT 1; -- ' COPY t FROM stdin;\n", [:]),
            (
                "CREATE FUNCTION f() BEGIN ATOMIC\nINSERT INTO t VALUES (1);\nSELECT CASE 1 WHEN 1 THEN 2 END;\nEND;\n",
                [:]
            ),
            (
                "CREATE OR REPLACE PROCEDURE f() BEGIN ATOMIC\nINSERT INTO t VALUES (1);\nEND;\nINSERT INTO u VALUES (1);\n",
                ["rows of u": 1]
            ),
            ("CREATE RULE r AS ON DELETE TO t DO ALSO (INSERT INTO t VALUES (1); SELECT 1);\n", [:]),
            ("SELECT $1, a$b$ FROM t;\nINSERT INTO t VALUES (1);\n", ["rows of t": 1]),
            ("SELECT 1 - -1 -- ;\n;\nINSERT INTO t VALUES (1);\n", ["rows of t": 1]),
        ] as [(String, [String: Int64])])
    func counts(_ text: String, _ expected: [String: Int64]) throws {
        #expect(try Self.rows(text) == expected)
    }

    @Test("is read alike however it is split", arguments: 0..<200)
    func splits(_ seed: UInt64) throws {
        let text = try Self.random(seed) + Self.end
        let whole = try Self.scan(text)
        let split = try Self.scan(text, seed: seed)
        #expect(split.script.rows == whole.script.rows)
        #expect(split.passed == text)
        let restored = try Self.scan(text, isForRestore: true)
        #expect(try Self.scan(text, isForRestore: true, seed: seed).passed == restored.passed)
        #expect(!restored.passed.contains("\\restrict"))
        // What a restore takes out leaves all else.
        #expect(
            restored.passed
                == text.replacing("BEGIN;\n\nSELECT 2", with: "\n\nSELECT 2").replacing("\nCOMMIT;\n\n", with: "\n\n\n")
                .replacing("\\restrict abc1\n", with: "\n").replacing("\\unrestrict abc1\n", with: "\n"))
    }

    /// Something that pg_dump might have written, with a known number of rows in it.
    private static func random(_ seed: UInt64) throws -> String {
        var generator = SeededGenerator(seed: seed)
        let values = ["1", "\\N", "", "\\\\.", "a\\nb", "\\.x", "日本", "';--", "$$", "COPY t FROM stdin;", "\\x5c2e"]
        let pieces = [
            "SET client_encoding = 'UTF8';\n", "SELECT 'it''s \\', E'\\'';\n", "-- comment ' \" $$\n",
            "/* ' /* \" */ */\n",
            "CREATE FUNCTION f() AS $_$ ; COMMIT; \\. ' $_x$ $_$;\n", "CREATE TABLE \"a;b\" (c int DEFAULT (1));\n",
            "BEGIN;\n\nSELECT 2;\nCOMMIT;\n\n", "BETA;\n", "COMMENT ON TABLE t IS 'x';\n", "BE",
        ]
        var text = "--\n-- PostgreSQL database dump\n--\n\n\\restrict abc1\n\n"
        var expected: Int64 = 0
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
            let piece = pieces.dropLast().randomElement(using: &generator) ?? ""
            text += piece
            let rows = Int.random(in: 0...20, using: &generator)
            text += "COPY public.t (a) FROM stdin;\n"
            for _ in 0..<rows { text += (values.randomElement(using: &generator) ?? "") + "\n" }
            text += "\\.\n\n\n"
            expected += Int64(rows)
        }
        #expect(try Self.rows(text + "\\unrestrict abc1\n")["rows of public.t"] == expected)
        return text + "\\unrestrict abc1\n"
    }

    @Test(
        "is not whole without its end",
        arguments: [
            "", "SELECT 1;\n", "--\n-- PostgreSQL database dump complete",
            "-- PostgreSQL database dump complete\nSELECT 1;\n",
            "COPY t FROM stdin;\n-- PostgreSQL database dump complete\n",
            "SELECT '\n-- PostgreSQL database dump complete\n",
            "SELECT $$\n-- PostgreSQL database dump complete\n", "/*\n-- PostgreSQL database dump complete\n",
            "\\restrict a\n-- PostgreSQL database dump complete\n", "SELECT 1\n-- PostgreSQL database dump complete\n",
            "x -- PostgreSQL database dump complete\n", "-- PostgreSQL database dump complete\n-- PostgreSQL",
            "\\restrict a\n-- PostgreSQL database dump complete\n\n\\unrestrict a",
        ])
    func incomplete(_ text: String) async {
        await expectLifeboatError(.incomplete) { _ = try Self.scan(text) }
    }

    @Test(
        "has no commands for psql when it is restored, and does not end the transaction",
        arguments: [
            "\\! touch /tmp/x\n", "SELECT 1 \\! touch /tmp/x\n", "SELECT 1; \\i /etc/passwd\n", "\\connect other\n",
            "\\copy t to program 'sh'\n", "SELECT 1\\;\n", "\\restrict\n", "\\restrict a b\n", "\\unrestrict a\n",
            "\\restrict a\n\\restrict b\n", "\\restrict a\n\\unrestrict b\n", "\\restrict a;\\! x\n",
            "COPY t FROM stdin;\\! x\n",
            "COPY t FROM stdin; SELECT 1;\n", "COPY t FROM stdin;\n1\n\\.\r\n\\! x\n", "ROLLBACK;\n",
            "COMMIT AND CHAIN;\n",
            "commit;\n", "BEGIN ;\n", "END;\n", "START TRANSACTION;\n", "COMMIT PREPARED 'x';\n", "SELECT \0;\n",
        ])
    func hostile(_ text: String) async {
        await expectLifeboatError(.corrupted) { _ = try Self.scan(text + Self.end, isForRestore: true) }
    }
}
