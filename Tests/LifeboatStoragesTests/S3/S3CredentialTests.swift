import Foundation
import LifeboatCore
import LifeboatTesting
import LifeboatWeb
import NIOCore
import Synchronization
import Testing

@testable import LifeboatStorages

@Suite("Credentials for S3")
struct S3CredentialTests {
    static let start = Date(timeIntervalSince1970: 1_795_402_800)
    static let none = ["AWS_EC2_METADATA_DISABLED": "true"]

    private func found(
        _ environment: [String: String], _ change: (inout S3StorageConfiguration) -> Void = { _ in }
    ) async throws -> S3Credentials {
        var configuration = S3StorageConfiguration(bucket: "lifeboat")
        change(&configuration)
        let store = S3CredentialStore(
            configuration, environment: environment.merging(Self.none) { own, _ in own }, now: { Self.start })
        return try await store.current()
    }

    @Test("The configuration's own come first")
    func configuration() async throws {
        let environment = ["AWS_ACCESS_KEY_ID": "environment", "AWS_SECRET_ACCESS_KEY": "s"]
        let credentials = try await found(environment) {
            $0.accessKeyID = Secret("key")
            $0.secretAccessKey = Secret("secret")
            $0.sessionToken = Secret("token")
        }
        #expect(
            credentials
                == S3Credentials(
                    accessKeyID: "key", secretAccessKey: Secret("secret"), sessionToken: Secret("token")))
    }

    @Test("The environment's")
    func environment() async throws {
        let credentials = try await found([
            "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "token",
        ])
        #expect(
            credentials
                == S3Credentials(
                    accessKeyID: "key", secretAccessKey: Secret("secret"), sessionToken: Secret("token")))
    }

    @Test("A shared credentials file, by its profile")
    func file() async throws {
        try await withScratchFolder { folder in
            let file = try folder.write(
                ".aws/credentials",
                """
                # ours
                [default]
                aws_access_key_id = first
                aws_secret_access_key=one

                [ backup ]
                AWS_ACCESS_KEY_ID = second
                aws_secret_access_key = two = 2
                aws_session_token = token
                """)
            #expect(try await found(["HOME": folder.path]).accessKeyID == "first")
            let second = try await found(["AWS_SHARED_CREDENTIALS_FILE": file, "AWS_PROFILE": "backup"])
            #expect(
                second
                    == S3Credentials(
                        accessKeyID: "second", secretAccessKey: Secret("two = 2"), sessionToken: Secret("token")))
            let error = await #expect(throws: LifeboatError.self) {
                try await found(["HOME": folder.path, "AWS_PROFILE": "nobody"])
            }
            #expect(error?.summary.contains("no credentials for the profile nobody") == true)
        }
    }

    @Test("A web identity is exchanged for a role's credentials")
    func webIdentity() async throws {
        let answer = """
            <AssumeRoleWithWebIdentityResponse xmlns='https://sts.amazonaws.com/doc/2011-06-15/'>\
            <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>key</AccessKeyId>\
            <SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>\
            <Expiration>2026-11-23T12:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult>\
            </AssumeRoleWithWebIdentityResponse>
            """
        try await WebFaults.with([.init(method: "POST", action: "{\"answer\": 200, \"body\": \"\(answer)\"}")]) {
            server in
            let token = try server.service.folder.write("token", "the-token\n")
            let credentials = try await found([
                "AWS_ROLE_ARN": "arn:aws:iam::1:role/backup", "AWS_WEB_IDENTITY_TOKEN_FILE": token,
                "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:\(server.port)",
            ])
            #expect(credentials.accessKeyID == "key")
            #expect(credentials.sessionToken == Secret("token"))
            #expect(credentials.expires == WebTime.parse("2026-11-23T12:00:00Z"))
        }
    }

    @Test("A role that does not trust us is told")
    func refusedWebIdentity() async throws {
        let answer = """
            {"answer": 403, "body": "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"}
            """
        try await WebFaults.with([.init(method: "POST", action: answer)]) { server in
            let token = try server.service.folder.write("token", "the-token\n")
            let error = await #expect(throws: LifeboatError.self) {
                try await found([
                    "AWS_ROLE_ARN": "arn:aws:iam::1:role/backup", "AWS_WEB_IDENTITY_TOKEN_FILE": token,
                    "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:\(server.port)",
                ])
            }
            #expect(error?.kind == .accessDenied)
            #expect(error?.description.contains("the-token") == false)
            #expect(error?.summary.contains("role arn:aws:iam::1:role/backup") == true)
        }
    }

    private static let role = """
        {"answer": 200, "body": "{\\"Code\\": \\"Success\\", \\"AccessKeyId\\": \\"key\\", \\"SecretAccessKey\\": \\"secret\\", \
        \\"Token\\": \\"token\\", \\"Expiration\\": \\"2026-11-23T12:00:00Z\\"}"}
        """

    @Test("The service beside a container is asked, with its token")
    func container() async throws {
        try await WebFaults.with([.init(contains: "/role", action: Self.role)]) { server in
            let token = try server.service.folder.write("token", "let-me-in\n")
            let credentials = try await found([
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:\(server.port)/role",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": token,
            ])
            #expect(credentials.secretAccessKey == Secret("secret"))
            #expect(try server.requests().map(\.authorization) == ["let-me-in"])
        }
    }

    @Test("Credentials are not fetched from elsewhere without TLS")
    func containerElsewhere() async throws {
        let error = await #expect(throws: LifeboatError.self) {
            try await found(["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/role"])
        }
        #expect(error?.kind == .refused)
    }

    @Test("The machine's metadata service, version 2")
    func metadata() async throws {
        let path = "/latest/meta-data/iam/security-credentials/"
        try await WebFaults.with([
            .init(method: "PUT", contains: "/latest/api/token", action: "{\"answer\": 200, \"body\": \"session\"}"),
            .init(method: "GET", contains: "\(path)backup-role", action: Self.role),
            .init(method: "GET", contains: path, action: "{\"answer\": 200, \"body\": \"backup-role\\n\"}"),
        ]) { server in
            let credentials = try await found([
                "AWS_EC2_METADATA_DISABLED": "false",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(server.port)/",
            ])
            #expect(credentials.accessKeyID == "key")
            #expect(credentials.expires != nil)
        }
    }

    @Test(
        "A service that gives no answer is told from one that has no role, and from none",
        arguments: [
            ("PUT", "/latest/api/token", "{\"stall\": true}", "does not answer"),
            ("PUT", "/latest/api/token", "{\"answer\": 503}", "answers 503"),
            ("PUT", "/latest/api/token", "{\"answer\": 429}", "answers 429"),
            ("GET", "/security-credentials/", "{\"stall\": true}", "does not answer"),
        ])
    func silentMetadata(_ method: String, _ path: String, _ action: String, _ words: String) async throws {
        try await WebFaults.with([
            .init(method: method, contains: path, times: 99, action: action),
            .init(method: "PUT", contains: "/latest/api/token", action: "{\"answer\": 200, \"body\": \"session\"}"),
        ]) { server in
            let metadata = S3InstanceMetadata(
                environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(server.port)"],
                patience: action.contains("stall") ? .milliseconds(200) : .seconds(60))
            let error = await #expect(throws: LifeboatError.self) { try await metadata.credentials() }
            #expect(error?.kind == .temporary)
            #expect(
                error?.summary.contains("there are no credentials for S3: there are none in the configuration") == true)
            #expect(error?.summary.contains(words) == true, "\(error?.summary ?? "")")
            #expect(error?.hint?.contains("HttpPutResponseHopLimit") == true)
        }
    }

    @Test("A metadata service that is silent for a moment costs a try, one that stays silent costs no more than five")
    func metadataRetried() async throws {
        let path = "/latest/meta-data/iam/security-credentials/"
        let token = WebFaults.Rule(
            method: "PUT", contains: "/latest/api/token", times: 99,
            action: "{\"answer\": 200, \"body\": \"session\"}")
        for (failures, isFound) in [(2, true), (99, false)] {
            try await WebFaults.with([
                .init(method: "PUT", contains: "/latest/api/token", times: failures, action: "{\"answer\": 503}"),
                token,
                .init(method: "GET", contains: "\(path)backup-role", times: 99, action: Self.role),
                .init(method: "GET", contains: path, times: 99, action: "{\"answer\": 200, \"body\": \"backup-role\"}"),
                .init(method: "HEAD", contains: "object", times: 99, action: "{\"answer\": 404}"),
            ]) { server in
                var configuration = S3StorageConfiguration(bucket: "lifeboat")
                configuration.endpoint = WebServerAddress("http://127.0.0.1:\(server.port)")
                let storage = S3Storage.forTests(
                    configuration,
                    environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(server.port)"])
                let key = ObjectKey(names: "object")
                if isFound {
                    #expect(try await storage.stat(key) == nil)
                } else {
                    await expectLifeboatError(.temporary) { _ = try await storage.stat(key) }
                }
                let asked = try server.requests().filter { $0.path.hasSuffix("/token") }.count
                #expect(isFound ? asked == 3 : asked == 5, "asked \(asked) times")
            }
        }
    }

    @Test("A service that is there and says that there is no role is an answer")
    func noRole() async throws {
        try await WebFaults.with([
            .init(method: "PUT", contains: "/latest/api/token", action: "{\"answer\": 200, \"body\": \"session\"}")
        ]) { server in
            let error = await #expect(throws: LifeboatError.self) {
                try await found([
                    "AWS_EC2_METADATA_DISABLED": "false", "HOME": "/nonexistent",
                    "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:\(server.port)",
                ])
            }
            #expect(error?.kind == .configuration)
        }
    }

    @Test("A service beside the container that does not answer is told, and is worth another try")
    func silentContainer() async throws {
        try await WebFaults.with([.init(contains: "/role", times: 99, action: "{\"stall\": true}")]) { server in
            let container = S3ContainerCredentials(
                environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:\(server.port)/role"],
                patience: .milliseconds(200))
            let error = await #expect(throws: LifeboatError.self) { try await container.credentials() }
            #expect(error?.kind == .temporary)
            #expect(
                error?.summary.hasPrefix("the credentials service beside the container: 127.0.0.1 does not answer")
                    == true,
                "\(error?.summary ?? "")")
        }
    }

    @Test("None anywhere: the error lists the ways")
    func nowhere() async throws {
        let error = await #expect(throws: LifeboatError.self) { try await found(["HOME": "/nonexistent"]) }
        #expect(error?.kind == .configuration)
        #expect(error?.why?.contains("nor is there a role of the machine") == true)
        #expect(error?.hint?.contains("access_key_id") == true)
    }

    @Test("They are asked for again before they expire, once for all who wait, and when the server calls them expired")
    func renewal() async throws {
        let start = try #require(WebTime.parse("2026-11-23T11:00:00Z"))
        let now = Mutex(start)
        try await WebFaults.with([.init(contains: "/role", times: 99, action: Self.role)]) { server in
            let store = S3CredentialStore(
                S3StorageConfiguration(bucket: "lifeboat"),
                environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:\(server.port)/role"],
                now: { now.withLock { $0 } })
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<8 { group.addTask { _ = try await store.current() } }
                try await group.waitForAll()
            }
            let first = try await store.current()
            #expect(try server.requests().count == 1)

            now.withLock { $0 += 56 * 60 }
            _ = try await store.current()
            #expect(try server.requests().count == 2)

            now.withLock { $0 -= 30 * 60 }
            await store.discard(first)
            _ = try await store.current()
            #expect(try server.requests().count == 3)
        }
    }

    @Test("An upload goes on when its credentials expire in the middle", .enabled(if: S3Server.isHere))
    func expiryInTheMiddle() async throws {
        let expired = "{\"answer\": 400, \"body\": \"<Error><Code>ExpiredToken</Code></Error>\"}"
        try await WebFaults.with([.init(contains: "/role", times: 99, action: Self.role)]) { service in
            try await WebFaults.with(
                server: S3Server.moto.port, [.init(method: "PUT", contains: "partNumber=2", times: 2, action: expired)]
            ) { faults in
                var configuration = try S3Server.moto.configuration(folder: "expiry", port: faults.port)
                configuration.accessKeyID = nil
                configuration.secretAccessKey = nil
                let storage = S3Storage.forTests(
                    configuration,
                    environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:\(service.port)/role"])
                let key = ObjectKey(names: "object")
                try await _ = storage.put(
                    ByteStream(S3FaultTests.large), at: key, PutOptions(onExisting: .replace))
                #expect(try await storage.stat(key)?.size == Int64(S3FaultTests.large.count))
                #expect(try service.requests().count >= 2)
            }
        }
    }
}
