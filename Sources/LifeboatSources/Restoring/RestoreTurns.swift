package import LifeboatCore

// Which targets of a server do not stand by themselves.

extension PostgreSQLSource {
    /// The roles that everything belongs to, and the tablespaces that it lies in.
    package func restoreTurn(ofTarget name: String) -> RestoreTurn {
        name == PostgreSQLGlobals.targetName ? .first : .between
    }
}

extension MySQLSource {
    /// Grants on tables and routines need these to be there.
    package func restoreTurn(ofTarget name: String) -> RestoreTurn {
        name == MySQLUsers.targetName ? .last : .between
    }
}
