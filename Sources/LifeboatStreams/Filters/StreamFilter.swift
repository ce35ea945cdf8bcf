package import LifeboatCore

/// Turns a stream of bytes into another. Synchronous, opens nothing, waits for nothing.
///
/// Any split of the input gives the same output. The output is bounded by the block it is written into, so that a
/// few bytes which expand to gigabytes cost no memory.
package protocol StreamFilter {
    /// Takes from the front of `input` and appends to `output` until one of them is used up. Must make progress
    /// when neither is.
    mutating func process(_ input: inout UnsafeRawBufferPointer, into output: MutableBlock) throws

    /// Called after the last input, again and again with room in `output`, until it returns `true`: all is written
    /// and what was read was whole.
    mutating func finish(into output: MutableBlock) throws -> Bool
}
