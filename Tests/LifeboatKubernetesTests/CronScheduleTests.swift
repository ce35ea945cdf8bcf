import LifeboatCore
import LifeboatKubernetes
import Testing

@Suite struct CronScheduleTests {
    @Test(arguments: [
        "0 0 * * *", "00 00 * * *", "*/15 * * * *", "5/20 3 * * *", "0 3 1,15 * *", "0 3 * jan-MAR,dec mon-fri",
        "0 3 ? * 0",
        "0 3 29 2 *", "0 3 31 2 mon", "0 3-5/2 * * 6", "59 23 31 12 6",
    ])
    func whatKubernetesTakes(text: String) throws {
        #expect(try CronSchedule(parsing: text).text == text)
    }

    @Test func spacesAreOne() throws {
        #expect(try CronSchedule(parsing: " 0  3\t* * * ").text == "0 3 * * *")
    }

    @Test(arguments: [
        "", "0 3 * *", "0 3 * * * *", "@daily", "TZ=UTC 0 3 * * *", "60 3 * * *", "0 24 * * *", "0 3 0 * *",
        "0 3 32 * *",
        "0 3 * 13 *", "0 3 * 0 *", "0 3 * * 7", "0 3 * * sunday", "0 3 * janu *", "*/0 * * * *", "5-1 * * * *",
        "1- * * * *",
        "-1 * * * *", "1,,2 * * * *", "1/2/3 * * * *", "* * 1-2-3 * *", "0 3 31 feb *", "0 3 30 2 *",
        "0 3 31 4,6,9,11 *",
        "mon 3 * * *", "٣ 3 * * *",
    ])
    func whatKubernetesRefusesOrNeverComes(text: String) {
        #expect(throws: LifeboatError.self) { try CronSchedule(parsing: text) }
    }

    /// Written down: no version may move a backup to another time.
    @Test func aNightlyMinuteNeverChanges() {
        #expect(CronSchedule.nightly(namespace: "shop", name: "lifeboat-mysql").text == "21 3 * * *")
        #expect(CronSchedule.nightly(namespace: "default", name: "lifeboat-mysql").text == "47 5 * * *")
    }

    @Test func fiftyServicesAreSpreadOverTheNight() throws {
        let schedules = (0..<50).map { CronSchedule.nightly(namespace: "shop", name: "lifeboat-db\($0)").text }
        for schedule in schedules {
            let hour = try #require(Int(schedule.split(separator: " ")[1]))
            #expect((3...5).contains(hour))
            #expect(try CronSchedule(parsing: schedule).text == schedule)
        }
        #expect(Set(schedules).count > 35)
        let most = Dictionary(grouping: schedules) { $0 }.values.map(\.count).max() ?? 0
        #expect(most <= 4)
    }
}
