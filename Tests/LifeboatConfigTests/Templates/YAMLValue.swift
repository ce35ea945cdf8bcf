/// A YAML document whose scalars are all strings.
indirect enum YAMLValue: Decodable, Equatable {
    case scalar(String)
    case list([YAMLValue])
    case map([String: YAMLValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .scalar(text)
        } else if let list = try? container.decode([YAMLValue].self) {
            self = .list(list)
        } else {
            self = .map(try container.decode([String: YAMLValue].self))
        }
    }

    /// The same with every scalar and key changed.
    func mapped(_ change: (String) -> String) -> YAMLValue {
        switch self {
        case .scalar(let text): .scalar(change(text))
        case .list(let list): .list(list.map { $0.mapped(change) })
        case .map(let map):
            .map(Dictionary(uniqueKeysWithValues: map.map { (change($0.key), $0.value.mapped(change)) }))
        }
    }
}
