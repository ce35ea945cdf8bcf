/// A storage whose server keeps digests of its objects, made by itself of what it got.
package protocol DigestedStorage: Storage {
    /// The SHA-256 of a whole object, in lower-case hexadecimal; `nil` where the server has none.
    func storedDigest(_ key: ObjectKey) async throws -> String?
}
