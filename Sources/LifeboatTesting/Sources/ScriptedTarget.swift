package import LifeboatCore

/// What a ``ScriptedSource`` does when one of its targets is dumped.
package struct ScriptedTarget: Sendable {
    package enum Ending: Sendable {
        case succeeds
        /// Throws after so many bytes; all of them: the tool failed after its last byte.
        case throwsAfter(bytes: Int, LifeboatError)
        /// Writes so many bytes, then nothing more until it is cancelled.
        case hangsAfter(bytes: Int)
        /// Writes blocks for as long as somebody takes them.
        case neverEnds
    }

    package var target: Target
    package var bytes: [UInt8]
    package var ending: Ending
    package var result: DumpResult

    package init(
        _ name: String, _ bytes: [UInt8] = Array("contents\n".utf8), fileExtension: String = "txt",
        ending: Ending = .succeeds, result: DumpResult = DumpResult()
    ) {
        target = Target(name: name, fileExtension: fileExtension, origin: "/origin/\(name)")
        self.bytes = bytes
        self.ending = ending
        self.result = result
    }
}
