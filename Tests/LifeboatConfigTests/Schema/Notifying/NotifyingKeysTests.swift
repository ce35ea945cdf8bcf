import LifeboatConfig
import LifeboatCore
import LifeboatNotifiers
import LifeboatWeb
import Testing

@Suite("Keys of notifiers")
struct NotifyingKeysTests {
    private func load(_ main: String, _ environment: [String: String] = [:]) throws -> Configuration {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml.j2", "main:\n\(main)" + SampleJob.files())
        return try scratch.load("a.yaml.j2", environment)
    }

    private func problems(_ main: String) throws -> [String] {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", "main:\n\(main)" + SampleJob.files())
        return scratch.problems("a.yaml")
    }

    @Test("Everything")
    func everything() throws {
        let configuration = try load(
            """
              notify_required: yes
              metrics:
                textfile: /t
                pushgateway: {url: 'http://push:9091/base', user: u, password: p, ca_cert: /c}
                push: {url: 'https://vm/api/v1/import/prometheus'}
              pings:
                - {url: 'https://hc-ping.com/uuid', name: night, jobs: [data], timeout: 3s}
              webhooks:
                - {preset: slack, url: 'https://hooks.slack.com/services/{{ token }}'}
                - {preset: telegram, url: 'https://api.telegram.org/botX/sendMessage', chat_id: -100123}
                - url: https://example.org/hook
                  name: own
                  method: PUT
                  headers: {Authorization: 'Bearer {{ token }}', X-Number: 5}
                  payload: {text: 'x {subject}', n: 5, yes: true, none: null, quoted: '5', list: ['{jobs}', {{ token }}]}
                  secret: key
                  on: [success, failure]
                  jobs: data
                  timeout: 2s
                  ca_cert: /c

            """, ["TOKEN": "s3cr3t: \"x\""])
        let main = configuration.main
        #expect(main.notifyRequired && main.metrics.textfile == "/t")
        let gateway = try #require(main.metrics.pushes.first)
        #expect(gateway.kind == .pushgateway && gateway.user == "u" && gateway.password == Secret("p"))
        #expect(gateway.web.certificateAuthorities == "/c" && main.metrics.pushes.last?.kind == .plain)
        let ping = try #require(main.pings.first)
        #expect(ping.name == "night" && ping.jobs == ["data"] && ping.timeout == .seconds(3))
        #expect(main.webhooks.map(\.name) == ["slack-1", "telegram-2", "own"])
        #expect(main.webhooks[0].verdicts == [.failure, .degraded] && main.webhooks[1].chat == "-100123")
        let own = main.webhooks[2]
        #expect(own.method == "PUT" && own.verdicts == [.success, .failure] && own.secret == Secret("key"))
        #expect(own.headers == ["authorization": Secret("Bearer s3cr3t: \"x\""), "x-number": Secret("5")])
        #expect(
            own.payload
                == PayloadTemplate(
                    .object([
                        ("text", .string("x {subject}")), ("n", .plain("5")), ("yes", .plain("true")),
                        ("none", .plain("null")), ("quoted", .string("5")),
                        ("list", .array([.string("{jobs}"), .string("s3cr3t: \"x\"")])),
                    ])))
        // What gives access to something is not shown.
        let listing = ConfigurationListing(configuration)
        for secret in ["s3cr3t", "hooks.slack.com", "botX", "hc-ping", "push:9091", "key"] {
            #expect(!listing.text.contains(secret) || secret == "key", "\(secret)")
            #expect(!listing.json.contains(secret) || secret == "key", "\(secret)")
        }
        #expect(configuration.secrets.contains(Secret("https://hc-ping.com/uuid")))
    }

    @Test("Nothing of it is there unless it is named; empty lists are none")
    func absent() throws {
        let main = try load("  webhooks: []\n  pings:\n").main
        #expect(main.webhooks.isEmpty && main.pings.isEmpty && !main.notifyRequired)
        #expect(main.metrics == MetricsConfiguration())
    }

    @Test("Each mistake has its place and what to do, and shows no address")
    func mistakes() throws {
        #expect(
            try problems(
                """
                  webhooks:
                    - preset: slak
                    - {url: hooks.example.org/SECRET, on: [failed], jobs: [dta], methd: POST}
                    - {url: 'https://x/y', chat_id: 5, method: GET, headers: {'a b': c, d: "e\\nf"}}
                    - {url: 'https://x/y', payload: {a: '{subjct}'}, headers: [x]}
                    - {preset: telegram, url: 'https://x/y'}
                  pings: [{nam: x}]
                  metrics: {textfile: relative, pushgatewy: {}, push: {}}

                """) == [
                    "a.yaml:3:7: main.webhooks[0].url: this key is required",
                    "a.yaml:3:15: main.webhooks[0].preset: expected one of json, slack, telegram, ntfy, alertmanager, this is `slak`",
                    "a.yaml:4:13: main.webhooks[1].url: expected an address as https://example.org/path",
                    "a.yaml:4:44: main.webhooks[1].on[0]: expected one of failure, degraded, success, this is `failed`",
                    "a.yaml:4:59: main.webhooks[1].jobs: there is no job `dta`; did you mean `data`?",
                    "a.yaml:4:66: main.webhooks[1].methd: unknown key; did you mean `method`?",
                    "a.yaml:5:28: main.webhooks[2].chat_id: this key is for `preset: telegram`",
                    "a.yaml:5:48: main.webhooks[2].method: expected one of POST, PUT, this is `GET`",
                    "a.yaml:5:63: main.webhooks[2].headers.a b: this cannot be the name of a header",
                    "a.yaml:5:76: main.webhooks[2].headers.d: expected a text of one line",
                    "a.yaml:6:37: main.webhooks[3].payload: there is no value {subjct}; did you mean {subject}?",
                    "a.yaml:6:63: main.webhooks[3].headers: expected a mapping of names to values, this is a list",
                    "a.yaml:7:7: main.webhooks[4].chat_id: this key is required; of the chat, as -1001234567",
                    "a.yaml:8:11: main.pings[0].url: this key is required; as https://hc-ping.com/UUID",
                    "a.yaml:8:12: main.pings[0].nam: unknown key; did you mean `name`?",
                    "a.yaml:9:23: main.metrics.textfile: expected an absolute path as /srv/data, this is `relative`",
                    "a.yaml:9:33: main.metrics.pushgatewy: unknown key; did you mean `pushgateway`?",
                    "a.yaml:9:55: main.metrics.push.url: this key is required",
                ])
    }

    @Test("A certificate for the mail server: both files, with TLS; `external` needs one")
    func mailCertificates() throws {
        let whole = try load(
            """
              smtp_server: mail
              smtp_tls: yes
              smtp_auth: external
              smtp_user: u
              smtp_cert_file: /c.pem
              smtp_key_file: /k.pem

            """)
        #expect(whole.main.mail.certificate == "/c.pem" && whole.main.mail.certificateKey == "/k.pem")
        for (main, problem) in [
            (
                "  smtp_tls: yes\n  smtp_user: u\n  smtp_auth: external\n",
                "`external` proves the login of smtp_user by a certificate"
            ),
            (
                "  smtp_tls: yes\n  smtp_auth: external\n  smtp_cert_file: /c\n  smtp_key_file: /k\n",
                "`external` proves the login of smtp_user by a certificate"
            ), ("  smtp_tls: yes\n  smtp_cert_file: /c\n", "smtp_cert_file and smtp_key_file belong together"),
            ("  smtp_tls: yes\n  smtp_key_file: /k\n", "smtp_cert_file and smtp_key_file belong together"),
            ("  smtp_cert_file: /c\n  smtp_key_file: /k\n", "without TLS no certificate is shown to anybody"),
        ] {
            let found = try problems(main)
            #expect(found.count == 1 && found.first?.contains(problem) == true, "\(found)")
        }
    }

    @Test("A secret that is so short that it cannot be cut out of texts is warned of")
    func shortSecrets() throws {
        for (password, count) in [("abc", 1), ("abcd", 0), ("''", 0)] {
            let configuration = try load(
                "  smtp_server: mail\n  smtp_tls: yes\n  smtp_user: u\n  smtp_password: \(password)\n")
            #expect(configuration.warnings.count == count, "\(configuration.warnings)")
            #expect(configuration.warnings.allSatisfy { $0.isAboutRuns && "\($0)".contains("main.smtp_password: ") })
            #expect(!"\(configuration.warnings)".contains("abc"))
        }
    }
}
