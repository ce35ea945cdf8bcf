/// Renders to YAML in which values are holes, see ``RenderedYAML``.
struct TemplateYAMLSink: TemplateSink {
    static let json = TemplateJSON.Characters.noSurrogates

    private let source: TemplateSource
    private var text = ""
    private var holes: [TemplateHole] = []
    private var map = TemplatePositionMap()

    init(source: TemplateSource) {
        self.source = source
    }

    func rendered(isPartial: Bool) -> RenderedYAML {
        RenderedYAML(text: text, holes: holes, isPartial: isPartial, map: map, source: source)
    }

    mutating func append(_ text: TemplateText) {
        self.text += text.text
        map.append(copyOf: text.range)
    }

    mutating func append(_ output: TemplateOutput) throws(TemplateOperationError) {
        var inserted = TemplateHoleToken.text(index: holes.count)
        if output.isYAML, let value = output.value {
            guard !value.unicodeScalars.contains(where: TemplateHoleToken.isReserved) else {
                throw TemplateOperationError(
                    what: "the value contains a private-use character (U+10FE00 to U+10FEFF) that is reserved",
                    hint: "without 'safe' or 'tojson' as the last filter it may contain it")
            }
            inserted = value
        } else {
            holes.append(
                TemplateHole(
                    index: holes.count, value: output.value, isYAML: output.isYAML, variables: output.variables,
                    expression: source.text(output.expression.range), position: source.position(at: output.offset)))
        }
        text += inserted
        map.append(length: inserted.unicodeScalars.count, insertedAt: output.offset)
    }
}
