package import LifeboatCore

/// `--toleration KEY[=VALUE][:EFFECT]`, as a taint is written: a node that others keep away from will do.
package struct Toleration: Sendable, Hashable {
    enum Effect: String, Sendable, CaseIterable {
        case noSchedule = "NoSchedule"
        case preferNoSchedule = "PreferNoSchedule"
        case noExecute = "NoExecute"
    }

    let key: String
    /// nil: whatever the taint's value is.
    let value: String?
    /// nil: whatever the taint does.
    let effect: Effect?

    package init(parsing text: String) throws(LifeboatError) {
        let form = "as in dedicated=backup:NoSchedule; effects: NoSchedule, PreferNoSchedule, NoExecute"
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let pair = halves[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard LabelPair.isKey(pair[0]), pair.count == 1 || LabelPair.isValue(pair[1]) else {
            throw LifeboatError(.usage, "this is no taint", hint: form)
        }
        key = pair[0]
        value = pair.count == 2 ? pair[1] : nil
        guard halves.count == 2 else {
            effect = nil
            return
        }
        effect = Effect(rawValue: halves[1])
        guard effect != nil else { throw LifeboatError(.usage, "`\(halves[1])` is no effect of a taint", hint: form) }
    }
}
