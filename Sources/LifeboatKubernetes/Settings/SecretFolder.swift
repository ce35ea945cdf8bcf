package import LifeboatCore

/// `--secret-folder NAME:/path`: a Secret whose keys are files: certificates, an SSH key.
package struct SecretFolder: Sendable, Hashable {
    let secret: String
    let path: MountPath

    package init(parsing text: String) throws(LifeboatError) {
        let form = "as in backup-ssh:/etc/lifeboat-keys"
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2, DNSName.isSubdomain(halves[0]) else {
            throw LifeboatError(.usage, "this is not SECRET:/path", hint: form)
        }
        secret = halves[0]
        path = try MountPath.parse(halves[1], as: form)
    }
}
