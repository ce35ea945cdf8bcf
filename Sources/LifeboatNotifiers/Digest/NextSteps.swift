/// What to type when a job has not done all that it should.
enum NextSteps {
    static func lines(after job: JobReport, _ report: RunReport) -> [Digest.Line] {
        // What did not begin was kept from it by something else than the job's own parts.
        let words = job.record == nil ? ["run"] : job.isDone ? ["check"] : ["check", "run"]
        let options = report.configuration.map { ["-c", $0] } ?? []
        return [.plain("next:")]
            + words.map { word in
                .command((["lifeboat", word] + options + [job.job]).map(quoted).joined(separator: " "))
            }
    }

    /// As a shell takes it for one word.
    private static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-_./+@%,:".utf8.contains(byte)
            }
        }
        return isPlain && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
    }
}
