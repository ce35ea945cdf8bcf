import Foundation
import LifeboatWeb

/// Where a bucket is reached: Amazon's own host for a region, or the server that the configuration names.
struct S3Endpoint {
    struct Address {
        var url: String
        /// As the header says it: with the port, where that is not the scheme's own.
        var host: String
        /// Percent-encoded, as it is signed.
        var path: String
    }

    private let bucket: String
    let scheme: String
    /// `nil` for Amazon's own.
    private let customHost: String?
    private let port: String
    private let basePath: String
    private let bucketInPath: Bool

    init(_ configuration: S3StorageConfiguration) {
        bucket = configuration.bucket
        let server = configuration.endpoint
        scheme = server?.scheme ?? "https"
        customHost = server?.host
        port = server?.port.map { $0 == (server?.scheme == "http" ? 80 : 443) ? "" : ":\($0)" } ?? ""
        basePath = (server?.path ?? "").split(separator: "/").map { "/\(String($0).percentEncoded())" }.joined()
        // A certificate for *.s3.amazonaws.com is not one for a name with more dots.
        bucketInPath =
            configuration.pathStyle || bucket.contains(".") || server.map { !Self.canHaveNamesBelow($0.host) } ?? false
    }

    var isAmazon: Bool {
        customHost.map { $0.hasSuffix(".amazonaws.com") || $0.hasSuffix(".amazonaws.com.cn") } ?? true
    }

    /// For messages.
    var host: String { (customHost ?? "s3.amazonaws.com") + port }

    func address(of request: S3Request, _ region: String) -> Address {
        let host = (bucketInPath ? "" : "\(bucket).") + hostName(region) + port
        var path = basePath + (bucketInPath ? "/\(bucket.percentEncoded())" : "")
        if !request.key.isEmpty || path.isEmpty { path += "/\(request.key.percentEncoded(keeping: "/"))" }
        let query = SignatureV4.canonical(request.query)
        return Address(url: "\(scheme)://\(host)\(path)" + (query.isEmpty ? "" : "?\(query)"), host: host, path: path)
    }

    /// Without the bucket.
    func hostName(_ region: String) -> String {
        customHost ?? "s3.\(region).amazonaws.com" + (region.hasPrefix("cn-") ? ".cn" : "")
    }

    /// Not an address, and not this machine.
    private static func canHaveNamesBelow(_ host: String) -> Bool {
        host != "localhost" && !host.contains(":") && !host.allSatisfy { $0.isNumber || $0 == "." }
            && host.contains(".")
    }
}
