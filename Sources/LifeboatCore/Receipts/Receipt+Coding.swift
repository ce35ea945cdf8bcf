import Foundation

extension Receipt: Codable {
    private enum CodingKeys: String, CodingKey {
        case format, id, job, type, target, source, origin, serverName, parent, started, finished, lifeboatVersion
        case product, facts, omissions, omissionCount, omissionCounts, encodings, plain, stored, object, evidence
        case run = "runId"
    }

    /// Receipts are never rewritten, so there are some without the keys that came later: `run_id`, `product` and `omission_counts`.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        format = try values.decode(Int.self, forKey: .format)
        id = try values.decode(BackupID.self, forKey: .id)
        run = try values.decodeIfPresent(BackupID.self, forKey: .run) ?? id
        job = try values.decode(String.self, forKey: .job)
        type = try values.decode(String.self, forKey: .type)
        target = try values.decode(String.self, forKey: .target)
        source = try values.decodeIfPresent(String.self, forKey: .source)
        origin = try values.decode(String.self, forKey: .origin)
        serverName = try values.decodeIfPresent(String.self, forKey: .serverName)
        parent = try values.decodeIfPresent(BackupID.self, forKey: .parent)
        started = try values.decode(Date.self, forKey: .started)
        finished = try values.decode(Date.self, forKey: .finished)
        lifeboatVersion = try values.decode(String.self, forKey: .lifeboatVersion)
        product = try values.decodeIfPresent(SourceProduct.self, forKey: .product)
        facts = try values.decode([String: String].self, forKey: .facts)
        omissions = try values.decode([Omission].self, forKey: .omissions)
        omissionCount = try values.decode(Int.self, forKey: .omissionCount)
        omissionCounts = try values.decodeIfPresent([String: Int].self, forKey: .omissionCounts)
        encodings = try values.decode([Encoding].self, forKey: .encodings)
        plain = try values.decode(ContentDigest.self, forKey: .plain)
        stored = try values.decode(ContentDigest.self, forKey: .stored)
        object = try values.decode(String.self, forKey: .object)
        evidence = try values.decode(Evidence.self, forKey: .evidence)
    }

    /// Every key is always there; what does not apply is `null`.
    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(format, forKey: .format)
        try values.encode(id, forKey: .id)
        try values.encode(run, forKey: .run)
        try values.encode(job, forKey: .job)
        try values.encode(type, forKey: .type)
        try values.encode(target, forKey: .target)
        try values.encode(source, forKey: .source)
        try values.encode(origin, forKey: .origin)
        try values.encode(serverName, forKey: .serverName)
        try values.encode(parent, forKey: .parent)
        try values.encode(started, forKey: .started)
        try values.encode(finished, forKey: .finished)
        try values.encode(lifeboatVersion, forKey: .lifeboatVersion)
        try values.encode(product, forKey: .product)
        try values.encode(facts, forKey: .facts)
        try values.encode(omissions, forKey: .omissions)
        try values.encode(omissionCount, forKey: .omissionCount)
        try values.encode(omissionCounts, forKey: .omissionCounts)
        try values.encode(encodings, forKey: .encodings)
        try values.encode(plain, forKey: .plain)
        try values.encode(stored, forKey: .stored)
        try values.encode(object, forKey: .object)
        try values.encode(evidence, forKey: .evidence)
    }
}
