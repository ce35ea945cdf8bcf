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
    ///   - script: see ``SourceFixture/script(_:)``.
    package init(for program: String, _ script: String, in folder: ScratchFolder) throws {
        self.folder = folder
        let text = """
            #!/bin/bash
            REAL=$(PATH=\(Self.realPath) command -v '\(program)')
            NOTES='\(folder("notes"))'
            case "$*" in *--version*|*--help*|version) exec "$REAL" "$@" ;; esac
            \(script)

            """
        chmod(try folder.write(program, text), 0o755)
    }

    package static let realPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
}
