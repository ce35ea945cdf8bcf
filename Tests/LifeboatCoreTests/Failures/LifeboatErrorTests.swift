import Foundation
import LifeboatCore
import Testing

@Suite("Errors")
struct LifeboatErrorTests {
    @Test("An error reads where, what, why, and a hint on its own line")
    func rendering() {
        let error = LifeboatError(
            .accessDenied, "access denied", why: "403 SignatureDoesNotMatch", hint: "the bucket answers for eu-west-1")
        let placed = error.at("storage s3").at("target redmine_db").at("target redmine_db").at("job mysql")
        #expect(
            placed.description
                == "job mysql: target redmine_db: storage s3: access denied: 403 SignatureDoesNotMatch\nhint: the bucket answers for eu-west-1"
        )
        #expect(LifeboatError(.failed, "a\nb\r\nc", why: "d\n").summary == "a | b | c: d")
        #expect(placed.isSameTrouble(as: error))
        #expect(!error.isSameTrouble(as: LifeboatError(.accessDenied, "access denied")))
        #expect(!error.isSameTrouble(as: nil))
    }

    @Test("Other errors become ours")
    func wrapping() async {
        struct Strange: Error {}
        #expect(LifeboatError(wrapping: CancellationError()).kind == .interrupted)
        #expect(LifeboatError(wrapping: Strange()).summary == "Strange()")
        let mine = LifeboatError(.noSpace, "full", places: ["x"])
        #expect(LifeboatError(wrapping: mine) == mine)
        do {
            try await at("outside") { throw mine }
        } catch {
            #expect(LifeboatError(wrapping: error).places == ["outside", "x"])
        }
    }

    @Test("Error numbers become kinds and hints")
    func numbers() {
        let full = LifeboatError(errno: ENOSPC, "write", "/backup/x")
        #expect(full.kind == .noSpace)
        #expect(full.summary == "cannot write /backup/x: No space left on device")
        #expect(full.hint?.contains("the volume is full") == true)
        #expect(LifeboatError(errno: ENOENT, "open", "x").kind == .notFound)
        #expect(LifeboatError(errno: ENOTDIR, "open", "x").kind == .notFound)
        #expect(LifeboatError(errno: ENOTDIR, "open", "x").hint != nil)
        #expect(LifeboatError(errno: EACCES, "open", "x").kind == .accessDenied)
        #expect(LifeboatError(errno: EMFILE, "open", "x").kind == .temporary)
        #expect(LifeboatError(errno: EIO, "read", "x").kind == .failed)
    }

    @Test("Kinds become exit codes, and outcomes too")
    func exitCodes() {
        #expect(LifeboatError(.corrupted, "x").exitCode == .verificationFailed)
        #expect(LifeboatError(.configuration, "x").exitCode.rawValue == 78)
        #expect(LifeboatError(.temporary, "x").exitCode == .failed)
        #expect(RunOutcome.allCases.map(\.exitCode.rawValue) == [0, 3, 1, 143])
        for first in RunOutcome.allCases {
            for second in RunOutcome.allCases {
                #expect(first.combined(with: second) == second.combined(with: first))
                #expect(first.combined(with: first) == first)
                #expect(first.combined(with: .interrupted) == .interrupted)
            }
        }
        #expect(RunOutcome.degraded.combined(with: .failed) == .failed)
    }
}
