package import LifeboatCore
package import LifeboatWeb

/// Which bucket, where in it, who we are there, and how objects are to be kept.
package struct S3StorageConfiguration: Sendable, Hashable {
    /// Who encrypts what is stored; without it, the bucket's own default holds.
    package enum ServerSideEncryption: Sendable, Hashable {
        /// With a key that S3 manages.
        case aes256
        /// With a key of the key management service; without an id the account's own for S3.
        case kms(keyID: String?)
    }

    /// Until when nobody can remove or overwrite an object.
    package struct ObjectLock: Sendable, Hashable {
        package enum Mode: String, Sendable, CaseIterable {
            case governance, compliance
        }

        package var mode: Mode
        package var days: Int

        package init(mode: Mode, days: Int) {
            self.mode = mode
            self.days = days
        }
    }

    /// What S3 takes for the parts of an upload, and fits the buffers that they are sent from, whose indices have 32 bits.
    package static let partSizes: ClosedRange<Int64> = 5 << 20...(4 << 30) - (1 << 20)
    package static let standardPartSize: Int64 = 8 << 20

    package var bucket: String
    /// What the keys of all objects begin with; the bucket itself when it is empty. Slashes around it do not count.
    package var folder = ""
    /// Amazon's own for the region when there is none.
    package var endpoint: WebServerAddress?
    /// `nil` where the server is to say it.
    package var region: String?
    /// The bucket's name stands in the path instead of before the host's name.
    package var pathStyle = false
    /// Without these two, credentials are looked for where Amazon's own programs look.
    package var accessKeyID: Secret?
    package var secretAccessKey: Secret?
    package var sessionToken: Secret?
    /// The role that a web identity token is exchanged for; each else as the environment says.
    package var roleARN: String?
    package var webIdentityTokenFile: String?
    package var web = WebOptions()
    /// Bytes in a part of an upload, and how large an object may be that is sent in one go.
    package var partSize = S3StorageConfiguration.standardPartSize
    /// Whether the server is told checksums of what it gets; `nil` where that goes by the server.
    package var checksums: Bool?
    package var storageClass: String?
    package var encryption: ServerSideEncryption?
    package var objectLock: ObjectLock?

    package init(bucket: String) {
        self.bucket = bucket
    }

    /// For people: `s3://bucket/folder`.
    package var location: String {
        let folder = folder.split(separator: "/").joined(separator: "/")
        return "s3://\(bucket)" + (folder.isEmpty ? "" : "/\(folder)") + (endpoint.map { " at \($0.text)" } ?? "")
    }
}
