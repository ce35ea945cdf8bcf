import Foundation
import LifeboatCore

/// The file that Amazon's own programs share, `~/.aws/credentials`.
///
/// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
struct S3CredentialFile: S3CredentialProvider {
    private let path: String?
    private let isNamed: Bool
    private let profile: String

    init(environment: [String: String]) {
        let named = environment["AWS_SHARED_CREDENTIALS_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        isNamed = named != nil
        path = named ?? environment["HOME"].map { "\($0)/.aws/credentials" }
        profile = environment["AWS_PROFILE"].flatMap { $0.isEmpty ? nil : $0 } ?? "default"
    }

    func credentials() throws -> S3Credentials? {
        guard let path else { return nil }
        guard FileManager.default.fileExists(atPath: path) else {
            guard isNamed else { return nil }
            throw LifeboatError(
                .configuration, "there is no credentials file \(path)", hint: "AWS_SHARED_CREDENTIALS_FILE names it")
        }
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw LifeboatError(.accessDenied, "cannot read the credentials file \(path)")
        }
        let values = Self.section(profile, of: text)
        guard let id = values["aws_access_key_id"], let secret = values["aws_secret_access_key"] else {
            guard isNamed || profile != "default" else { return nil }
            throw LifeboatError(
                .configuration, "\(path) has no credentials for the profile \(profile)",
                hint: "a profile has the lines aws_access_key_id = … and aws_secret_access_key = …")
        }
        return S3Credentials(
            accessKeyID: id, secretAccessKey: Secret(secret), sessionToken: values["aws_session_token"].map(Secret.init)
        )
    }

    private static func section(_ name: String, of text: String) -> [String: String] {
        var values: [String: String] = [:]
        var isInside = false
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.trimmingCharacters(in: .whitespaces)
            if line.hasPrefix("["), let end = line.firstIndex(of: "]") {
                isInside = line[line.index(after: line.startIndex)..<end].trimmingCharacters(in: .whitespaces) == name
            } else if isInside, !line.hasPrefix("#"), !line.hasPrefix(";"), let equals = line.firstIndex(of: "=") {
                let key = line[..<equals].trimmingCharacters(in: .whitespaces).lowercased()
                values[key] = line[line.index(after: equals)...].trimmingCharacters(in: .whitespaces)
            }
        }
        return values
    }
}
