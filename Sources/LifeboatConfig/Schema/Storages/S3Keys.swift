import LifeboatCore
import LifeboatStorages
import LifeboatWeb

/// The keys of an `s3` storage.
enum S3Keys {
    /// `nil` where the bucket is not known.
    static func read(_ section: Section) -> S3StorageConfiguration? {
        let bucket = section.requiredText("bucket_name")
        var configuration = S3StorageConfiguration(bucket: bucket)
        let flags = S3FSFlags(section.text("s3fs_opts") ?? "")
        if !flags.withoutEffect.isEmpty {
            section.warning(
                "s3fs_opts",
                "nothing is mounted, so these have no effect: \(flags.withoutEffect.joined(separator: ", "))")
        }
        configuration.folder = section.text("backup_dir") ?? ""
        endpoint(section, flags, &configuration)
        configuration.region = section.text("region").flatMap(filled) ?? flags.region
        configuration.pathStyle = section.boolean("path_style", default: flags.usesPathStyle)
        credentials(section, &configuration)
        configuration.web.certificateAuthorities = section.text("ca_cert").flatMap(filled)
        partSize(section, flags, &configuration)
        configuration.checksums = section.optionalBoolean("checksums")
        configuration.storageClass = section.text("storage_class").flatMap(filled)
        encryption(section, &configuration)
        objectLock(section, &configuration)
        return bucket.isEmpty ? nil : configuration
    }

    private static func endpoint(
        _ section: Section, _ flags: S3FSFlags, _ configuration: inout S3StorageConfiguration
    ) {
        let own = section.text("endpoint").flatMap(filled)
        guard let text = own ?? flags.url else { return }
        let key = own == nil ? "s3fs_opts" : "endpoint"
        guard let address = WebServerAddress(text) else {
            section.problem(key, "this is no address of an S3 server", hint: "as in https://s3.example.com:9000")
            return
        }
        configuration.endpoint = address
        if address.isOpenToOthers {
            section.warning(
                key, "what goes there is not encrypted: others on the way can read the backups",
                hint: "`https://` where the server knows it, with `ca_cert` for an authority of your own")
        }
    }

    private static func credentials(_ section: Section, _ configuration: inout S3StorageConfiguration) {
        func secret(_ key: String) -> Secret? { section.secret(key).flatMap { $0.revealed.isEmpty ? nil : $0 } }
        configuration.accessKeyID = secret("access_key_id")
        configuration.secretAccessKey = secret("secret_access_key")
        configuration.sessionToken = secret("session_token")
        configuration.roleARN = section.text("role_arn").flatMap(filled)
        configuration.webIdentityTokenFile = section.text("web_identity_token_file").flatMap(filled)
        switch (configuration.accessKeyID, configuration.secretAccessKey) {
        case (_?, nil): section.reportMissing("secret_access_key", hint: "it belongs to `access_key_id`")
        case (nil, _?): section.reportMissing("access_key_id", hint: "it belongs to `secret_access_key`")
        default: break
        }
    }

    private static func partSize(
        _ section: Section, _ flags: S3FSFlags, _ configuration: inout S3StorageConfiguration
    ) {
        guard
            let size = section.value("part_size", .size(plainUnit: 1, unitName: "bytes"), default: nil)?.bytes
                ?? flags.partSize
        else { return }
        let sizes = S3StorageConfiguration.partSizes
        guard sizes.contains(size) else {
            section.problem(
                section.node("part_size") == nil ? "s3fs_opts" : "part_size",
                "parts have 5 MiB to less than 4 GiB, this is \(ByteSize(bytes: size))")
            return
        }
        configuration.partSize = size
    }

    private static func encryption(_ section: Section, _ configuration: inout S3StorageConfiguration) {
        let keyID = section.text("kms_key_id").flatMap(filled)
        let encryption: Encryption? = section.choice("server_side_encryption", default: nil)
        switch encryption {
        case .aes256:
            configuration.encryption = .aes256
            if keyID != nil {
                section.problem("kms_key_id", "AES256 has no key of its own", hint: "`server_side_encryption: aws:kms`")
            }
        case .kms: configuration.encryption = .kms(keyID: keyID)
        case nil: configuration.encryption = keyID.map { .kms(keyID: $0) }
        }
    }

    private static func objectLock(_ section: Section, _ configuration: inout S3StorageConfiguration) {
        guard let lock = section.section("object_lock") else { return }
        let mode = lock.choice("mode", default: S3StorageConfiguration.ObjectLock.Mode.governance)
        let days = lock.integer("days", in: 1...36_500, default: nil)
        if days == nil, lock.node("days") == nil {
            lock.reportMissing("days", hint: "how long nobody can remove an object")
        }
        section.adopt("object_lock", lock)
        guard let mode, let days else { return }
        configuration.objectLock = S3StorageConfiguration.ObjectLock(mode: mode, days: days)
    }

    private enum Encryption: String, CaseIterable {
        case aes256 = "AES256"
        case kms = "aws:kms"
    }

    /// Variables of a template may be empty.
    private static func filled(_ text: String) -> String? { text.isEmpty ? nil : text }
}
