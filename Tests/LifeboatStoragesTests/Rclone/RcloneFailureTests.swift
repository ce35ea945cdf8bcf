import LifeboatCore
import Testing

@testable import LifeboatStorages

@Suite("What rclone says")
struct RcloneFailureTests {
    @Test(
        "is put into our words, whoever said it",
        arguments: [
            (
                "2026/11/23 15:50:13 Failed to create file system for \"lifeboat:b\": couldn't connect SMB: "
                    + "dial tcp 127.0.0.1:445: connect: connection refused",
                LifeboatError.Kind.temporary,
                "couldn't connect SMB: dial tcp 127.0.0.1:445: connect: connection refused"
            ),
            (
                "2026/11/23 15:50:13 Failed to create file system for \"lifeboat:b\": NewFs: failed to make FTP "
                    + "connection to \"127.0.0.1:21\": 530 Authentication failed.", .accessDenied,
                "530 Authentication failed."
            ),
            ("552 Requested file action aborted: exceeded storage allocation.", .noSpace, nil),
            ("response error: The specified share name cannot be found on the remote server.", .notFound, nil),
            ("x509: certificate signed by unknown authority", .refused, nil), ("EOF, said nobody", .failed, nil),
        ] as [(String, LifeboatError.Kind, String?)])
    func words(_ text: String, _ kind: LifeboatError.Kind, _ why: String?) {
        let error = RcloneFailure(text).error("reach ftp://host")
        #expect(error.kind == kind && error.what == "cannot reach ftp://host")
        #expect(error.why == why ?? text)
    }

    @Test("Of several lines the last that can be explained counts")
    func several() {
        let error = RcloneFailure("551 permission denied\n3 errors occurred").error("write x")
        #expect(error.kind == .accessDenied && error.why == "551 permission denied")
    }
}
