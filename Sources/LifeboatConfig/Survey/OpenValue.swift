/// A value of a configuration that depends on variables whose values are not known.
package struct OpenValue: Sendable, Hashable {
    package var place: Place
    /// Which key, as `jobs[0].storages[1].backup_dir`.
    package var path: String
    /// As the environment spells them.
    package var variables: [String]
}
