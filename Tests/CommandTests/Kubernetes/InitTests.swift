import Foundation
import LifeboatTesting
import Testing

/// As the first process of a container: number 1 of its own process namespace.
@Suite("Process number 1", .enabled(if: Needs.mounts))
struct InitTests {
    private func start(_ fixture: CommandFixture, _ words: [String]) throws -> RunningCommand {
        try Needs.root()
        return try fixture.spawn(
            ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", BuiltBinary.path] + words, environment: [:],
            input: nil)
    }

    @Test("passes on how the run ended")
    func status() async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureExternal("exit 7")
            let result = try await start(fixture, ["run"]).wait()
            #expect(result.status == 1, "\(result)")
            #expect(result.errors.contains("exit status 7"), "\(result)")
            #expect(try await start(fixture, ["list", "--nonsense"]).wait().status == 64)
            let shown = try await start(fixture, ["--version"]).wait()
            #expect(shown.status == 0 && !shown.text.isEmpty)
        }
    }

    /// The command waits until nothing that ended is left unreaped; an orphan of it is given to number 1.
    @Test("reaps what nobody else does")
    func orphans() async throws {
        try await CommandFixture.with { fixture in
            let script = """
                import os, sys
                for _ in range(20):
                    if os.fork() == 0:
                        # Its child outlives it, and so belongs to number 1.
                        if os.fork() == 0:
                            while os.getppid() != 1: pass
                        os._exit(0)
                    os.wait()
                def orphans():
                    for name in filter(str.isdigit, os.listdir('/proc')):
                        try: fields = open(f'/proc/{name}/stat').read().rsplit(')', 1)[1].split()
                        except OSError: continue
                        if fields[1] == '1': yield name, fields[0]
                # Lifeboat itself is the one child that number 1 keeps.
                for _ in range(1000000):
                    if len(list(orphans())) == 1: sys.exit(print('reaped'))
                sys.exit(f'left: {list(orphans())}')
                """
            try fixture.scratch.write("orphans.py", script)
            try fixture.configureExternal("python3 \(fixture.scratch("orphans.py"))")
            let result = try await start(fixture, ["run"]).wait()
            #expect(result.status == 0, "\(result)")
        }
    }

    @Test("hands on the signal of a drained node, and nothing half-written is left", arguments: [SIGTERM, SIGINT])
    func signals(_ number: Int32) async throws {
        try await CommandFixture.with { fixture in
            try fixture.configureExternal("echo begun; echo $PPID > \(fixture.scratch("begun")); exec sleep 1000")
            let command = try start(fixture, ["run"])
            try await command.reaches { fixture.exists("begun") }
            // Number 1 as this namespace has it is the only child of unshare.
            let children = try String(
                contentsOfFile: "/proc/\(command.pid)/task/\(command.pid)/children", encoding: .utf8)
            let first = try #require(pid_t(children.split(separator: " ").first ?? ""))
            kill(first, number)
            let result = try await command.wait()
            #expect(result.status == (number == SIGINT ? 130 : 143), "\(result)")
            #expect(try fixture.runRecords(of: "dump").map(\.outcome) == ["interrupted"])
            #expect(fixture.paths(below: "store/dump").filter { !$0.hasPrefix("runs") } == [])
            #expect(try await fixture.backups().isEmpty)
        }
    }
}
