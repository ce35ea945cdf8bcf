/// A file of the configuration, on its way into a pod.
struct ConfigurationFile: Sendable, Hashable {
    /// Also the key under which Kubernetes has it.
    let name: String
    let text: String
}
