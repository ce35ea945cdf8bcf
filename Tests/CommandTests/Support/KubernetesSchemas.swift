import Foundation
import LifeboatCore
import LifeboatTesting

/// Kubernetes' own schemas, as the judge of a manifest: unknown fields and wrong types, not names or enums.
enum KubernetesSchemas {
    /// The oldest and the newest that there are.
    static let versions = ["1.25.0", "1.37.0"]

    private static let program = ManifestCase.root + "/.build/services/bin/kubernetes-validate"

    static let isThere =
        ProcessInfo.processInfo.environment["LIFEBOAT_REQUIRE_SERVICES"] == "1"
        || FileManager.default.isExecutableFile(atPath: program)

    /// What is wrong with a file; empty where nothing is.
    static func complaints(about path: String, _ version: String) throws -> String {
        let answer = try OracleTool(program).run(["--strict", "--kubernetes-version", version, path])
        return answer.status == 0 ? "" : answer.text + answer.complaints
    }
}
