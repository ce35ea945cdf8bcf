import LifeboatNotifiers

/// Where figures go, as the configuration says it.
enum MetricsPublishers {
    static func make(_ configuration: MetricsConfiguration, _ outside: WebSurroundings) throws -> [any MetricsPublisher]
    {
        let textfile = configuration.textfile.map { [MetricsTextfile(folder: $0)] } ?? []
        return textfile + (try configuration.pushes.map { try MetricsPush($0, outside) })
    }
}
