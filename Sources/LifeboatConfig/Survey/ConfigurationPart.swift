/// A piece of a configuration that is a file of its own elsewhere: the main settings, or one job.
package struct ConfigurationPart: Sendable {
    /// A variable that has to be set where the piece is read.
    package struct Variable: Sendable {
        /// The environment variable to set.
        package var name: String
        /// Where it is used first, in the file that the piece was taken from.
        package var place: Place
        /// Whether the piece cannot be read without it.
        package var isRequired: Bool
        /// What stands for it when it is not set, where that is a literal.
        package var defaultText: String?
    }

    /// With its comments, as it was written.
    package let text: String
    package let isTemplate: Bool
    /// In the order of their first use.
    package let variables: [Variable]
}
