package import LifeboatCore

/// `--run-as UID[:GID]`, or `any`: as whom a pod runs.
package struct RunAs: Sendable, Hashable {
    /// The image's own user.
    package static let standard = RunAs(user: 65_532, group: 65_532)

    /// nil: the cluster chooses, as OpenShift does.
    let user: Int?
    let group: Int?

    private init(user: Int?, group: Int?) {
        self.user = user
        self.group = group
    }

    package init(parsing text: String) throws(LifeboatError) {
        if text == "any" {
            self.init(user: nil, group: nil)
            return
        }
        let halves = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = halves.map { half in half.utf8.allSatisfy { (48...57).contains($0) } ? Int(half) : nil }
        guard (1...2).contains(halves.count), let user = numbers[0], let group = numbers[numbers.count - 1],
            max(user, group) <= Int(Int32.max)
        else {
            throw LifeboatError(
                .usage, "a user is a number in a pod, names are not known there", hint: "as in 33, 33:33 or any")
        }
        self.init(user: user, group: group)
    }
}
