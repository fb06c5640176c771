extension Collection<Double> {
    /// The middle one; the mean of the two in the middle of an even number. Not a number where there are none.
    var median: Double {
        let sorted = self.sorted()
        guard !sorted.isEmpty else { return .nan }
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    /// How fast the values rise over `positions`, by least squares.
    func slope(over positions: some Collection<Double>) -> Double {
        let count = Double(self.count)
        let meanX = positions.reduce(0, +) / count
        let meanY = self.reduce(0, +) / count
        let covariance = zip(positions, self).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
        let variance = positions.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
        return covariance / variance
    }
}

extension Array where Element == (bound: Double, count: Double) {
    /// The value that so great a share of a histogram's does not exceed, evenly spread within its bucket; `self` counts, by
    /// rising bounds, the values up to each.
    func value(atPercentile percentile: Double) -> Double {
        let wanted = (self.last?.count ?? 0) * percentile / 100
        guard wanted > 0, let index = self.firstIndex(where: { $0.count >= wanted }) else { return .nan }
        let below = index > 0 ? self[index - 1] : (bound: 0, count: 0)
        guard self[index].bound.isFinite else { return below.bound }
        let share = (wanted - below.count) / (self[index].count - below.count)
        return below.bound + share * (self[index].bound - below.bound)
    }
}

extension [Int64] {
    /// The value that so great a share of all values does not exceed, in microseconds; `self` is in nanoseconds.
    func microseconds(atPercentile percentile: Double) -> Double {
        guard !self.isEmpty else { return .nan }
        let sorted = self.sorted()
        let index = Int((Double(sorted.count) * percentile / 100).rounded(.up)) - 1
        return Double(sorted[Swift.min(Swift.max(index, 0), sorted.count - 1)]) / 1000
    }
}
