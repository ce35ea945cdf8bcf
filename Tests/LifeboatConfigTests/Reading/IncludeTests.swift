import Foundation
import LifeboatConfig
import Testing

@Suite("Includes and mounted templates")
struct IncludeTests {
    private func job(_ name: String) -> String {
        "- job: \(name)\n  type: desc_files\n  sources: [{target: [/srv/\(name)]}]\n"
            + "  storages: [{storage: local, backup_dir: /backups}]\n"
    }

    @Test("Globs are relative to the including file, sorted, files once, hidden ones and folders never")
    func globs() throws {
        let scratch = try ConfigScratch()
        try scratch.write("etc/a.yaml", "jobs: !include [conf.d/*.conf, 'conf.d/1*', more.yaml]\n")
        try scratch.write("etc/conf.d/20.conf", job("twenty"))
        try scratch.write("etc/conf.d/10.conf", job("ten"))
        try scratch.write("etc/conf.d/.hidden.conf", "nonsense: [")
        try scratch.write("etc/conf.d/folder.conf/x", "nonsense: [")
        try scratch.write("etc/conf.d/30.conf~", "nonsense: [")
        try scratch.write("etc/conf.d/40.conf", "# nothing yet\n")
        try scratch.write("etc/more.yaml", job("more-a") + job("more-b"))
        let configuration = try scratch.load("etc/a.yaml")
        #expect(configuration.jobs.map(\.name) == ["ten", "twenty", "more-a", "more-b"])
        #expect(configuration.warnings.map(\.what) == ["the file is empty"])
    }

    @Test("A folder whose name looks like a pattern is a folder")
    func oddFolder() throws {
        let scratch = try ConfigScratch()
        try scratch.write("o[d]d*/a.yaml", "jobs: !include [./conf.d/*.conf]\n")
        try scratch.write("o[d]d*/conf.d/x.conf", job("x"))
        try scratch.write("odd/conf.d/y.conf", job("y"))
        #expect(try scratch.load("o[d]d*/a.yaml").jobs.map(\.name) == ["x"])
    }

