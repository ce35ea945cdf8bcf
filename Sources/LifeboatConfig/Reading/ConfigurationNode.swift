/// A piece of a configuration file: what YAML says, before anything is known about which keys there are.
struct ConfigurationNode: Sendable {
    indirect enum Content: Sendable {
        case scalar(Scalar)
        case mapping([Entry])
        case sequence([ConfigurationNode])
        /// `!include`: a file's value, or the items of the lists of many files.
        case include([ConfigurationNode], isList: Bool)
        /// Already reported; nothing more is said about it.
        case broken
    }

    struct Scalar: Sendable {
        /// Exactly as it is meant, values of variables included.
        var text: String
        /// Written without quotes and without a template's value in it: may be a number, a boolean or null.
        var isPlain: Bool
        /// The variables of a template that it is made of, as the environment spells them.
        var variables: [String] = []
        /// It is what a template's `{{ … }}` brought, with nothing before it and nothing after it.
        var isOneValue = false
        /// A hole: the value of a variable in it is not known, and the text shows the braces. It fits wherever a single
        /// value does; that it is not known was reported, or is meant to be.
        var isOpen = false
    }

    struct Entry: Sendable {
        var key: String
        /// The key for messages: a variable's value in it is not shown.
        var shownKey: String
        var place: Place
        var value: ConfigurationNode
    }

    var content: Content
    var place: Place
    /// Came from another file by `!include`.
    var isIncluded = false
    /// A part of it could not be read, or depends on a variable that is not known: what is absent may be there all the same.
    var isPartial = false

    /// How an error names what stands here.
    var kindName: String {
        switch content {
        case .scalar: "a single value"
        case .mapping: "a mapping"
        case .sequence, .include: "a list"
        case .broken: "nothing"
        }
    }

    /// Nothing at all: absent after the colon, `~` or `null`.
    var isNull: Bool {
        guard case .scalar(let scalar) = content else { return false }
        return scalar.isPlain && ["", "~", "null", "Null", "NULL"].contains(scalar.text)
    }

    /// Null, or the empty text that stands for "not set" in an optional key.
    var isUnset: Bool {
        guard case .scalar(let scalar) = content else { return false }
        return !scalar.isOpen && (isNull || scalar.text.isEmpty)
    }

    /// A hole: a single value that is not known.
    var isOpen: Bool {
        guard case .scalar(let scalar) = content else { return false }
        return scalar.isOpen
    }

    var isBroken: Bool {
        if case .broken = content { return true }
        return false
    }
}
