@testable import LifeboatConfig

extension Template {
    /// The YAML of a template with which nothing is wrong.
    func whole(_ variables: TemplateVariables) throws(TemplateError) -> RenderedYAML {
        let rendering = yaml(variables)
        guard let yaml = rendering.yaml, rendering.problems.isEmpty else {
            throw TemplateError(problems: rendering.problems)
        }
        return yaml
    }
}
