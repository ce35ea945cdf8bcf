import LifeboatConfig
import LifeboatCore
import Testing

@Suite("Everything at once: nothing that is wrong hides anything else")
struct EverythingAtOnceTests {
    @Test("Mistakes in main, jobs, sources, connect, storages, templates and included files are one answer")
    func whole() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml",
            """
            main:
              server_nme: x
              timezone: Europe/Berlim
              smtp_port: 70000
            jobs: !include [conf.d/*, gone.yaml]
            """)
        try scratch.write(
            "conf.d/1-typos.conf",
            """
            - job: typos
              type: desc_file
              sources:
              - target: [/srv, '', srv]
                exludes: []
              storages:
              - storage: lokal
                backup_dir: backups
                required: perhaps
            """)
        try scratch.write(
            "conf.d/2-holes.conf.j2",
            """
            - job: holes
              type: mysql
              sources:
              - connect:
                  db_host: {{ db_host }}
                  db_prt: {{ port | default(3306) }}
                  db_user: backup@{{ db_host }}
                  db_password: {{ db_password }}
                target: {{ targets }}
                is_slave: {{ is_slave }}
              storages:
              - {storage: local, backup_dir: "/backups/{{ folder }}", stor: {days: 1}}
            """)
        try scratch.write(
            "conf.d/3-untyped.conf",
            """
            - job: untyped
              sources:
              - target: [/srv]
                gzip: maybe
                exludes: []
              storages:
              - backup_dir: /backups
                store: {days: six}
            """)
        try scratch.write("conf.d/4-no-template.conf.j2", "- job: {{ a b }}\n  typ: x\n")
        #expect(
            scratch.problems("a.yaml") == [
                "a.yaml:2:3: main.server_nme: unknown key; did you mean `server_name`?",
                "a.yaml:3:13: main.timezone: there is no such time zone; did you mean `Europe/Berlin`?",
                "a.yaml:4:14: main.smtp_port: expected a whole number from 1 to 65535, this is `70000`",
                "a.yaml:5:27: cannot open gone.yaml: No such file or directory",
                "conf.d/1-typos.conf:2:9: jobs[0].type: there is no such type; did you mean `desc_files`?",
                "conf.d/1-typos.conf:4:20: jobs[0].sources[0].target[1]: a value is required here, this is empty; "
                    + "a list of absolute paths or globs",
                "conf.d/1-typos.conf:4:24: jobs[0].sources[0].target[2]: expected an absolute path as /srv/data, this is `srv`",
                "conf.d/1-typos.conf:5:5: jobs[0].sources[0].exludes: unknown key; did you mean `excludes`?",
                "conf.d/1-typos.conf:7:14: jobs[0].storages[0].storage: there is no such storage; did you mean `local`?",
                "conf.d/1-typos.conf:8:17: jobs[0].storages[0].backup_dir: expected an absolute path as /srv/data, this is `backups`",
                "conf.d/1-typos.conf:9:15: jobs[0].storages[0].required: expected yes or no, this is `perhaps`",
                "conf.d/2-holes.conf.j2:5:19: the variable 'db_host' is not defined; set DB_HOST or DB_HOST_FILE, "
                    + "or give it a default: {{ db_host | default('…') }}; it is also used on line 7",
                "conf.d/2-holes.conf.j2:6:7: jobs[1].sources[0].connect.db_prt: unknown key; did you mean `db_port`?",
                "conf.d/2-holes.conf.j2:8:23: the variable 'db_password' is not defined; set DB_PASSWORD or "
                    + "DB_PASSWORD_FILE, or give it a default: {{ db_password | default('…') }}",
                "conf.d/2-holes.conf.j2:9:16: the variable 'targets' is not defined; set TARGETS or TARGETS_FILE, "
                    + "or give it a default: {{ targets | default('…') }}",
                "conf.d/2-holes.conf.j2:10:18: the variable 'is_slave' is not defined; set IS_SLAVE or IS_SLAVE_FILE, "
                    + "or give it a default: {{ is_slave | default('…') }}",
                "conf.d/2-holes.conf.j2:12:47: the variable 'folder' is not defined; set FOLDER or FOLDER_FILE, "
                    + "or give it a default: {{ folder | default('…') }}",
                "conf.d/2-holes.conf.j2:12:59: jobs[1].storages[0].stor: unknown key; did you mean `store`?",
                "conf.d/3-untyped.conf:1:3: jobs[2].type: this key is required; as in `type: desc_files`",
                "conf.d/3-untyped.conf:4:11: jobs[2].sources[0].gzip: expected yes or no, this is `maybe`",
                "conf.d/3-untyped.conf:5:5: jobs[2].sources[0].exludes: unknown key; did you mean `excludes`?",
                "conf.d/3-untyped.conf:7:5: jobs[2].storages[0].storage: this key is required; as in `- storage: local`",
                "conf.d/3-untyped.conf:8:19: jobs[2].storages[0].store.days: "
                    + "expected a whole number from 0 to 100000, this is `six`",
                "conf.d/4-no-template.conf.j2:1:13: expected '}}', found 'b'",
            ])
        let error = try #require(throws: ConfigurationError.self) { try scratch.load("a.yaml") }
        #expect(error.lifeboatError.exitCode == .configuration)
    }

    @Test("A list without jobs is said, whatever is wrong elsewhere; one that could not be read is not")
    func noJobs() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", "main: {server_nme: x}\njobs: []\n")
        #expect(
            scratch.problems("a.yaml") == [
                "a.yaml:1:8: main.server_nme: unknown key; did you mean `server_name`?",
                "a.yaml:2:7: jobs: there is no job; a configuration without jobs would back up nothing and call it success",
            ])
        try scratch.write("b.yaml", "main: {}\njobs: !include [gone.yaml]\n")
        #expect(scratch.problems("b.yaml") == ["b.yaml:2:17: cannot open gone.yaml: No such file or directory"])
    }

    // MARK: Holes

    @Test(
        "A hole fits wherever a single value does, and is said once",
        arguments: [
            "main: {smtp_port: {{ x }}, smtp_ssl: {{ x }}, net_rate: '{{ x }}M', timezone: {{ x }}, log_file: {{ x }}}\n",
            "main: {server_name: {{ x }}, smtp_password: \"{{ x }}\", admin_mail: [{{ x }}, {{ x }}]}\n",
            "main: {level_message: {{ x | upper }}, {{ x }}: 1}\n",
            "main: {{ x | safe }}\n",
            "main: {admin_mail: {{ x | tojson }}}\n",
            "main: !include {{ x }}\n",
            "main: {log_file: !include 'parts/{{ x }}'}\n",
            "{% if x %}main: {}{% endif %}\n",
            "main: {smtp_port: {% if x == '1' %}25{% else %}465{% endif %}}\n",
            "{% for name in x %}\nmain: {}\n{% endfor %}\n",
        ])
    func holes(main: String) throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml.j2", main + SampleJob.files())
        let problems = scratch.problems("a.yaml.j2")
        #expect(problems.count == 1, "\(problems)")
        #expect(problems.first?.contains("the variable 'x' is not defined") == true, "\(problems)")
    }

    @Test(
        "A hole in a job is no second mistake",
        arguments: [
            SampleJob.files(job: "{{ x }}"),
            SampleJob.files().replacing("desc_files", with: "{{ x }}"),
            SampleJob.files(target: "{{ x }}"), SampleJob.files(target: "'/srv/{{ x }}'"),
            SampleJob.files(source: "    name: {{ x }}\n  - target: [/srv/data]\n    name: '{{ x }}-2'\n"),
            SampleJob.files(source: "    gzip: {{ x }}\n    compression_level: 15\n"),
            SampleJob.files(target: "/backups", source: "    excludes: [{{ x }}]\n"),
            SampleJob.files(storages: "  - storage: {{ x }}\n    backup_dir: /b\n"),
            SampleJob.files(
                storages: "  - {storage: local, backup_dir: {{ x }}}\n  - {storage: local, backup_dir: {{ x }}}\n"),
            SampleJob.files(storages: "  {% if x %}\n  - {storage: local, backup_dir: /b}\n  {% endif %}\n"),
            SampleJob.files(storages: "  - storage: local\n    {% if x %}backup_dir: /b{% endif %}\n"),
            SampleJob.files(storages: "  - storage: local\n    {{ x }}: /b\n"),
            "jobs: !include ['{{ x }}/*.conf']\n", "jobs: !include [{{ x }}]\n", "jobs: {{ x | safe }}\n",
            "jobs:\n{% if x %}\n- job: a\n{% endif %}\n",
            "jobs:\n{% for name in [x, 'b'] %}"
                + "\n- {job: {{ name }}, type: external, dump_cmd: ls, storages: [{storage: local, backup_dir: /b}]}"
                + "{% if name == 'b' %}\n# b{% endif %}{% endfor %}\n",
        ])
    func jobHoles(text: String) throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml.j2", text)
        let problems = scratch.problems("a.yaml.j2")
        #expect(problems.count == 1, "\(problems)")
        #expect(problems.first?.contains("the variable 'x' is not defined") == true, "\(problems)")
    }

    @Test("What a loop makes of an element that is not known is looked at too")
    func loop() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml.j2",
            SampleJob.files().replacing("jobs:", with: "jobs:\n{% for name in [x, y, 'b'] %}")
                .replacing("job: data", with: "job: {{ name }}").replacing("type: desc", with: "tpye: desc")
                + "{% endfor %}\n")
        let problems = scratch.problems("a.yaml.j2").map { $0.split(separator: ";")[0] }
        #expect(
            problems == [
                "a.yaml.j2:2:17: the variable 'x' is not defined", "a.yaml.j2:2:20: the variable 'y' is not defined",
                "a.yaml.j2:4:3: jobs[0].tpye: unknown key", "a.yaml.j2:4:3: jobs[1].tpye: unknown key",
                "a.yaml.j2:4:3: jobs[2].tpye: unknown key",
            ])
    }

    @Test("A hole is a single value: where a mapping or a list of them belongs it is a mistake of its own")
    func noMapping() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml.j2", "main: {{ x }}\njobs: {{ x }}\n")
        let problems = scratch.problems("a.yaml.j2")
        #expect(
            problems.map { $0.split(separator: ";")[0] } == [
                "a.yaml.j2:1:7: main: this has to be a mapping of keys, it is a single value",
                "a.yaml.j2:1:10: the variable 'x' is not defined",
                "a.yaml.j2:2:7: jobs: expected a list of jobs, this is a single value",
            ])
    }

    @Test("A value that cannot be had for another reason is a hole as well")
    func failures() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml.j2",
            "main: {server_name: {{ x | b64decode }}, smtp_user: {{ y }}, smtp_prt: 1, mail_from: {{ z | safe }}}\n"
                + SampleJob.files())
        let problems = scratch.problems(
            "a.yaml.j2", ["X": "a", "Y": "1", "Y_FILE": "/nowhere", "Z": "\u{10fe00}"])
        #expect(problems.count == 4, "\(problems)")
        #expect(problems.contains { $0.contains("no base64") } && problems.contains { $0.contains("given twice") })
        #expect(problems.contains { $0.contains("main.smtp_prt: unknown key") })
        #expect(problems.contains { $0.contains("that is reserved") })
    }

    // MARK: Types that are not known

    @Test(
        "A source without a known type is checked as far as all types that fit agree",
        arguments: [
            ("target: [/srv]\n    connect: {db_hots: x}", ["connect.db_hots: unknown key; did you mean `db_host`?"]),
            (
                "connect: {db_host: x, db_port: many}\n    target: all",
                [
                    "connect.db_port: expected a whole number from 1 to 65535, this is `many`"
                ]
            ),
            ("connect: {db_port: 5432}\n    extra_keys: ''\n    target: all", []),
            ("target_dbs: all\n    conect: {}", ["conect: unknown key; did you mean `connect`?"]),
            ("target: /srv\n    one_file_system: perhaps", ["one_file_system: expected yes or no, this is `perhaps`"]),
            (
                "gzip: yes\n    compression: zstd",
                ["compression: this contradicts `gzip: yes`; keep one of the two keys"]
            ),
            ("target: [/srv]\n    stall_timeout: 0", ["stall_timeout: this has to be more than nothing"]),
            ("target: [/srv]\n    evidence: some", ["evidence: expected one of stream, counts, none, this is `some`"]),
            ("tmp: x", ["tmp: unknown key"]),
        ])
    func untypedSource(text: String, expected: [String]) throws {
        let scratch = try ConfigScratch()
        let rest = "  sources:\n  - \(text)\n  storages:\n  - {storage: local, backup_dir: /b}\n"
        try scratch.write("a.yaml", "jobs:\n- job: x\n  type: whatever\n" + rest)
        let problems = scratch.problems("a.yaml")
        #expect(problems.first?.hasPrefix("a.yaml:3:9: jobs[0].type: there is no such type") == true)
        let found = problems.dropFirst().map { $0.split(separator: " jobs[0].sources[0].")[1] }
        #expect(found.map { String($0) } == expected)
    }

    @Test(
        "The same of a storage",
        arguments: [
            (
                "bucket_nme: b, path_style: perhaps",
                [
                    "bucket_nme: unknown key; did you mean `bucket_name`?",
                    "path_style: expected yes or no, this is `perhaps`",
                ]
            ),
            ("backup_dir: b, host: h, user: u, password: p, shre: s", ["shre: unknown key; did you mean `share`?"]),
            ("host: h, port: many", ["port: expected a whole number from 1 to 65535, this is `many`"]),
            (
                "backup_dir: b, required: no, stall_timeout: soon",
                [
                    "stall_timeout: expected a duration as 90s, 5m or 7d, this is `soon`"
                ]
            ),
            ("frob: x", ["frob: unknown key"]),
        ])
    func untypedStorage(text: String, expected: [String]) throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", SampleJob.files(storages: "  - {storage: whatever, \(text)}\n"))
        let problems = scratch.problems("a.yaml")
        #expect(
            problems.first?.contains(
                ".storage: there is no such storage; supported: \(StorageType.names.joined(separator: ", "))")
                == true)
        let found = problems.dropFirst().map { $0.split(separator: " jobs[0].storages[0].")[1] }
        #expect(found.map { String($0) } == expected)
    }

    @Test("A job that says only what it runs is one of type external")
    func untypedExternal() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml",
            "jobs:\n- job: x\n  dump_cmd: ls\n  stream: perhaps\n  storages: [{storage: local, backup_dir: /b}]\n")
        #expect(
            scratch.problems("a.yaml") == [
                "a.yaml:2:3: jobs[0].type: this key is required; as in `type: desc_files`",
                "a.yaml:4:11: jobs[0].stream: expected yes or no, this is `perhaps`",
            ])
    }

    @Test("A type that is as near to two is taken for neither")
    func ambiguous() throws {
        #expect(Suggestion.closestMatch(to: "ab", in: ["ac", "bb"]) == "ac")
        let scratch = try ConfigScratch()
        // One letter from scp, one from smb.
        try scratch.write("a.yaml", SampleJob.files(storages: "  - {storage: smp, backup_dir: b}\n"))
        #expect(
            scratch.problems("a.yaml") == [
                "a.yaml:7:15: jobs[0].storages[0].storage: there is no such storage; did you mean `scp`?"
            ])
    }
}
