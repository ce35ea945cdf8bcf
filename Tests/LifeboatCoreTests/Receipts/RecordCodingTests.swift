import Foundation
import LifeboatCore
import Testing

@Suite("Record coding")
struct RecordCodingTests {
    @Test("What is empty takes no lines; what only looks empty in a text is let be")
    func empty() throws {
        let value: [String: [String]] = [
            "a": [], "b": ["[\n\n]", "[ ]", "{\\\n}", "\"[ ]", "\\"], "c": [], "\"[ ]": ["x [  ] y"],
        ]
        let bytes = try RecordCoding.encode(value)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains(#""a" : [],"#) && text.contains(#""c" : []"#), "\(text)")
        #expect(text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().allSatisfy { !$0.isEmpty })
        // Not by our own decoder, which turns the keys.
        #expect(try JSONDecoder().decode([String: [String]].self, from: Data(bytes)) == value)
    }

    @Test("Nothing at all, and what is nested")
    func nested() throws {
        #expect(String(decoding: try RecordCoding.encode([String]()), as: UTF8.self) == "[]\n")
        #expect(
            String(decoding: try RecordCoding.encode([[[Int]](), [[]], [[1]]]), as: UTF8.self) == """
                [
                  [],
                  [
                    []
                  ],
                  [
                    [
                      1
                    ]
                  ]
                ]

                """)
    }
}
