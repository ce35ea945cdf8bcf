import LifeboatConfig
import LifeboatCore
import LifeboatStorages
import Testing

@Suite("Jobs looked at together")
struct JobCheckTests {
    private func jobs(_ names: String...) -> String {
        "jobs:\n"
            + names.map {
                "- {job: \($0), type: desc_files, sources: [{target: [/srv]}], storages: [{storage: local, backup_dir: /b}]}\n"
            }.joined()
    }

    @Test("Two jobs of one name, or of names that a storage cannot tell apart, are a problem")
    func names() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", jobs("one", "two", "one", "Two"))
        let root = scratch.root
        #expect(
            scratch.problems("a.yaml") == [
                "a.yaml:4:9: jobs[2].job: another job has this name; it is at a.yaml:2:9",
                "a.yaml:5:9: jobs[3].job: another job's name differs only in case; it is at a.yaml:3:9",
            ], "\(root)")
    }

    @Test("Storages of a job are named by their type, numbered, and never the same folder")
    func storages() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml",
            SampleJob.files(
                storages: """
                      - {storage: local, backup_dir: /a}
                      - {storage: local, backup_dir: /b, enable: no}
                      - {storage: local, backup_dir: /c, name: local-3}
                      - {storage: local, backup_dir: /d}
                      - {storage: s3, bucket_name: '', enable: no}
                    """))
        let storages = try scratch.load("a.yaml").jobs[0].storages
        #expect(storages.map(\.name) == ["local", "local-3", "local-4"])
        #expect(storages.map(\.configuration.location) == ["/a", "/c", "/d"])
        try scratch.write(
            "b.yaml",
            SampleJob.files(
                storages: """
                      - {storage: local, backup_dir: /a, name: x}
                      - {storage: local, backup_dir: /b/../a//, name: X}
                    """))
        #expect(
            scratch.problems("b.yaml") == [
                "b.yaml:8:34: jobs[0].storages[1].backup_dir: another storage of this job is the same folder; it is at b.yaml:7:34",
                "b.yaml:8:51: jobs[0].storages[1].name: another storage of this job has this name",
            ])
    }

    @Test("A storage that is switched off is checked for its keys, but needs no values")
    func disabled() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml",
            SampleJob.files(
                storages: """
                      - {storage: local, backup_dir: /a}
                      - {storage: s3, enable: no, bukcet_name: x}
                    """))
        #expect(
            scratch.problems("a.yaml") == [
                "a.yaml:8:31: jobs[0].storages[1].bukcet_name: unknown key; did you mean `bucket_name`?"
            ])
    }

    @Test("Targets that would share a history are a problem, names of sources keep them apart")
    func targets() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", SampleJob.files(target: "/srv/one/data, /srv/two/Data/, '/srv/*/data'"))
        #expect(
            scratch.problems("a.yaml") == [
                "a.yaml:5:29: jobs[0].sources[0].target: two targets of this job would both be named `Data`; "
                    + "the other is at a.yaml:5:14; put them into sources that have a `name`"
            ])
        let sources = "    name: one\n  - target: [/srv/two/data]\n    name: two\n  - target: [/srv/three]\n"
        try scratch.write("b.yaml", SampleJob.files(target: "/srv/one/data", source: sources))
        #expect(try scratch.load("b.yaml").jobs[0].sources.map(\.name) == ["one", "two", nil])
    }

    @Test("Two sources of one name are a problem")
    func sources() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml", SampleJob.files(target: "/a", source: "    name: one\n  - target: [/b]\n    name: One\n"))
        #expect(
            scratch.problems("a.yaml") == [
                "a.yaml:8:11: jobs[0].sources[1].name: another source of this job has this name; it is at a.yaml:6:11"
            ])
    }

    @Test(
        "A backup that would contain the backups before it is refused",
        arguments: [
            ("/", "/b/c", nil, true), ("/b", "/b/c", nil, true), ("/b/c", "/b/c", nil, true),
            ("/b/c/d", "/b/c", nil, false),
            ("/b/c2", "/b/c", nil, false), ("/b*", "/b/c", nil, true), ("/*/c", "/b/c", nil, true),
            ("/*", "/b/c", nil, true),
            ("/**/c", "/x/y/c/d", nil, true), ("/b", "/b/c", "/b/c", false), ("/b", "/b/c/d", "/b/c", false),
            ("/b", "/b/c", "/b/c/*", false), ("/b", "/b/c", "c", false), ("/b", "/b/x/c", "x/c", false),
            ("/b", "/b/c", "b", true), ("/b", "/b/c", "/b", true), ("/b", "/b/c", "d", true),
            ("/b", "/b/c", "**/c", false),
            ("/b", "/b/c", "/b/*", false), ("/a", "/a/b/x/c", "x/c", true), ("/a", "/a/b/x/c", "**/x/c", false),
            ("/a", "/a/b/x/c", "x", false), ("/a", "/a/b", "b/", false), ("/a", "/a/b", "b/**", false),
            ("/*", "/b/c", "/b", false), ("/*", "/.b/c", nil, false), ("/**", "/a/b", "b", true),
        ] as [(String, String, String?, Bool)])
    func ownBackups(target: String, folder: String, exclude: String?, isProblem: Bool) throws {
        let scratch = try ConfigScratch()
        let source = exclude.map { "    excludes: ['\($0)']\n" } ?? ""
        try scratch.write(
            "a.yaml",
            SampleJob.files(
                target: "'\(target)'", source: source, storages: "  - storage: local\n    backup_dir: \(folder)\n"))
        let problems = scratch.problems("a.yaml")
        #expect(problems.isEmpty != isProblem, "\(problems)")
        if isProblem { #expect(problems[0].contains("which would grow without end")) }
    }
}
