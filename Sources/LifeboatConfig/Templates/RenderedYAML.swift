/// A template rendered to YAML whose values cannot break it.
///
/// Every `{{ … }}` became a *hole*: a token that any YAML scalar may contain. Parse ``text``, then pass each scalar,
/// keys included, through ``substitute(in:)``: so a value is data wherever it stands, plain, quoted, in a block or as a part of
/// something longer. Only `| safe` and `| tojson` as the last filter insert YAML itself.
package struct RenderedYAML: Sendable {
    package let text: String
    package let holes: [TemplateHole]
    /// Whether an `{% if %}` or `{% for %}` was left out because what it depends on could not be had: what is absent from
    /// this YAML may be there when it is known.
    package let isPartial: Bool
    private let map: TemplatePositionMap
    private let source: TemplateSource
    private let lineStarts: [Int]

    init(
        text: String, holes: [TemplateHole], isPartial: Bool, map: TemplatePositionMap, source: TemplateSource
    ) {
        self.text = text
        self.holes = holes
        self.isPartial = isPartial
        self.map = map
        self.source = source
        self.lineStarts = YAMLLines.starts(of: text.unicodeScalars)
    }

    /// Puts the values into a parsed scalar.
    ///
    /// - Returns: the text, and the holes that were in it, in their order; none means that the scalar is as the template has it.
    ///   Where a value is left open (``TemplateHole/value`` is nil), the text shows the expression in its braces.
    package func substitute(in scalar: String) -> (text: String, holes: [TemplateHole]) {
        var contained: [TemplateHole] = []
        let text = TemplateHoleToken.replacingTokens(in: scalar) { index in
            guard holes.indices.contains(index) else { return nil }
            contained.append(holes[index])
            return holes[index].value ?? holes[index].description
        }
        return (text, contained)
    }

    /// Where in the template something is that a YAML parser found in ``text``; what a value brought stands at its braces.
    ///
    /// - Parameters:
    ///   - line: from 1, counted as libyaml does.
    ///   - column: from 1, in Unicode scalars.
    package func templatePosition(line: Int, column: Int) -> TemplatePosition {
        let line = min(max(line, 1), lineStarts.count)
        let start = lineStarts[line - 1]
        let end = line < lineStarts.count ? lineStarts[line] - 1 : Int.max
        return source.position(at: map.templateOffset(ofRendered: min(start + max(column - 1, 0), end)))
    }
}

extension RenderedYAML: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text may contain secrets where the template says `safe`, so it is not shown.
    package var description: String { "RenderedYAML(\(holes.count) holes)" }

    package var debugDescription: String { description }

    package var customMirror: Mirror { Mirror(self, children: ["holes": holes]) }
}
