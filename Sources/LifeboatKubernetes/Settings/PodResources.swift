/// What a pod is promised and what it may take: as given, and by default what a dump needs.
struct PodResources {
    let requests: [ResourceAmount]
    let limits: [ResourceAmount]

    init(_ settings: ManifestSettings) {
        let requests = Self.merge(
            [ResourceAmount("cpu", "100m"), ResourceAmount("memory", "128Mi")], settings.requests)
        let limits = Self.merge([ResourceAmount("memory", "512Mi")], settings.limits)
        // Kubernetes refuses a request above its limit; what was not given yields to what was.
        self.requests = requests.map { request in
            settings.limits.first {
                $0.name == request.name && $0.number < request.number && !settings.requests.contains(request)
            }
                ?? request
        }
        self.limits = limits.map { limit in
            settings.requests.first {
                $0.name == limit.name && $0.number > limit.number && !settings.limits.contains(limit)
            }
                ?? limit
        }
    }

    /// The given ones take the place of the default ones of the same name.
    private static func merge(_ standard: [ResourceAmount], _ given: [ResourceAmount]) -> [ResourceAmount] {
        let others = given.filter { amount in !standard.contains { $0.name == amount.name } }
        return standard.map { amount in given.first { $0.name == amount.name } ?? amount } + others
    }
}
