import LifeboatEngine

/// The progress of reading a backup, whose size is known.
extension ProgressLine {
    /// - Parameter name: the target's, with its job's.
    func observe(_ progress: ReadingProgress, of name: String) {
        if progress.bytes == 0 {
            let verb =
                switch progress.step {
                case .verifying: "verifying"
                case .copying: "copying"
                case .restoring: "restoring"
                }
            begin("\(verb) \(name)", of: .exactly(progress.total))
        }
        advance(to: progress.bytes)
    }
}
