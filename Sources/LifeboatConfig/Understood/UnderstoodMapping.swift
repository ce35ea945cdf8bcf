/// The keys of one mapping with what each was understood to be, in the order in which they are documented.
package struct UnderstoodMapping: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package var key: String
        package var value: UnderstoodValue
    }

    package private(set) var entries: [Entry] = []

    package init() {}

    package subscript(key: String) -> UnderstoodValue? {
        entries.first { $0.key == key }?.value
    }

    mutating func set(_ key: String, _ value: UnderstoodValue) {
        if let index = entries.firstIndex(where: { $0.key == key }) {
            entries[index].value = value
        } else {
            entries.append(Entry(key: key, value: value))
        }
    }
}
