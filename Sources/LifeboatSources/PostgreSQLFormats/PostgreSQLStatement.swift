/// What is known of the statement that is being read: its beginning and the few words that mean something here.
struct PostgreSQLStatement: Sendable {
    /// How much of a statement is kept: enough for two quoted names of 63 bytes, each of which may be a quote.
    private static let headLimit = 640

    /// Its first bytes, comments left out.
    private(set) var head: [UInt8] = []
    private(set) var isEmpty = true
    private(set) var parenthesisDepth = 0
    /// Within `BEGIN ATOMIC … END` of a function in standard SQL, where semicolons end nothing.
    private var bodyDepth = 0

    /// The unquoted word that is being read, in lower case and cut to what is needed.
    private var word: [UInt8] = []
    private var words = 0
    private var previousWord: [UInt8] = []
    private(set) var firstWord: [UInt8] = []
    private var makesRoutine = false
    /// A text with escapes goes on when another quote follows.
    private var continuesEscapes = false

    /// Whether `FROM stdin` stands in it.
    private(set) var readsStdin = false
    private var hasValues = false
    /// Rows that an `INSERT … VALUES` names.
    private(set) var tuples: Int64 = 0

    var isInWord: Bool { !word.isEmpty }
    /// Whether a quote that follows would begin a text with escapes.
    var wordIsE: Bool { continuesEscapes || (word.count == 1 && word[0] == UInt8(ascii: "e")) }
    /// Whether a semicolon would end it.
    var endsHere: Bool { parenthesisDepth == 0 && bodyDepth == 0 }

    mutating func addToWord(_ byte: UInt8) {
        isEmpty = false
        keep(byte)
        continuesEscapes = false
        let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
        if word.count < 16 { word.append(isUpper ? byte | 0x20 : byte) }
    }

    mutating func addSpace(_ byte: UInt8) {
        endWord()
        if !isEmpty { keep(byte) }
    }

    mutating func addSign(_ byte: UInt8) {
        endWord()
        isEmpty = false
        continuesEscapes = false
        keep(byte)
        if byte == UInt8(ascii: "(") {
            if hasValues, parenthesisDepth == 0 { tuples += 1 }
            parenthesisDepth += 1
        } else if byte == UInt8(ascii: ")"), parenthesisDepth > 0 {
            parenthesisDepth -= 1
        }
    }

    /// The sign that was added last opened a comment.
    mutating func removeLast() {
        if !head.isEmpty { head.removeLast() }
        isEmpty = head.isEmpty
    }

    /// Something quoted, or a part of it.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        endWord()
        isEmpty = false
        head.append(contentsOf: bytes.prefix(Self.headLimit - head.count))
    }

    mutating func endText(escapes: Bool) { continuesEscapes = escapes }

    mutating func endWord() {
        guard !word.isEmpty else { return }
        defer {
            // Without a copy: a dump of INSERT statements has a word for every number.
            swap(&previousWord, &word)
            word.removeAll(keepingCapacity: true)
        }
        words += 1
        if words == 1 { firstWord = word }
        if words <= 4, Self.is(firstWord, "create"), Self.is(word, "function") || Self.is(word, "procedure") {
            makesRoutine = words == 2 || (words == 4 && Self.is(previousWord, "replace"))
        }
        guard parenthesisDepth == 0 else { return }
        if makesRoutine {
            if Self.is(word, "begin") || (bodyDepth > 0 && Self.is(word, "case")) {
                bodyDepth += 1
            } else if bodyDepth > 0, Self.is(word, "end") {
                bodyDepth -= 1
            }
        } else if Self.is(word, "stdin"), Self.is(previousWord, "from") {
            readsStdin = true
        } else if Self.is(word, "values") {
            hasValues = true
            if Self.is(previousWord, "default") { tuples = 1 }
        }
    }

    private mutating func keep(_ byte: UInt8) { if head.count < Self.headLimit { head.append(byte) } }

    static func `is`(_ word: [UInt8], _ text: StaticString) -> Bool {
        text.withUTF8Buffer { word.count == $0.count && word.elementsEqual($0) }
    }
}
