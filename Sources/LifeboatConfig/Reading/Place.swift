/// Where something stands in a configuration file, as an editor shows it.
package struct Place: Sendable, Hashable {
    /// The file as it was named or found: relative when it was named so.
    package var file: String
    /// From 1; 0 when the whole file is meant.
    package var line: Int
    /// From 1, in Unicode scalars; 0 when the whole file is meant.
    package var column: Int

    package init(file: String, line: Int = 0, column: Int = 0) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension Place: Comparable {
    package static func < (left: Place, right: Place) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

extension Place: CustomStringConvertible {
    /// `file:line:column`, as compilers print it.
    package var description: String { line == 0 ? file : "\(file):\(line):\(column)" }
}
