package import LifeboatCore

/// `--pvc CLAIM:/path`: a PersistentVolumeClaim that holds what is backed up.
package struct DataClaim: Sendable, Hashable {
    let claim: String
    let path: MountPath

    package init(parsing text: String) throws(LifeboatError) {
        let form = "as in redmine-files:/var/www/files"
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2, DNSName.isSubdomain(halves[0]) else {
            throw LifeboatError(.usage, "this is not CLAIM:/path", hint: form)
        }
        claim = halves[0]
        path = try MountPath.parse(halves[1], as: form)
    }
}
