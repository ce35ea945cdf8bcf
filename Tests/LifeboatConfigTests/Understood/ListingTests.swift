import Foundation
import LifeboatConfig
import LifeboatCore
import Testing

@Suite("The configuration as understood")
struct ListingTests {
    private let template = """
        main: {smtp_password: "{{ smtp_pw }}", smtp_user: me, net_rate: 5M, tmp_dir: "/a b"}
        jobs:
        - job: x
          type: external
          dump_cmd: "dump {{ odd }}"
          stream: yes
          storages: [{storage: local, backup_dir: /b, store: {days: 6}}]
        - job: y
          type: external
          dump_cmd: mysqldump -p{{ db_password }} -h{{ odd }}
          storages:
          - {storage: local, backup_dir: /b}
          - {storage: scp, host: h, user: u, password: literal-secret, enable: no}

        """

    private func configuration() throws -> Configuration {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml.j2", template)
        return try scratch.load(
            "a.yaml.j2", ["SMTP_PW": "geheim1", "DB_PASSWORD": "geheim2", "ODD": "a: \"b\"\n\u{7}ü"])
    }

    @Test("JSON holds every value as it was understood, and parses")
    func jsonListing() throws {
        let text = ConfigurationListing(try configuration()).json
        let json = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let jobs = try #require(json["jobs"] as? [[String: Any]])
        #expect(jobs[0]["dump_cmd"] as? String == "dump a: \"b\"\n\u{7}ü")
        #expect(jobs[0]["stream"] as? Bool == true)
        #expect(jobs[0]["compression_level"] as? Int == 3)
        #expect(jobs[1]["dump_cmd"] as? String == "<redacted>")
        let storages = try #require(jobs[1]["storages"] as? [[String: Any]])
        #expect(storages[1]["password"] as? String == "<redacted>")
        #expect(storages[1]["name"] as? String == "scp")
        #expect(storages[0]["stall_timeout"] as? Int == 300)
        let main = try #require(json["main"] as? [String: Any])
        #expect(main["smtp_password"] as? String == "<redacted>")
        #expect(main["net_rate"] as? Int == 5 << 20)
        #expect(main["block_io_read"] is NSNull)
        #expect(main["server_name"] as? String == "the-host")
        let origins = try #require(json["origins"] as? [String: String])
        #expect(origins["jobs[0].dump_cmd"]?.hasPrefix("environment ODD, ") == true)
        #expect(origins["jobs[0].dump_cmd"]?.hasSuffix("a.yaml.j2:5:13") == true)
        #expect(origins["jobs[1].dump_cmd"]?.hasPrefix("environment DB_PASSWORD, ODD, ") == true)
        #expect(origins["jobs[0].storages[0].store.weeks"] == "default")
        #expect(origins["main.net_rate"]?.hasSuffix("a.yaml.j2:1:65") == true)
    }

    @Test("Nothing secret is in either form, nor in a dump of the values")
    func secrets() throws {
        let configuration = try configuration()
        let listing = ConfigurationListing(configuration)
        var dumped = ""
        dump(configuration.understood, to: &dumped)
        dump(configuration.main, to: &dumped)
        for shown in [listing.json, listing.text, dumped, "\(configuration.understood)"] {
            #expect(!shown.contains("geheim"))
            #expect(!shown.contains("literal-secret"))
        }
    }

    @Test("The text is aligned, says where each value comes from, and is YAML again")
    func textListing() throws {
        let text = ConfigurationListing(try configuration()).text
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.first == "main:")
        #expect(lines.contains { $0.hasPrefix("  server_name: the-host  ") && $0.hasSuffix("  # default") })
        #expect(lines.contains { $0.hasPrefix("  net_rate: 5MiB  ") })
        #expect(lines.contains { $0.hasPrefix("  tmp_dir: \"/a b\"") || $0.hasPrefix("  tmp_dir: /a b  ") })
        #expect(lines.contains { $0.hasPrefix("  - job: x  ") })
        #expect(lines.contains { $0.hasPrefix("    dump_cmd: \"dump a: \\\"b\\\"\\n\\u0007ü\"  # environment ODD, ") })
        let scratch = try ConfigScratch()
        try scratch.write("again.yaml", text)
        let again = try scratch.load("again.yaml")
        #expect(again.jobs[0].sources == (try configuration()).jobs[0].sources)
        #expect(again.jobs.map(\.storages) == (try configuration()).jobs.map(\.storages))
        #expect(again.main.netRate == ByteSize(bytes: 5 << 20))
    }

    @Test("What must not be heard is known: from templates, keys and the environment, and nothing that is too common")
    func knownSecrets() throws {
        let scratch = try ConfigScratch()
        try scratch.write("token", "tok-from-file\n")
        try scratch.write("a.yaml.j2", template)
        let configuration = try scratch.load(
            "a.yaml.j2",
            [
                "SMTP_PW": "geheim1", "DB_PASSWORD": "x1", "ODD": "odd", "API_TOKEN": "tok-1234",
                "OTHER_TOKEN_FILE": scratch.path("token"), "PWD": "/somewhere", "ALLOW_EMPTY_PASSWORD": "yes",
                "HOME_PASSWORD": "false",
            ])
        #expect(Set(configuration.secrets.map(\.revealed)) == ["geheim1", "x1", "tok-1234", "literal-secret"])
    }
}
