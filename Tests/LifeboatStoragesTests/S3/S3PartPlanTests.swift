import Testing

@testable import LifeboatStorages

@Suite("Parts of an upload to S3")
struct S3PartPlanTests {
    private let plan = S3PartPlan(partSize: S3StorageConfiguration.standardPartSize)

    @Test("Parts are of one size up to number 7,000")
    func firstSize() {
        #expect((1...7_000).allSatisfy { plan.size(ofPart: $0) == 8 << 20 })
        #expect(plan.size(ofPart: 7_001) == 16 << 20)
    }

    @Test("Parts never shrink, and never exceed what S3 takes and a buffer holds")
    func growth() {
        let sizes = (1...S3PartPlan.lastPart).map { plan.size(ofPart: $0) }
        #expect(zip(sizes, sizes.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(sizes.allSatisfy { S3StorageConfiguration.partSizes.contains($0) && $0 < Int64(UInt32.max) })
    }

    @Test("All parts together hold more than 5 TB")
    func total() {
        #expect((1...S3PartPlan.lastPart).reduce(Int64(0)) { $0 + plan.size(ofPart: $1) } > 5_000_000_000_000)
    }

    @Test("What is on its way stays below 32 MiB, or is one part")
    func inFlight() {
        for number in 1...S3PartPlan.lastPart {
            let count = plan.inFlight(withPart: number)
            #expect(count == 1 || Int64(count) * plan.size(ofPart: number) <= 32 << 20)
        }
        #expect(plan.inFlight(withPart: 1) == 4)
    }
}
