import LifeboatCore

/// What the credentials let us do in a bucket, as far as it was tried.
struct S3Rights {
    enum Right: String, CaseIterable {
        case list
        case write
        case read
        case remove
        case findUploads = "find uploads that were given up"
        case callOff = "call them off"

        var policy: String {
            switch self {
            case .list: "s3:ListBucket"
            case .write: "s3:PutObject"
            case .read: "s3:GetObject"
            case .remove: "s3:DeleteObject"
            case .findUploads: "s3:ListBucketMultipartUploads"
            case .callOff: "s3:AbortMultipartUpload"
            }
        }
    }

    private let bucket: String
    private var granted: [Right] = []
    private var denied: [(right: Right, error: LifeboatError)] = []

    init(bucket: String) {
        self.bucket = bucket
    }

    /// Notes whether it is allowed, and says so. Whatever else goes wrong is thrown.
    @discardableResult
    mutating func attempt(_ right: Right, _ body: () async throws -> Void) async throws -> Bool {
        do {
            try await body()
            granted.append(right)
            return true
        } catch let error as LifeboatError where error.kind == .accessDenied {
            denied.append((right, error))
            return false
        }
    }

    /// For people: `the credentials may list, write, read and remove`.
    var words: String { "the credentials may \(Self.listed(granted))" }

    /// - Throws: when something is not allowed that backups need.
    func requireAll() throws {
        guard let first = denied.first else { return }
        // Nothing at all: it is not about rights, but about who we are.
        guard !granted.isEmpty else { throw first.error }
        throw LifeboatError(
            .accessDenied, "\(words), and may not \(Self.listed(denied.map(\.right)))", why: first.error.summary,
            hint: "give them \(denied.map(\.right.policy).joined(separator: ", ")) on \(bucket)")
    }

    private static func listed(_ rights: [Right]) -> String {
        let names = rights.map(\.rawValue)
        return names.count < 2
            ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
    }
}
