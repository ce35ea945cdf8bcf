import LifeboatNotifiers
import LifeboatWeb

/// Reads `main.metrics`.
enum MetricsSection {
    static func read(_ main: Section) -> MetricsConfiguration {
        guard let section = main.section("metrics") else { return MetricsConfiguration() }
        let metrics = MetricsConfiguration(
            textfile: section.absolutePath("textfile"),
            pushes: [push(section, "pushgateway", .pushgateway), push(section, "push", .plain)].compactMap(\.self))
        main.adopt("metrics", section)
        return metrics
    }

    private static func push(_ metrics: Section, _ key: String, _ kind: PushAddress.Kind) -> PushAddress? {
        guard let section = metrics.section(key) else { return nil }
        let address = section.required("url", .webAddress, hint: nil, isSecret: true)
        let (user, password) = (section.text("user"), section.secret("password"))
        let web = WebOptions(certificateAuthorities: section.absolutePath("ca_cert"))
        metrics.adopt(key, section)
        return address.map { PushAddress(kind, $0, user: user, password: password, web: web) }
    }
}
