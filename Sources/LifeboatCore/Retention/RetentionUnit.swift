/// The kinds of periods that a policy counts.
package enum RetentionUnit: String, CaseIterable, Sendable, Codable {
    case day, week, month
}
