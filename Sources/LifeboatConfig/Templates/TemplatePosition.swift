/// A place in a template as an editor shows it: both numbers count from 1, columns count Unicode scalars.
package struct TemplatePosition: Sendable, Hashable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}

extension TemplatePosition: Comparable {
    package static func < (left: TemplatePosition, right: TemplatePosition) -> Bool {
        (left.line, left.column) < (right.line, right.column)
    }
}
