/// Prometheus's text format, version 0.0.4, for scrapers.
struct PrometheusText {
    /// The media type of a document.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private(set) var text = ""

    /// Writes a metric's samples.
    mutating func write(_ metric: Metric, _ samples: [(values: [String], value: Double)]) {
        self.begin(metric)
        for sample in samples { self.sample(metric.name, Self.pairs(metric.labels, sample.values), sample.value) }
    }

    mutating func write(_ family: MetricFamily<Counter>, per unit: Double = 1) {
        self.write(family.metric, family.all.map { ($0.values, Double($0.instrument.count) / unit) })
    }

    mutating func write(_ family: MetricFamily<Histogram>) {
        self.begin(family.metric)
        let name = family.metric.name
        for (values, histogram) in family.all {
            let labels = Self.pairs(family.metric.labels, values)
            let reading = histogram.reading
            for (bound, count) in zip(histogram.bounds, reading.cumulative) {
                self.sample("\(name)_bucket", labels + [("le", Self.number(bound.inSeconds))], Double(count))
            }
            self.sample("\(name)_bucket", labels + [("le", "+Inf")], Double(reading.count))
            self.sample("\(name)_sum", labels, reading.sum.inSeconds)
            self.sample("\(name)_count", labels, Double(reading.count))
        }
    }

    private mutating func begin(_ metric: Metric) {
        let help = metric.help.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        self.text += "# HELP \(metric.name) \(help)\n# TYPE \(metric.name) \(metric.kind.rawValue)\n"
    }

    private mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
        let list = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
        self.text += "\(name)\(list.isEmpty ? "" : "{\(list)}") \(Self.number(value))\n"
    }

    private static func pairs(_ names: [String], _ values: [String]) -> [(String, String)] {
        Array(zip(names, values))
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int(exactly: value).map { "\($0)" } ?? "\(value)"
    }
}
