import Foundation
import LifeboatCore

/// A table whose rows can be counted.
struct PostgreSQLTable: Sendable, Decodable {
    /// `schema.table` as it stands in a dump of a given character set, in hexadecimal.
    var name: String
    /// The same quoted for SQL, in the character set of the connection, in hexadecimal.
    var identifier: String
    var isPartitioned: Bool
    /// Made by an extension: its dump holds only what the extension did not bring itself.
    var isOfExtension: Bool
    /// The tables that it is a partition of, up to the whole, named as it is itself.
    var partitionOf: [String]

    var nameBytes: [UInt8] { Self.bytes(name) }
    /// The names under which a dump may hold its rows.
    var namesOfRows: [[UInt8]] { ([name] + partitionOf).map(Self.bytes) }
    /// `"schema"."table"`.
    var identifierBytes: [UInt8] { Self.bytes(identifier) }

    /// Its own rows, not those of tables that inherit from it: what a dump of it holds.
    var countQuery: [UInt8] {
        Array("SELECT count(*) FROM \(isPartitioned ? "" : "ONLY ")".utf8) + Self.bytes(identifier) + Array(";\n".utf8)
    }

    /// - Parameter encoding: of the dump, whose names these are compared with.
    static func query(encoding: String) -> String {
        // Not through text: names in a database without a character set need not be UTF-8.
        """
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'name', encode(convert_to(n.nspname || '.' || c.relname, \(PostgreSQLText.literal(encoding))), 'hex'),
            'identifier', encode(convert_to(format('%I.%I', n.nspname, c.relname),
                CASE getdatabaseencoding() WHEN 'SQL_ASCII' THEN 'SQL_ASCII' ELSE 'UTF8' END), 'hex'),
            'isPartitioned', c.relkind = 'p',
            'isOfExtension', EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                AND d.deptype = 'e'),
            'partitionOf', (WITH RECURSIVE above (oid) AS (
                    SELECT i.inhparent FROM pg_inherits i WHERE i.inhrelid = c.oid AND c.relispartition
                    UNION SELECT i.inhparent FROM above JOIN pg_inherits i ON i.inhrelid = above.oid)
                SELECT coalesce(jsonb_agg(encode(convert_to(an.nspname || '.' || ac.relname,
                    \(PostgreSQLText.literal(encoding))), 'hex')), '[]')
                FROM above JOIN pg_class ac ON ac.oid = above.oid JOIN pg_namespace an ON an.oid = ac.relnamespace))), '[]')
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname <> 'information_schema'
            AND n.nspname NOT LIKE 'pg\\_%';

        """
    }

    static func bytes(_ hexadecimal: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = hexadecimal.utf8[...]
        while rest.count >= 2 {
            if let byte = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) { bytes.append(byte) }
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
