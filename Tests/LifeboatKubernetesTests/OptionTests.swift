import LifeboatCore
import LifeboatKubernetes
import Testing

/// What Kubernetes would refuse is refused at once, and what it takes is taken.
@Suite struct OptionTests {
    private func isTaken<Value>(_ parse: () throws -> Value) -> Bool { (try? parse()) != nil }

    @Test(arguments: [
        ("app-config", true), ("app.config-2", true), ("app-config:DB_HOST", true),
        ("a:SMTP_AUTH_USER=smtp_login", true),
        ("a:X=tls.key", true), ("App", false), ("", false), ("a:", false), ("a:9X", false), ("a:DB-HOST", false),
        ("a:X=", false),
        ("a:X=a b", false), ("-a", false), ("a:X=..", false), (String(repeating: "a", count: 64), false),
    ])
    func secrets(text: String, isValid: Bool) {
        #expect(isTaken { try SecretReference(parsing: text) } == isValid)
    }

    @Test func aSecretsKeyIsTheNameInLowerCase() throws {
        #expect(try SecretReference(parsing: "a:DB_HOST").key == "db_host")
        #expect(try SecretReference(parsing: "a:DB_HOST=Host").key == "Host")
    }

    @Test(arguments: [
        ("DB_PORT=3306", true), ("EMPTY=", true), ("X=a=b", true), ("DB_PASSWORD_FILE=/run/secrets/db", true),
        ("DB_PASSWORD=x", false), ("DB_URL=mysql://u@h:3306/x", true), ("PROXY=http://proxy:3128", true),
        ("DB_URL=mysql://u:hunter2@h/x", false), ("DB_URL=redis://:hunter2@h", false),
        ("API_TOKEN=x", false), ("DB_PORT", false), ("=x", false), ("a b=c", false),
    ])
    func values(text: String, isValid: Bool) {
        #expect(isTaken { try PlainValue(parsing: text) } == isValid)
    }

    @Test(arguments: ["DB_PASSWORD=hunter2", "DB_URL=mysql://u:hunter2@h"])
    func aRefusedSecretIsNotRepeated(_ text: String) {
        let error = #expect(throws: LifeboatError.self) { try PlainValue(parsing: text) }
        #expect(error.map { "\($0)".contains("hunter2") } == false)
    }

    @Test(arguments: [
        ("files:/var/www/files", true), ("files:/var/www/", true), ("files", false), ("files:var", false),
        ("files:/", false),
        ("files:/a:b", false), ("Files:/a", false), ("files:/a/../b", false),
    ])
    func claims(text: String, isValid: Bool) {
        #expect(isTaken { try DataClaim(parsing: text) } == isValid)
    }

    @Test(arguments: [
        ("/var/backups", true), ("/var/backups:/mnt", true), ("var", false), ("/var:mnt", false), ("", false),
    ])
    func hostPaths(text: String, isValid: Bool) {
        #expect(isTaken { try BackupVolume(hostPath: text) } == isValid)
    }

    @Test(arguments: [
        ("nas:/exports", true), ("nas.example.org:/exports/a:/mnt", true), ("NAS:/", true), ("10.0.0.1:/a", true),
        ("[fd00::1]:/exports", true), ("[fd00::1]:/exports:/mnt", true), ("nas", false), ("nas:exports", false),
        (":/exports", false), ("fd00::1:/exports", false), ("nas:/exports:mnt", false), ("nas:/a/../b", false),
        ("n s:/a", false), ("[nas]:/a", false),
    ])
    func exports(text: String, isValid: Bool) {
        #expect(isTaken { try BackupVolume(nfs: text) } == isValid)
    }

    @Test(arguments: [
        ("33", true), ("33:0", true), ("0", true), ("any", true), ("www-data", false), ("33:", false), (":33", false),
        ("-1", false),
        ("1:2:3", false), ("99999999999999999999", false), ("٣", false),
    ])
    func users(text: String, isValid: Bool) {
        #expect(isTaken { try RunAs(parsing: text) } == isValid)
    }

    @Test(arguments: [
        ("app=redmine", true), ("app.kubernetes.io/name=redmine", true), ("app=", true), ("app", false), ("=x", false),
        ("a/b/c=d", false), ("app=-x", false), ("app=a b", false),
    ])
    func labels(text: String, isValid: Bool) {
        #expect(isTaken { try LabelPair(parsing: text) } == isValid)
    }

    @Test(arguments: [
        ("dedicated=backup:NoSchedule", true), ("dedicated:NoExecute", true), ("dedicated", true),
        ("dedicated=backup", true),
        ("dedicated:noschedule", false), (":NoSchedule", false), ("a=b:", false),
    ])
    func taints(text: String, isValid: Bool) {
        #expect(isTaken { try Toleration(parsing: text) } == isValid)
    }

    @Test(arguments: [
        ("cpu=100m", true), ("memory=1.5Gi", true), ("memory=128974848", true), ("ephemeral-storage=2G", true),
        ("memory=512MB", false), ("nvidia.com/gpu=1", false), ("mem=1Gi", false),
        ("memory=", false), ("memory=0", false), ("memory=-1", false), ("=1", false), ("cpu=1.", false),
    ])
    func amounts(text: String, isValid: Bool) {
        #expect(isTaken { try ResourceAmount(parsing: text) } == isValid)
    }

    @Test(arguments: [
        ("lifeboat", "lifeboat", nil, nil), ("lifeboat:0.1.0", "lifeboat", "0.1.0", nil),
        ("images:5000/ops/lifeboat", "images:5000/ops/lifeboat", nil, nil),
        ("images:5000/ops/lifeboat:v1", "images:5000/ops/lifeboat", "v1", nil),
        (
            "r/l:v1@sha256:" + String(repeating: "a", count: 64), "r/l", "v1",
            "sha256:" + String(repeating: "a", count: 64)
        ),
    ])
    func images(text: String, name: String, tag: String?, digest: String?) throws {
        let image = try ImageReference(parsing: text)
        #expect(image.name == name)
        #expect(image.tag == tag)
        #expect(image.digest == digest)
    }

    @Test(arguments: [
        "", "Lifeboat", "a b", "a//b", "a:", "a:b:c", "a@sha256:abc", "a@md5:" + String(repeating: "a", count: 64),
        "/a", "https://a/b",
    ])
    func noImages(text: String) {
        #expect(throws: LifeboatError.self) { try ImageReference(parsing: text) }
    }
}
