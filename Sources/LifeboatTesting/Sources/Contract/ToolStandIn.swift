import Foundation
import LifeboatCore

/// A folder with one program that stands in for a real one.
package struct ToolStandIn: Sendable {
    private let folder: ScratchFolder
    /// For the variable `PATH`: the stand-in first, then the real programs.
    package var path: String { "\(folder.path):\(Self.realPath)" }
    /// What ``ToolFault/tellsItsArguments`` noted.
    package var notes: String { (try? String(contentsOfFile: folder("notes"), encoding: .utf8)) ?? "" }

    /// - Parameters:
    ///   - program: the name that it goes by.
    ///   - script: see ``SourceFixture/script(_:)``; it finds the real program as `$REAL`.
    ///   - real: where the real one lies; `nil` is where Debian installs programs.
    package init(for program: String, _ script: String, real: String? = nil, in folder: ScratchFolder) throws {
        self.folder = folder
        let text = """
            #!/bin/bash
            REAL=$(PATH=\(Self.realPath) command -v '\(real ?? program)')
            NOTES='\(folder("notes"))'
            STARTED='\(folder("started"))'
            case "$*" in *--version*|*--help*|version) exec "$REAL" "$@" ;; esac
            \(script)

            """
        chmod(try folder.write(program, text), 0o755)
        // Several in one folder share it, as they share their notes.
        guard mkfifo(folder("started"), 0o600) == 0 || errno == EEXIST else {
            throw LifeboatError(errno: errno, "make", "a FIFO")
        }
    }

    /// Waits until the stand-in has written a line to `$STARTED`; for those whose stdout does not show it.
    func waitForStart() async throws {
        let path = folder("started")
        try await onStageThread("started") {
            // For both ways, so that opening it waits for nobody.
            let descriptor = open(path, O_RDWR | O_CLOEXEC)
            guard descriptor >= 0 else { throw LifeboatError(errno: errno, "open", path) }
            defer { close(descriptor) }
            var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&waited, 1, 60_000) == 1 else { throw LifeboatError(.failed, "the stand-in was never started") }
        }
    }

    package static let realPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
}
