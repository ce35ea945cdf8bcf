/// Lines as YAML 1.1 counts them: it breaks them at more characters than an editor does.
enum YAMLLines {
    /// The offset of each line's first scalar.
    static func starts(of text: some Sequence<Unicode.Scalar>) -> [Int] {
        var starts = [0]
        var offset = 0
        var afterReturn = false
        for scalar in text {
            offset += 1
            switch scalar {
            case "\n" where afterReturn: starts[starts.count - 1] = offset
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": starts.append(offset)
            default: break
            }
            afterReturn = scalar == "\r"
        }
        return starts
    }
}
