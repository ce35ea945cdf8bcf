import LifeboatCore
import LifeboatSources
import Testing

@Suite("The order in which targets of a server are restored")
struct RestoreTurnsTests {
    @Test("has roles first, and users with their grants last")
    func turns() {
        let server = ServerConnection(port: 1)
        let postgreSQL = PostgreSQLSource(
            PostgreSQLConfiguration(server: server, databases: DatabaseSelection(targets: ["all"])))
        #expect(postgreSQL.restoreTurn(ofTarget: "roles-and-tablespaces") == .first)
        #expect(postgreSQL.restoreTurn(ofTarget: "a") == .between)
        let mySQL: any RestorableSource = MySQLSource(
            MySQLConfiguration(server: server, selection: DatabaseSelection(targets: ["all"])))
        #expect(mySQL.restoreTurn(ofTarget: "mysql.users") == .last)
        #expect(mySQL.restoreTurn(ofTarget: "z") == .between)
        #expect([RestoreTurn.last, .between, .first].sorted() == [.first, .between, .last])
    }
}
