import LifeboatCore
import Testing

@testable import LifeboatProcesses

struct ErrorOutputTests {
    private func text(_ pieces: [String], limit: Int, secrets: [String] = []) -> String {
        var output = ErrorOutput(limit: limit)
        for piece in pieces {
            Array(piece.utf8).withUnsafeBytes { output.append($0) }
        }
        return output.text(Redaction(secrets: secrets.map { Secret($0) }))
    }

    @Test func keepsEverythingThatFits() {
        #expect(text(["abc", "def", "gh"], limit: 4) == "abcdefgh")
    }

    @Test func keepsHeadAndTail() {
        #expect(text(["abc", "defghi", "jkl"], limit: 4) == "abcd\n… 4 bytes left out …\nijkl")
        #expect(
            text(Array("abcdefghijklmnopqrstuvwxyz").map(String.init), limit: 3) == "abc\n… 20 bytes left out …\nxyz")
    }

    @Test func anySplitKeepsTheSame() {
        let whole = String(repeating: "0123456789", count: 50)
        let expected = text([whole], limit: 30)
        for size in 1...70 {
            let pieces = stride(from: 0, to: 500, by: size).map { String(whole.dropFirst($0).prefix(size)) }
            #expect(text(pieces, limit: 30) == expected)
        }
    }

    @Test func aSecretAcrossTheCutLeavesNoHalf() {
        #expect(
            text(["xxTOPSECRETyyyyyyyyyyTOPSECRETzz"], limit: 6, secrets: ["TOPSECRET"])
                == "xx\n… 20 bytes left out …\nzz")
    }

    @Test func overlappingSecretsAreCutOutWhole() {
        #expect(
            text(["password-long password"], limit: 100, secrets: ["password", "password-long"])
                == "<redacted> <redacted>")
    }
}
