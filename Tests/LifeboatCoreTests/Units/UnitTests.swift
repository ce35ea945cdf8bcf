import LifeboatCore
import Testing

@Suite("Units")
struct UnitTests {
    @Test(
        "Sizes are read as people write them",
        arguments: [
            ("0", 0), ("4096", 4_096), ("4096B", 4_096), ("50M", 52_428_800), ("50m", 52_428_800), ("50MB", 50_000_000),
            ("8MiB", 8_388_608), ("1.5G", 1_610_612_736), (" 2 k ", 2_048), ("1T", 1_099_511_627_776),
            ("1p", 1_125_899_906_842_624), (".5k", 512),
        ] as [(String, Int64)])
    func sizes(text: String, bytes: Int64) { #expect(ByteSize(text)?.bytes == bytes) }

    @Test(
        "Anything else is no size",
        arguments: ["", "M", "-1", "1x", "1MM", "1 0", "1e3", "0x10", "nan", "inf", "1..2", "9999999P", "1MiBs", "٣"])
    func noSizes(text: String) { #expect(ByteSize(text) == nil) }

    @Test("A plain number can mean another unit")
    func plainUnit() {
        #expect(ByteSize("3", plainUnit: 1 << 20)?.bytes == 3 << 20)
        #expect(ByteSize("3k", plainUnit: 1 << 20)?.bytes == 3 << 10)
        #expect(ByteSize("3b", plainUnit: 1 << 20)?.bytes == 3)
    }

    @Test(
        "Sizes are printed with three digits",
        arguments: [
            (0, "0 B"), (742, "742 B"), (1_023, "1023 B"), (1_024, "1.00 KiB"), (2_045_000, "1.95 MiB"),
            (10_239, "10.0 KiB"), (10_240, "10.0 KiB"), (102_399, "100 KiB"), (1_048_575, "1024 KiB"),
            (21_474_836_480, "20.0 GiB"), (Int64.max, "8192 PiB"),
        ] as [(Int64, String)])
    func printed(bytes: Int64, text: String) { #expect(ByteSize(bytes: bytes).description == text) }

    @Test(
        "Durations are read as people write them",
        arguments: [
            ("90", 90), ("90s", 90), ("5m", 300), ("1h30m", 5_400), ("7d", 604_800), ("2w", 1_209_600),
            ("1D 2H", 93_600), ("0", 0), ("0s", 0),
        ] as [(String, Int64)])
    func durations(text: String, seconds: Int64) { #expect(DurationText.parse(text) == .seconds(seconds)) }

    @Test(
        "Anything else is no duration",
        arguments: ["", " ", "h", "-5", "-5m", "5x", "1.5h", "5m3", "99999999999999999999", "9999999999999w", "٣m"])
    func noDurations(text: String) { #expect(DurationText.parse(text) == nil) }

    @Test(
        "Durations are printed with their two largest units",
        arguments: [
            (Duration.milliseconds(0), "0ms"), (.milliseconds(449), "449ms"), (.milliseconds(9_999), "9.9s"),
            (.seconds(10), "10s"), (.seconds(60), "1m"), (.seconds(303), "5m 3s"), (.seconds(3_600), "1h"),
            (.seconds(187_200), "2d 4h"), (.seconds(187_259), "2d 4h"), (.seconds(86_405), "1d 5s"),
            (.seconds(604_800), "1w"),
        ])
    func described(duration: Duration, text: String) { #expect(DurationText.describe(duration) == text) }

    @Test("A secret does not print itself")
    func secret() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(describing: secret), String(reflecting: secret), dumped, "\([secret])"] {
            #expect(!text.contains("hunter2"))
        }
        #expect(secret.revealed == "hunter2")
    }
}
