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

extension [Int64] {
    /// The value that so great a share of all values does not exceed, in microseconds; `self` is in nanoseconds.
    func microseconds(atPercentile percentile: Double) -> Double {
        guard !self.isEmpty else { return .nan }
        let sorted = self.sorted()
        let index = Int((Double(sorted.count) * percentile / 100).rounded(.up)) - 1
        return Double(sorted[Swift.min(Swift.max(index, 0), sorted.count - 1)]) / 1000
    }
}
