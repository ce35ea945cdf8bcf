import LifeboatKubernetes
import Testing

@Suite struct ResourceNameTests {
    @Test(arguments: [
        ("mysql", "lifeboat-mysql"),
        ("desc-files", "lifeboat-desc-files"),
        ("a", "lifeboat-a"),
        (String(repeating: "x", count: 43), "lifeboat-" + String(repeating: "x", count: 43)),
    ])
    func aJobThatIsANameKeepsIt(job: String, name: String) {
        #expect(ResourceName.name(of: job, prefix: "lifeboat") == name)
    }

    /// Written down, so that no version calls them otherwise: a CronJob under a new name would run beside the old one.
    @Test(arguments: [
        ("My DB", "lifeboat-my-db-"), ("my_db", "lifeboat-my-db-"), ("ünïcödé", "lifeboat-n-c-d-"), ("☃", "lifeboat-"),
        (String(repeating: "x", count: 44), "lifeboat-" + String(repeating: "x", count: 34) + "-"),
        ("db-", "lifeboat-db-"),
    ])
    func whatIsNoNameIsMarked(job: String, start: String) {
        let name = ResourceName.name(of: job, prefix: "lifeboat")
        #expect(name.hasPrefix(start))
        #expect(name.utf8.count <= 52)
        #expect(name.wholeMatch(of: /[a-z0-9]([-a-z0-9]*[a-z0-9])?/) != nil)
        #expect(name == ResourceName.name(of: job, prefix: "lifeboat"))
    }

    @Test func jobsThatLookAlikeHaveNamesOfTheirOwn() {
        let jobs = ["my-db", "my_db", "my db", "My-DB", "my--db", "my-db-", "mÿ-db"]
        #expect(Set(jobs.map { ResourceName.name(of: $0, prefix: "lifeboat") }).count == jobs.count)
    }
}
