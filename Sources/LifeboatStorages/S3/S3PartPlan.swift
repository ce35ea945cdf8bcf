/// How large the parts of an upload are whose size nobody knows beforehand, and how many are on their way at a time.
///
/// S3 takes 10,000 parts, and we send them of up to 4 GiB. All have the same size up to number 7,000, which is 54 GiB with
/// parts of 8 MiB; from there on the size doubles with every 256 parts, so that 10,000 of them hold more than 5 TB.
struct S3PartPlan {
    static let lastPart = 10_000
    private static let lastOfFirstSize = 7_000
    private static let partsPerSize = 256
    /// What all parts on their way may hold together, as long as one of them is not larger by itself.
    private static let bytesInFlight: Int64 = 32 << 20

    let partSize: Int64

    /// - Parameter number: from 1.
    func size(ofPart number: Int) -> Int64 {
        guard number > Self.lastOfFirstSize else { return partSize }
        let doublings = min((number - Self.lastOfFirstSize - 1) / Self.partsPerSize + 1, 10)
        return min(partSize << doublings, S3StorageConfiguration.partSizes.upperBound)
    }

    /// How many parts may be sent at the same time, this one among them. Another one is being filled meanwhile.
    func inFlight(withPart number: Int) -> Int {
        Int(max(1, min(4, Self.bytesInFlight / size(ofPart: number))))
    }
}
