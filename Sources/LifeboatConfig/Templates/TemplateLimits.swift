/// How large a template and what comes of it may get, so that a mistake ends in an error and not in a full memory.
enum TemplateLimits {
    /// A template, in bytes.
    static let templateSize = 1 << 20
    /// Blocks within blocks and parentheses within parentheses, counted together.
    static let nesting = 100
    /// What is rendered, values included, in bytes; also each value on the way there.
    static let outputSize = 16 << 20
    /// Rounds of all loops of one rendering.
    static let loopRounds = 1_000_000
    /// A file named by a `NAME_FILE` variable, in bytes.
    static let variableFileSize = 1 << 20
}
