/// One value of one series.
struct MetricSample: Sendable {
    var name: MetricName
    var labels: [(name: String, value: String)]
    var value: Double

    /// A line of Prometheus' text format, 0.0.4, without its line break.
    var line: String {
        let labels = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
        return "\(name.rawValue){\(labels)} \(number)"
    }

    /// Whole numbers without a fraction: sizes and times are read by people too.
    private var number: String {
        Int64(exactly: value).map(String.init) ?? String(value)
    }

    private static func escaped(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": output += "\\\\"
            case "\"": output += "\\\""
            case "\n": output += "\\n"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }
}
