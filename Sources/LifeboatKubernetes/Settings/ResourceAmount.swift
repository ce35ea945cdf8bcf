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
        guard Self.names.contains(halves[0]) else {
            throw LifeboatError(
                .usage, "`\(halves[0])` is nothing that a backup is given",
                hint: Self.names.joined(separator: ", ") + " are")
        }
        self.init(halves[0], halves[1])
    }

    private static let names = ["cpu", "memory", "ephemeral-storage"]
    private static let suffixes: [String: Double] = [
        "": 1, "m": 0.001, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18, "Ki": 0x1p10, "Mi": 0x1p20,
        "Gi": 0x1p30, "Ti": 0x1p40, "Pi": 0x1p50, "Ei": 0x1p60,
    ]

    /// In cores or bytes.
    var number: Double {
        let digits = quantity.prefix { $0.isNumber || $0 == "." }
        return (Double(digits) ?? 0) * (Self.suffixes[String(quantity.dropFirst(digits.count))] ?? 1)
    }

    /// A number and a suffix, as Kubernetes has them.
    package static func isQuantity(_ text: String) -> Bool {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        return Double(number).map { $0 > 0 } == true && !number.hasPrefix(".") && !number.hasSuffix(".")
            && suffixes.keys.contains(String(text.dropFirst(number.count)))
    }
}
