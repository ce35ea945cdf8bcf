import Foundation
import LifeboatConfig
import Testing

@Suite("Configuration files as files")
struct FileTests {
    @Test("A byte order mark, Windows line ends and a missing last line break change nothing")
    func ends() throws {
        let scratch = try ConfigScratch()
        let text = SampleJob.files().replacing("\n", with: "\r\n")
        try scratch.write("a.yaml", bytes: [0xEF, 0xBB, 0xBF] + Array(text.utf8.dropLast(2)))
        #expect(try scratch.load("a.yaml").jobs.map(\.name) == ["data"])
    }

    @Test(
        "An empty file, or one of comments only, is a problem", arguments: ["", "\n\n", "# nothing\n", "---\n", "~\n"])
    func empty(text: String) throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", text)
        #expect(
            scratch.problems("a.yaml") == ["a.yaml: the file is empty; `lifeboat generate` makes one to start from"])
    }

    @Test("A file that is missing, a folder, or no text says so")
    func unreadable() throws {
        let scratch = try ConfigScratch()
        #expect(scratch.problems("none.yaml") == ["cannot open none.yaml: No such file or directory"])
        try scratch.write("folder/a.yaml", "")
        #expect(scratch.problems("folder") == ["folder is a folder, not a file"])
        try scratch.write("latin.yaml", bytes: Array("main:\n  server_name: M".utf8) + [0xFC] + Array("nchen\n".utf8))
        #expect(scratch.problems("latin.yaml") == ["latin.yaml:2:17: the file is not UTF-8 text; save it as UTF-8"])
        try scratch.write("control.yaml", "main:\n  server_name: a\u{7}b\n")
        #expect(
            scratch.problems("control.yaml") == [
                "control.yaml:2:17: YAML does not allow the character \\u{07} here; "
                    + "in double quotes it can be written with a backslash"
            ])
    }

    @Test("A huge file is not even parsed")
    func huge() throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", bytes: [UInt8](repeating: UInt8(ascii: "#"), count: (4 << 20) + 1))
        #expect(scratch.problems("a.yaml") == ["a.yaml is larger than 4 MiB: it is no configuration"])
        try scratch.write("b.yaml", bytes: Array(SampleJob.files().utf8) + [UInt8](repeating: 0x20, count: 3 << 20))
        #expect(scratch.problems("b.yaml") == [])
    }

    @Test("Without a name the environment and then the standard places are asked, in their order")
    func search() throws {
        let scratch = try ConfigScratch()
        #expect(
            scratch.problems { try scratch.loadStandard() } == [
                "there is no configuration: looked for etc/lifeboat/lifeboat.yaml, etc/lifeboat/lifeboat.yaml.j2, "
                    + "etc/nxs-backup/nxs-backup.conf; "
                    + "name one with -c FILE or LIFEBOAT_CONFIG, or make one with `lifeboat generate`"
            ])
        try scratch.write("etc/nxs-backup/nxs-backup.conf", SampleJob.files(job: "old"))
        #expect(try scratch.loadStandard().jobs.first?.name == "old")
        try scratch.write("etc/lifeboat/lifeboat.yaml.j2", SampleJob.files(job: "{{ name }}"))
        #expect(try scratch.loadStandard(["NAME": "template"]).jobs.first?.name == "template")
        try scratch.write("etc/lifeboat/lifeboat.yaml", SampleJob.files(job: "new"))
        #expect(try scratch.loadStandard(["LIFEBOAT_CONFIG": ""]).jobs.first?.name == "new")
        let other = try scratch.write("other.yaml", SampleJob.files(job: "other"))
        #expect(try scratch.loadStandard(["LIFEBOAT_CONFIG": other]).jobs.first?.name == "other")
        #expect(try scratch.load("etc/lifeboat/lifeboat.yaml", ["LIFEBOAT_CONFIG": other]).jobs.first?.name == "new")
    }
}
