import Testing

@testable import LifeboatSources

@Suite("Rights of a user of MySQL")
struct MySQLRightsTests {
    @Test(
        "A right holds where a grant covers all of the database",
        arguments: [
            ("GRANT SELECT ON *.* TO `b`@`%` IDENTIFIED BY PASSWORD '*AB ON x.* TO'", true),
            ("GRANT ALL PRIVILEGES ON `shop`.* TO `b`@`%` WITH GRANT OPTION", true),
            ("GRANT INSERT, SELECT, SHOW VIEW ON `sh%`.* TO 'b'@'%'", true),
            ("GRANT SELECT ON `s_op`.* TO `b`@`%`", true),
            ("GRANT SELECT ON `SHOP`.* TO `b`@`%`", true), ("GRANT SELECT ON `s\\_op`.* TO `b`@`%`", false),
            ("GRANT INSERT ON `shop`.* TO `b`@`%`", false), ("GRANT SELECT ON `shop`.`t` TO `b`@`%`", false),
            ("GRANT SELECT (`a`), INSERT (`SELECT`) ON `shop`.`t` TO `b`@`%`", false),
            ("GRANT SELECT ON `shop2`.* TO `b`@`%`", false), ("GRANT USAGE ON *.* TO `b`@`%`", false),
            ("GRANT EXECUTE ON PROCEDURE `shop`.`SELECT` TO `b`@`%`", false), ("GRANT `SELECT` TO `b`@`%`", false),
        ])
    func select(_ line: String, _ holds: Bool) {
        #expect(MySQLRights(lines: ["GRANT USAGE ON *.* TO `b`@`%`", line]).hold("SELECT", onAllOf: "shop") == holds)
    }

    @Test("A database may be taken out of a global right")
    func revoked() {
        let rights = MySQLRights(lines: ["GRANT SELECT ON *.* TO `b`@`%`", "REVOKE SELECT ON `shop`.* FROM `b`@`%`"])
        #expect(!rights.hold("SELECT", onAllOf: "shop"))
        #expect(rights.hold("SELECT", onAllOf: "other"))
    }

    @Test("A name's quotes, commas and parentheses are no words")
    func awkward() {
        #expect(MySQLRights(lines: ["GRANT SELECT ON `a``, ON (b`.* TO `x`@`%`"]).hold("SELECT", onAllOf: "a`, ON (b"))
    }

    @Test(
        "A grant is kept without the password that MariaDB repeats in it",
        arguments: [
            (
                "GRANT USAGE ON *.* TO `a`@`%` IDENTIFIED BY PASSWORD '*AB WITH GRANT OPTION'",
                "GRANT USAGE ON *.* TO `a`@`%`"
            ),
            (
                "GRANT ALL PRIVILEGES ON *.* TO `a'TO`@`%` IDENTIFIED VIA x USING 'y' OR z REQUIRE SSL WITH GRANT OPTION",
                "GRANT ALL PRIVILEGES ON *.* TO `a'TO`@`%` WITH GRANT OPTION"
            ),
            ("GRANT `r` TO `a`@`%` WITH ADMIN OPTION", "GRANT `r` TO `a`@`%` WITH ADMIN OPTION"),
            ("GRANT SELECT ON `d`.* TO `r`", "GRANT SELECT ON `d`.* TO `r`"),
            (
                "GRANT PROXY ON ``@`%` TO `root`@`h` WITH GRANT OPTION",
                "GRANT PROXY ON ``@`%` TO `root`@`h` WITH GRANT OPTION"
            ),
            (
                "GRANT USAGE ON *.* TO `a`@`%` WITH MAX_QUERIES_PER_HOUR 5 GRANT OPTION",
                "GRANT USAGE ON *.* TO `a`@`%` WITH GRANT OPTION"
            ),
            ("SET DEFAULT ROLE `r` FOR `a`@`%`", "SET DEFAULT ROLE `r` FOR `a`@`%`"),
        ])
    func grants(_ line: String, _ expected: String) { #expect(MySQLGrant(line).text == expected) }

    @Test("No database's name is as long as what the users' object says of itself")
    func origin() { #expect(MySQLUsers.origin.count > 64) }
}
