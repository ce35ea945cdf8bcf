import LifeboatCore

/// What one database says about itself: what a new one has to be made like.
struct PostgreSQLDatabase: Sendable, Decodable {
    var version: String
    var position: String?
    var systemIdentifier: String?
    var encoding: String
    var tablespace: String
    /// A row of the catalogue, whose columns differ between versions.
    var row: [String: Value]

    /// Texts only: other columns are of no use here.
    enum Value: Sendable, Decodable {
        case text(String)
        case other

        init(from decoder: any Decoder) throws {
            self = (try? decoder.singleValueContainer().decode(String.self)).map(Value.text) ?? .other
        }
    }

    /// Changes nothing, also on a standby.
    static let query = """
        SELECT jsonb_build_object(
            'version', current_setting('server_version'),
            'position', CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END::text,
            'systemIdentifier', CASE WHEN has_function_privilege('pg_control_system()', 'EXECUTE')
                THEN (SELECT system_identifier::text FROM pg_control_system()) END,
            'encoding', pg_encoding_to_char(d.encoding),
            'tablespace', (SELECT spcname FROM pg_tablespace WHERE oid = d.dattablespace), 'row', to_jsonb(d))
        FROM pg_database d WHERE d.datname = current_database();
        """

    var product: SourceProduct { SourceProduct(name: "PostgreSQL", version: version) }

    /// For the receipt; ``PostgreSQLDatabaseForm`` reads some of them again.
    var facts: [String: String] {
        var facts = ["encoding": encoding]
        facts["system_identifier"] = systemIdentifier
        facts["wal_position"] = position
        facts["collate"] = text("datcollate")
        facts["ctype"] = text("datctype")
        facts["locale_provider"] = text("datlocprovider")
        // `daticulocale` was its name in version 15.
        facts["locale"] = text("datlocale") ?? text("daticulocale")
        facts["icu_rules"] = text("daticurules")
        return facts
    }

    private func text(_ column: String) -> String? {
        if case .text(let text)? = row[column] { text } else { nil }
    }
}
