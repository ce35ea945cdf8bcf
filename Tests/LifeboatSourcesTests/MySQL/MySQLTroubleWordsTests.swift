import LifeboatCore
import Testing

@testable import LifeboatSources

@Suite("Errors of MySQL's programs in plain words")
struct MySQLTroubleWordsTests {
    @Test(
        "The number is found where the programs write it, and a date is none",
        arguments: [
            ("ERROR 1045 (28000): Access denied for user 'a'@'b'", LifeboatError.Kind.accessDenied),
            ("mariadb-dump: Got error: 2002: \"Can't connect to server\" when trying to connect", .temporary),
            ("mariadb-dump: Couldn't execute 'show': Table 'a.b' doesn't exist (1146)", .temporary),
            ("mariadb-dump: Error 2013: Lost connection to server during query at row: 7", .failed),
            ("[00] 2026-11-23 11:55:08 Error: something else", .failed),
            ("ERROR 1419 (HY000) at line 5106: You do not have the SUPER privilege", .accessDenied),
        ])
    func kinds(_ text: String, _ kind: LifeboatError.Kind) {
        let error = MySQLTrouble.explain(LifeboatError(.failed, "mariadb failed", why: text), at: "db:3306")
        #expect(error.kind == kind)
        #expect((error.hint == nil) == text.contains("something else"), "\(error)")
        #expect(!error.summary.contains("TLS"))
    }

    @Test("A connection that ends is told as that, with or without a number")
    func connection() {
        let text = "[00] 2026-11-23 11:55:08 failed to execute query BACKUP STAGE START: Server has gone away"
        let error = MySQLTrouble.explain(LifeboatError(.failed, "mariadb-backup failed", why: text), at: "db:3306")
        #expect(error.what == "db:3306 ended the connection")
    }

    @Test("What is no failure of a program is left as it is")
    func others() {
        let error = LifeboatError(.interrupted, "interrupted", why: "ERROR 1045 (28000)")
        #expect(MySQLTrouble.explain(error, at: "db:3306").kind == .interrupted)
    }

    @Test("A statement that is refused is no failed login")
    func statements() {
        for number in [1_045, 1_698] {
            let text = "ERROR \(number) (28000) at line 7: Access denied for user 'root'@'%'"
            let error = MySQLTrouble.explain(LifeboatError(.failed, "mariadb failed", why: text), at: "db:3306")
            #expect(error.kind == .accessDenied && error.what == "mariadb failed", "\(error)")
            #expect(error.hint?.contains("GRANT") == true)
        }
    }
}
