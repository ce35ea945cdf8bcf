import LifeboatNotifiers
import LifeboatWeb

/// Reads one of `main.pings`.
enum PingSection {
    /// - Parameter number: its place in the list, from one: for a name of its own.
    /// - Returns: `nil` where it is not known where to.
    static func read(_ section: Section, number: Int, jobs: JobReferences) -> PingConfiguration? {
        let name = section.text("name", default: "\(number)") ?? ""
        let address = section.required("url", .webAddress, hint: "as https://hc-ping.com/UUID", isSecret: true)
        let named = jobs.read(section)
        let timeout = section.positiveDuration("timeout", default: .seconds(10))
        let web = WebOptions(certificateAuthorities: section.absolutePath("ca_cert"))
        return address.map { PingConfiguration(name: name, address: $0, jobs: named, timeout: timeout, web: web) }
    }
}
