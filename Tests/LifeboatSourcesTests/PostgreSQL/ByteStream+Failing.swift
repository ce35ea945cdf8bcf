import LifeboatCore

extension ByteStream {
    /// The same bytes, and an error in the place of the end.
    func failing(with error: LifeboatError) -> ByteStream {
        ByteStream {
            guard let block = try await self.next() else { throw error }
            return block
        }
    }
}