    @Test("A glob without a match is a warning, a name without a file an error")
    func missing() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", "jobs: !include [none/*.conf, jobs.yaml]\n")
        try scratch.write("jobs.yaml", job("one"))
        #expect(
            try scratch.load("a.yaml").warnings.map { $0.description.replacing(scratch.root, with: "") } == [
                "/a.yaml:1:17: `none/*.conf` matches no file; looked in "
            ])
        try scratch.write("none/x.conf.j2", job("x"))
        #expect(
            try scratch.load("a.yaml").warnings.map { $0.description.replacing(scratch.root, with: "") } == [
                "/a.yaml:1:17: `none/*.conf` matches no file; a template goes by its own name: !include [none/*.conf.j2]"
            ])
        try scratch.write("b.yaml", "main: !include main.yaml\njobs: !include [jobs.yaml, other.yaml]\n")
        #expect(
            scratch.problems("b.yaml") == [
                "b.yaml:1:7: cannot open main.yaml: No such file or directory",
                "b.yaml:2:28: cannot open other.yaml: No such file or directory",
            ])
    }

    @Test("A folder that is there and cannot be listed is an error: its jobs would be missed without a word")
    func unlistable() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", "jobs: !include [jobs.yaml, conf.d/*.conf]\n")
        try scratch.write("jobs.yaml", job("one"))
        // Root may list every folder; nobody gets to the end of this one.
        #expect(symlink("conf.d", scratch.path("conf.d")) == 0)
        let problems = scratch.problems("a.yaml")
        #expect(
            problems.count == 1 && problems.first?.hasPrefix("a.yaml:1:28: cannot list conf.d: ") == true, "\(problems)"
        )
        try scratch.write("etc/nxs-backup/nxs-backup.conf", job("one"))
        try scratch.write("usr/share/x", "")
        #expect(symlink("nxs-backup", scratch.path("usr/share/nxs-backup")) == 0)
        let mounted = scratch.problems { try scratch.loadStandard() }
        #expect(mounted.contains { $0.contains("cannot list usr/share/nxs-backup: ") }, "\(mounted)")
    }

    @Test("A file that matches and cannot be looked at, or leads nowhere, is an error; one that is elsewhere is none")
    func unreadable() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", "jobs: !include [jobs.yaml, conf.d/*.conf, '*/x.conf']\n")
        try scratch.write("jobs.yaml", job("one"))
        try scratch.write("conf.d/y.txt", "")
        #expect(try scratch.load("a.yaml").jobs.count == 1)
        // A name in Latin-1 that matches, and one that does not.
        for (name, isWanted) in [("x.txt", false), ("x.conf", true)] {
            let path = scratch.path("conf.d/").utf8CString.dropLast() + [CChar(bitPattern: 0xE9)] + name.utf8CString
            #expect(close(open(Array(path), O_CREAT | O_WRONLY, mode_t(0o600))) == 0)
            let problems = scratch.problems("a.yaml")
            #expect(problems.isEmpty != isWanted, "\(problems)")
            #expect(problems.allSatisfy { $0.contains("conf.d holds a name that is not UTF-8 text") }, "\(problems)")
            #expect(unlink(Array(path)) == 0)
        }
        #expect(symlink("loop.conf", scratch.path("conf.d/loop.conf")) == 0)
        #expect(
            scratch.problems("a.yaml") == [
                "a.yaml:1:28: cannot look at conf.d/loop.conf: Too many levels of symbolic links"
            ])
        #expect(unlink(scratch.path("conf.d/loop.conf")) == 0)
        #expect(symlink("/nowhere/x", scratch.path("conf.d/x.conf")) == 0)
        let gone = "conf.d/x.conf is a symbolic link to a file that is not there"
        #expect(scratch.problems("a.yaml") == ["a.yaml:1:28: \(gone)", "a.yaml:1:43: \(gone)"])
    }

    @Test("A configuration that is there and cannot be looked at is not passed over for another one")
    func passedOver() throws {
        let scratch = try ConfigScratch()
        try scratch.write("etc/nxs-backup/nxs-backup.conf", "jobs:\n" + job("old"))
        #expect(try scratch.loadStandard().jobs.map(\.name) == ["old"])
        try scratch.write("etc/lifeboat/x", "")
        #expect(symlink("lifeboat.yaml", scratch.path("etc/lifeboat/lifeboat.yaml")) == 0)
        let problems = scratch.problems { try scratch.loadStandard() }
        #expect(problems.count == 1 && problems[0].contains("Too many levels of symbolic links"), "\(problems)")
    }

    @Test("No job at all is a problem: nothing would be backed up and called a success")
    func noJob() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", "jobs: !include [none/*.conf]\n")
        #expect(
            scratch.problems("a.yaml") == [
                "a.yaml:1:7: jobs: there is no job; "
                    + "a configuration without jobs would back up nothing and call it success"
            ])
    }

    @Test("Includes nest, in any place, and a loop ends in an error")
    func nesting() throws {
        let scratch = try ConfigScratch()
        try scratch.write(
            "a.yaml", "main: !include parts/main.yaml\njobs:\n- !include parts/job.yaml\n- !include parts/list.yaml\n")
        try scratch.write("parts/main.yaml", "server_name: included\n")
        try scratch.write(
            "parts/job.yaml",
            "job: one\ntype: desc_files\nsources: [{target: [/srv]}]\nstorages: !include storages.yaml\n")
        try scratch.write("parts/storages.yaml", "- {storage: local, backup_dir: /backups}\n")
        try scratch.write("parts/list.yaml", job("two") + job("three"))
        let configuration = try scratch.load("a.yaml")
        #expect(configuration.jobs.map(\.name) == ["one", "two", "three"])
        #expect(configuration.main.serverName == "included")
        try scratch.write("loop.yaml", "jobs: !include [inner.yaml]\n")
        try scratch.write("inner.yaml", job("four") + "- !include loop.yaml\n")
        #expect(scratch.problems("loop.yaml") == ["inner.yaml:5:3: loop.yaml includes itself; take this !include out"])
    }

    @Test("A mounted template stands for a file of conf.d beside the old main file, and a real file wins")
    func mounted() throws {
        let scratch = try ConfigScratch()
        let main = "jobs: !include [conf.d/*.conf, conf.d/b.extra]\n"
        try scratch.write("etc/nxs-backup/nxs-backup.conf", main)
        try scratch.write("usr/share/nxs-backup/a.conf.j2", job("{{ name }}"))
        try scratch.write("usr/share/nxs-backup/b.extra.j2", job("extra"))
        try scratch.write("usr/share/nxs-backup/c.conf", job("no-template"))
        let environment = ["NAME": "from-template"]
        #expect(try scratch.loadStandard(environment).jobs.map(\.name) == ["from-template", "extra"])
        #expect(!FileManager.default.fileExists(atPath: scratch.path("etc/nxs-backup/conf.d")))
        try scratch.write("etc/nxs-backup/conf.d/a.conf", job("real"))
        #expect(try scratch.loadStandard(environment).jobs.map(\.name) == ["real", "extra"])
        try scratch.write("etc/nxs-backup/other.conf", main)
        #expect(
            scratch.problems("etc/nxs-backup/other.conf") == [
                "etc/nxs-backup/other.conf:1:32: cannot open etc/nxs-backup/conf.d/b.extra: No such file or directory"
            ])
    }

    @Test("A file whose name ends in .j2 is a template wherever it stands")
    func templates() throws {
        let scratch = try ConfigScratch()
        try scratch.write("main.yaml.j2", "main: {server_name: '{{ name }}'}\njobs: !include [jobs/*.j2]\n")
        try scratch.write("jobs/one.j2", job("{{ name }}-job"))
        try scratch.write("jobs/two.conf", "nonsense: [")
        let configuration = try scratch.load("main.yaml.j2", ["NAME": "shop"])
        #expect(configuration.main.serverName == "shop")
        #expect(configuration.jobs.map(\.name) == ["shop-job"])
    }

    @Test(
        "What an include may not be is said",
        arguments: [
            (
                "jobs: !include [sub/*.conf]\n", "sub/x.conf", "job: one\n",
                "sub/x.conf:1:1: an included file has to be a list, this is a mapping; each job begins with `- job: NAME`"
            ),
            (
                "jobs: !include 'sub/*.conf'\n", "sub/x.conf", "[]",
                "a.yaml:1:7: `!include` of a pattern needs a list; write !include [sub/*.conf]"
            ),
            (
                "jobs: !include [{a: b}]\n", "sub/x.conf", "[]",
                "a.yaml:1:17: `!include` needs the name of a file; as in !include [conf.d/*.conf]"
            ),
        ])
    func wrong(main: String, name: String, text: String, expected: String) throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", main)
        try scratch.write(name, text)
        #expect(scratch.problems("a.yaml") == [expected])
    }
}
