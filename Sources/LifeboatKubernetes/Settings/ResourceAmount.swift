package import LifeboatCore

/// `NAME=QUANTITY`: how much of a node a pod is given, as `memory=512Mi`.
package struct ResourceAmount: Sendable, Hashable {
    let name: String
    let quantity: String

    init(_ name: String, _ quantity: String) {
        self.name = name
        self.quantity = quantity
    }

    package init(parsing text: String) throws(LifeboatError) {
        let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2, LabelPair.isKey(halves[0]), Self.isQuantity(halves[1]) else {
            throw LifeboatError(.usage, "this is no amount of a resource", hint: "as in cpu=500m or memory=512Mi")
        }
        self.init(halves[0], halves[1])
    }

    /// A number and a suffix, as Kubernetes has them.
    package static func isQuantity(_ text: String) -> Bool {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let suffixes = ["", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
        return Double(number).map { $0 > 0 } == true && !number.hasPrefix(".") && !number.hasSuffix(".")
            && suffixes.contains(String(text.dropFirst(number.count)))
    }

    /// The later ones win over the earlier ones of the same name, in their place.
    static func merge(_ standard: [ResourceAmount], _ given: [ResourceAmount]) -> [ResourceAmount] {
        var merged = standard
        for amount in given {
            if let index = merged.firstIndex(where: { $0.name == amount.name }) {
                merged[index] = amount
            } else {
                merged.append(amount)
            }
        }
        return merged
    }
}
