import Testing

@testable import LifeboatConfig

struct SuggestionTests {
    @Test(arguments: [
        ("bukcet", "bucket"), ("bucke", "bucket"), ("buckett", "bucket"), ("bvcket", "bucket"), ("db_hots", "db_host"),
        ("uper", "upper"), ("s4", "s3"),
    ])
    func aTypingMistakeIsRecognised(_ name: String, _ meant: String) {
        #expect(Suggestion.closestMatch(to: name, in: ["db_host", meant, "region"]) == meant)
    }

    @Test func whatIsTooFarIsNotSuggested() {
        #expect(Suggestion.closestMatch(to: "password", in: ["region", "host", "pass"]) == nil)
        #expect(Suggestion.closestMatch(to: "ab", in: ["cd", "a", "abcd", ""]) == nil)
        #expect(Suggestion.closestMatch(to: "abcdefghijklmnopqrst", in: ["abcdefghijklmnop"]) == nil)
        #expect(Suggestion.closestMatch(to: "", in: ["a"]) == nil)
        #expect(Suggestion.closestMatch(to: "a", in: []) == nil)
    }

    @Test func theClosestWinsThenTheAlphabet() {
        #expect(Suggestion.closestMatch(to: "host", in: ["hosts", "hos", "ghost"]) == "ghost")
        #expect(Suggestion.closestMatch(to: "db_hsot_name", in: ["db_hsto_namee", "db_host_name"]) == "db_host_name")
    }

    @Test func theNameItselfIsNoSuggestion() {
        #expect(Suggestion.closestMatch(to: "host", in: ["host"]) == nil)
    }
}
