import LifeboatCore
import Testing

@Suite("Key components")
struct KeyComponentTests {
    @Test(
        "A name comes back from its escaped form",
        arguments: [
            "redmine_db", "a b; rm -rf", "файлы", "..", ".", ".hidden", "a/b", "100%", "%41", "", "Ünïcode 🛟", "\u{0}x",
            "con", "Aux.sql", "com1.tar.zst", "a.", "a..", "con.",
        ])
    func roundTrip(name: String) throws {
        let component = KeyComponent(escaping: name)
        #expect(component.name == name)
        #expect(KeyComponent(escaped: component.escaped) == component)
        #expect(component.escaped.utf8.count <= KeyComponent.maximumLength)
        #expect(!component.escaped.hasPrefix(".") && !component.escaped.hasSuffix("."))
        #expect(!component.escaped.contains("/"))
    }

    @Test("A long name is cut, stays distinct and says that it was cut")
    func longName() {
        let one = KeyComponent(escaping: String(repeating: "ы", count: 100) + "1")
        let two = KeyComponent(escaping: String(repeating: "ы", count: 100) + "2")
        #expect(one.escaped.utf8.count <= KeyComponent.maximumLength)
        #expect(one != two)
        #expect(one.name == nil)
        #expect(KeyComponent(escaped: one.escaped) == one)
    }

    @Test("A reserved name never equals the name that it would be mistaken for")
    func reserved() {
        let component = KeyComponent(escaping: "runs", reserved: ["runs"])
        #expect(component.escaped == "%72uns")
        #expect(component.name == "runs")
    }

    @Test(
        "What Windows takes for a device gets another first byte, and nothing else does",
        arguments: [
            ("con", "%63on"), ("CON.sql.zst", "%43ON.sql.zst"), ("nul", "%6Eul"), ("prn.", "%70rn%2E"),
            ("aux", "%61ux"), ("com0", "%63om0"), ("Lpt9.x", "%4Cpt9.x"), ("con.\u{301}x", "%63on.%CC%81x"),
            ("console", "console"), ("con-1", "con-1"), ("com", "com"), ("com10", "com10"), ("comx", "comx"),
            ("x.con", "x.con"), ("a.b", "a.b"), ("a.", "a%2E"),
        ])
    func devices(name: String, escaped: String) {
        #expect(KeyComponent(escaping: name).escaped == escaped)
    }

    @Test(
        "What no escaping makes is refused",
        arguments: ["", ".", "..", ".x", "a/b", "a b", "ä", "con", "NUL.txt", "lpt1.a.b", "a."])
    func refused(text: String) {
        #expect(KeyComponent(escaped: text) == nil)
    }
}

@Suite("Object keys")
struct ObjectKeyTests {
    @Test("A prefix ends at a component")
    func prefix() throws {
        let key = try #require(ObjectKey(path: "db2/x"))
        #expect(!key.isBelow(ObjectKey(names: "db")))
        #expect(key.isBelow(ObjectKey(names: "db2")))
        #expect(key.isBelow(.root))
        #expect(!key.isBelow(key))
    }

    @Test("Paths that leave their place are no keys", arguments: ["../x", "/x", "a//b", "a/./b", "a/", ""])
    func hostile(path: String) {
        #expect(ObjectKey(path: path) == nil)
    }
}
