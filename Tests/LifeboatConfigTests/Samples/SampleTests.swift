import LifeboatConfig
import LifeboatCore
import Testing

@Suite("Generated configurations")
struct SampleTests {
    @Test("Each loads as it is, without a warning", arguments: JobType.allCases.filter(\.isSupported), [1, 2, 3])
    func loads(type: JobType, storages: Int) throws {
        let scratch = try ConfigScratch()
        let sample = try ConfigurationSample(type: type, storages: Array(repeating: .local, count: storages))
        try scratch.write("a.yaml", sample.text)
        let configuration = try scratch.load("a.yaml")
        #expect(configuration.jobs.map(\.type) == [type])
        #expect(configuration.jobs[0].storages.count == storages)
        #expect(configuration.warnings == [])
        #expect(!sample.text.contains("\t"))
        #expect(sample.text.split(separator: "\n").allSatisfy { !$0.hasSuffix(" ") })
    }

    @Test("Each storage loads as it is, also twice", arguments: StorageType.allCases)
    func storage(type: StorageType) throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", try ConfigurationSample(type: .files, storages: [type, type]).text)
        let configuration = try scratch.load("a.yaml")
        #expect(configuration.jobs[0].storages.map(\.name) == [type.rawValue, "\(type.rawValue)-2"])
        #expect(configuration.warnings == [])
    }

    @Test("There is one for every type that is supported, and a refusal for every other", arguments: JobType.allCases)
    func types(type: JobType) {
        let sample = try? ConfigurationSample(type: type, storages: [.local])
        #expect((sample != nil) == type.isSupported)
    }

    @Test("Each storage that is supported is read again", arguments: StorageType.allCases)
    func places(storage: StorageType) throws {
        let scratch = try ConfigScratch()
        try scratch.write("a.yaml", ConfigurationSample(type: .files, storages: [storage, storage]).text)
        let storages = try #require(try scratch.load("a.yaml").jobs.first).storages
        #expect(storages.map(\.retention.days) == [7, 7])
    }

    @Test("No storage at all is refused")
    func storages() {
        #expect(throws: LifeboatError.self) { try ConfigurationSample(type: .files, storages: []) }
    }
}
