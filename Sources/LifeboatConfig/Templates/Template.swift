/// A template in the subset of Jinja2 that Lifeboat reads.
///
/// - `{{ … }}` with variables, strings, numbers, `true`, `false`, `none`, lists, `~`, comparisons, `and`, `or`, `not`, `in`,
///   `a if b else c`, the tests of ``TemplateTest`` and the filters of ``TemplateFilter``
/// - `{% if %}`, `{% for %}` with the properties of ``TemplateLoopProperty``, `{% raw %}`, `{# comments #}`, and `-` to strip white space
///
/// What is there means what it means to Jinja2 with `StrictUndefined`. What is not there is an error that says so.
/// The differences: an element of a list has to be defined and prints without a mark when it is `safe`, integers have 64 bits,
/// and a comment or raw block that the template ends in is an error even when nothing follows its beginning.
package struct Template: Sendable {
    private let source: TemplateSource
    private let nodes: [TemplateNode]

    /// - Throws: when the text is no template of this language.
    package init(_ text: String) throws(TemplateError) {
        guard text.utf8.count <= TemplateLimits.templateSize else {
            throw TemplateError(problems: [
                TemplateProblem(
                    line: 1, column: 1, what: "the template is larger than \(TemplateLimits.templateSize >> 20) MiB")
            ])
        }
        source = TemplateSource(text)
        nodes = try TemplateParser.nodes(of: source)
    }

    /// Renders to plain text, byte for byte what Jinja2 renders.
    ///
    /// - Throws: with every undefined variable and everything else that is wrong.
    package func text(_ variables: TemplateVariables) throws(TemplateError) -> String {
        var evaluator = TemplateEvaluator(
            source: source, variables: variables, missing: .undefined, sink: TemplateTextSink())
        try evaluator.run(nodes)
        return evaluator.sink.text
    }

    /// Renders to YAML in which each value is a hole, so that no value can break it.
    ///
    /// A variable that is undefined, or anything else that is wrong with a value, leaves its hole without one: the YAML
    /// around it can still be read, and what is wrong there be said in the same answer.
    package func yaml(_ variables: TemplateVariables) -> TemplateRendering {
        do throws(TemplateError) {
            try refuseReservedCharacters()
        } catch {
            return TemplateRendering(yaml: nil, problems: error.problems)
        }
        var evaluator = TemplateEvaluator(
            source: source, variables: variables, missing: .undefined, sink: TemplateYAMLSink(source: source))
        let problems = evaluator.runWhole(nodes)
        let yaml = evaluator.isStopped ? nil : evaluator.sink.rendered(isPartial: evaluator.isPartial)
        return TemplateRendering(yaml: yaml, problems: problems)
    }

    /// Renders to YAML without values: each variable that `known` does not have is left open.
    ///
    /// `x is defined` holds for such a variable, so that what belongs to optional variables is rendered too. Which ones are required
    /// is found out by a second look, as if none of them were defined.
    ///
    /// - Throws: when something is wrong with the template, or an `{% if %}` or `{% for %}` depends on an open value.
    package func survey(known: TemplateVariables = .none) throws(TemplateError) -> TemplateSurvey {
        try refuseReservedCharacters()
        var present = TemplateEvaluator(
            source: source, variables: known, missing: .open(countsAsDefined: true),
            sink: TemplateYAMLSink(source: source))
        try present.run(nodes)
        var absent = TemplateEvaluator(
            source: source, variables: known, missing: .open(countsAsDefined: false),
            sink: TemplateYAMLSink(source: source))
        let isComplete = (try? absent.run(nodes)) != nil
        let uses = present.uses.merging(absent.uses) { present, absent in
            var use = present
            use.isRequired = absent.isRequired || (present.isRequired && !isComplete)
            use.position = min(present.position, absent.position)
            use.defaultText = present.defaultText ?? absent.defaultText
            return use
        }
        let variables = uses.values.map { use in
            var use = use
            if absent.uses[use.name] == nil, isComplete { use.isRequired = false }
            return use
        }
        return TemplateSurvey(
            rendered: present.sink.rendered(isPartial: false),
            variables: variables.sorted { ($0.position, $0.name) < ($1.position, $1.name) })
    }

    private func refuseReservedCharacters() throws(TemplateError) {
        guard let offset = source.scalars.firstIndex(where: TemplateHoleToken.isReserved) else { return }
        throw source.error(
            at: offset, "the template contains a private-use character (U+10FE00 to U+10FEFF) that is reserved")
    }
}
