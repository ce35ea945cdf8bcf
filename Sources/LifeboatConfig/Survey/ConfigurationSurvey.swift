/// A configuration read without the values of its variables, and taken apart: what manifests are made of where the
/// secrets are absent.
package struct ConfigurationSurvey: Sendable {
    /// What is known of it. What depends on an open variable is missing in it: see ``openValues``.
    package let configuration: Configuration
    /// The file as it was named, without its jobs: it includes all files of the folder `conf.d` beside it instead.
    package let main: ConfigurationPart
    /// By the job's name: a list of that one job, for the folder `conf.d`.
    package let jobs: [String: ConfigurationPart]
    package let openValues: [OpenValue]
}
