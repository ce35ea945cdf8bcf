/// What became of a template, and everything that is wrong with it.
package struct TemplateRendering: Sendable {
    /// The YAML, with a hole that has no value wherever a value could not be had; nil when there is nothing worth parsing.
    package let yaml: RenderedYAML?
    /// In the order of their lines; none when every value could be had.
    package let problems: [TemplateProblem]

    init(yaml: RenderedYAML?, problems: [TemplateProblem]) {
        self.yaml = yaml
        self.problems = TemplateError(problems: problems).problems
    }
}
