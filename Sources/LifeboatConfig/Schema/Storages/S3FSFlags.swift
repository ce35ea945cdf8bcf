/// What the flags of s3fs, with which buckets used to be mounted, say about the bucket itself:
/// `-o url=https://s3.example.com -o use_path_request_style,multipart_size=16`.
struct S3FSFlags {
    private(set) var url: String?
    private(set) var region: String?
    private(set) var usesPathStyle = false
    /// Bytes.
    private(set) var partSize: Int64?
    /// The others, which are about mounting.
    private(set) var withoutEffect: [String] = []

    init(_ text: String) {
        // Options may stand alone or behind `-o`, one by one or separated by commas.
        let words = text.split { $0.isWhitespace || $0 == "," }.filter { $0 != "-o" }
        for word in words {
            let option = word.hasPrefix("-o") && word.count > 2 ? word.dropFirst(2) : word
            let parts = option.split(separator: "=", maxSplits: 1)
            let value = parts.count > 1 ? String(parts[1]) : ""
            switch parts.first {
            case "url": url = value
            case "endpoint": region = value
            case "use_path_request_style": usesPathStyle = true
            case "multipart_size" where Int64(value) != nil: partSize = Int64(value).map { $0 << 20 }
            default: withoutEffect.append(String(parts.first ?? ""))
            }
        }
    }
}
