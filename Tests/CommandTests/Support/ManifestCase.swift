import Foundation

/// A configuration, the words of a command, and the manifests that it has to make: a folder of `Fixtures/kubernetes`, or an example.
///
/// A new or changed one is made by the command itself, and read by a person before it is committed.
struct ManifestCase: CustomStringConvertible {
    static let root = #filePath.components(separatedBy: "/Tests/CommandTests/")[0]
    private static let fixtures = root + "/Tests/Fixtures/kubernetes"

    static let all = [
        "article", "everything", "node", "remote", "restore-claim", "restore-files", "restore-server",
    ].map(ManifestCase.init)

    let name: String

    var description: String { name }
    var folder: String { "\(Self.fixtures)/\(name)" }
    var golden: String { "\(folder)/manifests.yaml" }

    /// After `kube`: a line is one word, or an option and its value.
    var words: [String] {
        get throws {
            let lines = try String(contentsOfFile: "\(folder)/arguments", encoding: .utf8).split(separator: "\n")
            var words = lines.flatMap { line in
                line.hasPrefix("-") ? line.split(separator: " ", maxSplits: 1).map(String.init) : [String(line)]
            }
            if let index = words.firstIndex(of: "-c") {
                words[index + 1] = "\(folder)/\(words[index + 1])"
            } else {
                words += ["-c", "\(folder)/lifeboat.yaml.j2"]
            }
            return words
        }
    }
}
