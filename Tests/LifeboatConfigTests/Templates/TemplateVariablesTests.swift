import Foundation
import Testing

@testable import LifeboatConfig

struct TemplateVariablesTests {
    private func render(
        _ template: String, _ environment: [String: String], files: [String: [UInt8]] = [:]
    ) -> String {
        let variables = TemplateVariables(environment: environment) { path, limit in
            guard let bytes = files[path] else { throw CocoaError(.fileReadNoSuchFile) }
            return Array(bytes.prefix(limit))
        }
        do throws(TemplateError) {
            return try Template(template).text(variables)
        } catch {
            return error.problems.map(\.what).joined(separator: "\n")
        }
    }

    @Test func aVariableIsVisibleUnderItsNameAndInLowerCase() {
        #expect(render("{{ DB_HOST }} {{ db_host }}", ["DB_HOST": "h"]) == "h h")
        #expect(render("{{ Db_Host }}", ["DB_HOST": "h"]) == "the variable 'Db_Host' is not defined")
        #expect(render("{{ DB_HOST }}", ["db_host": "h"]) == "the variable 'DB_HOST' is not defined")
    }

    @Test func theExactSpellingWins() {
        #expect(render("{{ db_host }}{{ DB_HOST }}", ["DB_HOST": "2", "db_host": "1", "Db_Host": "3"]) == "12")
        #expect(render("{{ key }}", ["KEY": "env", "key_file": "/k"], files: ["/k": Array("file".utf8)]) == "file")
    }

    @Test func ofSeveralFoldedSpellingsTheOneInCapitalsWins() {
        #expect(render("{{ db_host }}", ["Db_Host": "3", "DB_HOST": "2", "DB_Host": "1"]) == "2")
        #expect(render("{{ db_host }}", ["Db_Host": "3", "DB_Host": "1"]) == "1")
    }

    @Test func aFileGivesTheValueWithoutItsLastLineBreak() {
        let environment = ["KEY_FILE": "/k"]
        for (contents, value) in [
            ("a", "a"), ("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), ("", ""), ("\n", ""), ("a\r", "a\r"),
            (" é ", " é "),
        ] {
            let text = render("{{ key }}|{{ KEY }}", environment, files: ["/k": Array(contents.utf8)])
            #expect(PythonText.areEqual(text, "\(value)|\(value)"))
        }
        #expect(render("{{ key }}", ["key_file": "/k"], files: ["/k": Array("a\n".utf8)]) == "a")
        #expect(render("{{ key_file }}", environment) == "/k")
    }

    @Test func bothAValueAndAFileIsAnError() {
        let environment = ["KEY": "a", "KEY_FILE": "/k"]
        #expect(render("{{ key }}", environment) == "the variable 'KEY' is given twice: KEY and KEY_FILE are both set")
        #expect(render("{{ key | default('x') }}", environment).contains("given twice"))
        #expect(render("nothing", environment) == "nothing")
    }

    @Test func aFileThatCannotBeUsedIsAnErrorOnce() {
        let environment = ["KEY_FILE": "/k"]
        #expect(
            render("{{ key }}{{ key }}", environment)
                == "the file '/k' named by KEY_FILE cannot be read: there is no such file")
        #expect(
            render("{{ key }}", environment, files: ["/k": [0xFF]])
                == "the file '/k' named by KEY_FILE is not UTF-8 text")
        let large = [UInt8](repeating: 0x61, count: 1 << 20)
        #expect(render("{{ key }}", environment, files: ["/k": large]).utf8.count == 1 << 20)
        #expect(
            render("{{ key }}", environment, files: ["/k": large + [0x61]])
                == "the file '/k' named by KEY_FILE is larger than 1 MiB")
    }

    @Test func onlyFilesOfUsedVariablesAreRead() {
        let variables = TemplateVariables(environment: ["A_FILE": "/a", "B_FILE": "/b"]) { path, _ in
            #expect(path == "/a")
            return Array("x".utf8)
        }
        #expect(throws: Never.self) { try Template("{{ a }}").text(variables) }
    }

    @Test func realFilesAreRead() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("template-\(UUID().uuidString)")
        try Data("secret\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(try Template("{{ key }}").text(TemplateVariables(environment: ["KEY_FILE": file.path])) == "secret")
        #expect(try TemplateVariableFile.read(path: file.path, limit: 3) == Array("sec".utf8))
        let missing = TemplateVariables(environment: ["KEY_FILE": file.path + "-none"])
        let error = try #require(throws: TemplateError.self) { try Template("{{ key }}").text(missing) }
        #expect(error.problems[0].what.hasSuffix("named by KEY_FILE cannot be read: there is no such file"))
        let folder = TemplateVariables(environment: ["KEY_FILE": "/"])
        #expect(throws: TemplateError.self) { try Template("{{ key }}").text(folder) }
    }

    @Test func valuesDoNotShowInDescriptions() {
        let variables = TemplateVariables(environment: ["KEY": "hunter2"])
        var dumped = "\(variables) \(String(reflecting: variables))"
        dump(variables, to: &dumped)
        #expect(!dumped.contains("hunter2"))
    }
}
