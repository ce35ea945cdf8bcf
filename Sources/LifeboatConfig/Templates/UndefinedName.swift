/// A variable that nothing defines, and where the template names it.
struct UndefinedName: Sendable, Hashable {
    let name: String
    let offset: Int
}
