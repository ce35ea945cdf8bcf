/// What the objects of a job are called in the cluster.
package enum ResourceName {
    /// A CronJob appends eleven characters to the name of each of its Jobs, which may have 63.
    static let limit = 52

    /// `PREFIX-JOB`, in the letters that a name may have. Where that is not the job's name as it stands, eight digits that
    /// stand for it follow, so that no two jobs share a name, and none is called otherwise in another version.
    ///
    /// - Parameter mark: a text that the digits stand for too, and that they always follow for.
    package static func name(of job: String, prefix: String, marked mark: String? = nil) -> String {
        var letters = ""
        for scalar in job.lowercased().unicodeScalars {
            let isAllowed = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
            if isAllowed { letters.unicodeScalars.append(scalar) } else if !letters.hasSuffix("-") { letters += "-" }
        }
        let trimmed = letters.drop { $0 == "-" }
        let whole = "\(prefix)-\(trimmed)"
        if mark == nil, trimmed == job, whole.utf8.count <= limit, DNSName.isLabel(whole) { return whole }
        let digits = StableHash.digits(mark.map { "\(job)\n\($0)" } ?? job)
        var start = whole.prefix(limit - digits.utf8.count - 1)
        while start.hasSuffix("-") { start = start.dropLast() }
        return "\(start)-\(digits)"
    }
}
