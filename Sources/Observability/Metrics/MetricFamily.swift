import NIOConcurrencyHelpers

/// The counters or histograms of one metric, one for each combination of its labels' values.
public final class MetricFamily<Instrument: Sendable>: Sendable {
    /// How many combinations are told apart. What comes after them is counted under `other`, so that a mistake in a label
    /// costs neither this process nor who scrapes it their memory.
    static var most: Int { 500 }

    let metric: Metric
    private let make: @Sendable () -> Instrument
    private let made = NIOLockedValueBox<[[String]: Instrument]>([:])

    init(_ metric: Metric, make: @escaping @Sendable () -> Instrument) {
        self.metric = metric
        self.make = make
    }

    /// The one with these values, in the order of the labels' names.
    public subscript(_ values: String...) -> Instrument {
        self.made.withLockedValue { made in
            if let known = made[values] { return known }
            let key = made.count < Self.most ? values : values.map { _ in "other" }
            if let known = made[key] { return known }
            let instrument = self.make()
            made[key] = instrument
            return instrument
        }
    }

    /// All of them, in the order of the labels' values.
    var all: [(values: [String], instrument: Instrument)] {
        self.made.withLockedValue { $0.map { ($0.key, $0.value) } }
            .sorted { $0.values.lexicographicallyPrecedes($1.values) }
    }
}
