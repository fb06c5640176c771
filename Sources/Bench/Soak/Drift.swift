import ArgumentParser

/// What stays of something that is done again and again: readings of memory and descriptors, and how fast they rise.
struct Drift {
    /// What counts the readings, such as `visits`.
    let unit: String
    /// How fast resident memory may rise, in bytes per 1,000, before it counts as a leak.
    let bytes: Double
    /// How fast the number of descriptors may rise per 1,000.
    let descriptors: Double

    private var counts: [Double] = []
    private var resident: [Double] = []
    private var open: [Double] = []

    init(of unit: String, bytesPerThousand bytes: Double, descriptorsPerThousand descriptors: Double) {
        self.unit = unit
        self.bytes = bytes
        self.descriptors = descriptors
        Report.line("\(unit)    resident    of which data    descriptors")
    }

    /// Reads what a process has after so many.
    mutating func read(_ meter: ProcessMeter, after count: Int) {
        let (resident, open) = (meter.resident, meter.descriptors)
        self.counts.append(Double(count))
        self.resident.append(Double(resident))
        self.open.append(Double(open))
        Report.line("\(count)    \(resident / 1024) KiB    \(meter.data / 1024) KiB    \(open)")
    }

    /// The slopes, each held to its bound.
    /// - Throws: where there are too few readings for a slope.
    func findings() throws -> [Finding] {
        guard self.counts.count > 5 else {
            throw ValidationError("Too short for a slope: \(self.counts.count) readings. Let it run longer.")
        }
        // The first third is caches filling.
        let warm = self.counts.count / 3
        func slope(_ values: [Double]) -> Double {
            values.dropFirst(warm).slope(over: Array(self.counts.dropFirst(warm))) * 1000
        }
        return [
            Finding(
                "resident memory rises per 1,000 \(self.unit)",
                slope(self.resident) / 1024,
                .kibibytes,
                atMost: self.bytes / 1024
            ),
            Finding(
                "descriptors rise per 1,000 \(self.unit)",
                slope(self.open),
                .hundredths,
                atMost: self.descriptors
            ),
        ]
    }
}
