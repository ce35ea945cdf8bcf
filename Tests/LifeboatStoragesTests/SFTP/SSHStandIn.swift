import Foundation
import LifeboatCore
import LifeboatProcesses
import LifeboatTesting

@testable import LifeboatStorages

/// A program `ssh` that reaches no host: it runs OpenSSH's real `sftp-server` here, and does something wrong.
struct SSHStandIn {
    private let folder: ScratchFolder

    /// - Parameter script: for bash; the server is `$SERVER`, and what it notes in `$NOTES` can be read.
    init(_ script: String, in folder: ScratchFolder) throws {
        self.folder = folder
        let text = """
            #!/bin/bash
            SERVER=/usr/lib/openssh/sftp-server
            NOTES='\(folder("notes"))'
            echo started >>"$NOTES"
            echo 'Authenticated to stand-in' >&2
            \(script)

            """
        chmod(try folder.write("tools/ssh", text), 0o755)
    }

    /// One that passes packets on and has this fault, once. Faults: `short-reads`; `lose-request:X` and `lose-answer:X`,
    /// where X is the number of a type or the name of an extension: the connection breaks before the server has the
    /// request, or before we have its answer.
    init(fault: String, in folder: ScratchFolder) throws {
        try folder.write("tools/faults.py", Self.faults)
        try self.init("exec python3 '\(folder("tools/faults.py"))' \(fault) '\(folder("done"))' $SERVER", in: folder)
    }

    var starts: Int { notes.filter { $0 == "started" }.count }

    var notes: [String] {
        let text = try? String(contentsOfFile: folder("notes"), encoding: .utf8)
        return (text ?? "").split(separator: "\n").map(String.init)
    }

    /// - Parameter keyFile: without it the password is the login's, and with neither there is one that needs none.
    func storage(
        password: Secret? = nil, keyFile: String? = nil, folder path: String? = nil, environment: [String: String] = [:]
    ) -> SFTPStorage {
        let configuration = SFTPStorageConfiguration(
            host: "stand-in", user: "somebody", password: password,
            keyFile: keyFile ?? (password == nil ? "/dev/null" : nil), folder: path ?? folder("backups"))
        let toolbox = Toolbox(path: "\(folder("tools")):\(ToolStandIn.realPath)")
        return .forTests(configuration, environment: environment, toolbox: toolbox)
    }

    private static let faults = """
        import os, struct, subprocess, sys, threading

        fault, done, server = sys.argv[1:]
        kind, _, what = fault.partition(":")
        server = subprocess.Popen([server], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        lost = []

        def packets(stream):
            while len(head := stream.read(4)) == 4:
                yield head + stream.read(struct.unpack(">I", head)[0])

        def is_meant(packet):
            if os.path.exists(done):
                return False
            return packet[4] == int(what) if what.isdigit() else packet[4] == 200 and what.encode() in packet[9:60]

        def break_connection():
            open(done, "w").close()
            print("client_loop: send disconnect: Broken pipe", file=sys.stderr, flush=True)
            server.kill()
            os._exit(255)

        def answers():
            for packet in packets(server.stdout):
                if packet[5:9] in lost:
                    break_connection()
                sys.stdout.buffer.write(packet)
                sys.stdout.buffer.flush()

        thread = threading.Thread(target=answers)
        thread.start()
        for packet in packets(sys.stdin.buffer):
            if kind == "short-reads" and packet[4] == 5:
                count = min(1000, struct.unpack(">I", packet[-4:])[0])
                packet = packet[:-4] + struct.pack(">I", count)
            elif kind == "lose-request" and is_meant(packet):
                break_connection()
            elif kind == "lose-answer" and is_meant(packet):
                lost.append(packet[5:9])
            server.stdin.write(packet)
            server.stdin.flush()
        server.stdin.close()
        thread.join()

        """
}
