/// The part of the day a patient prefers.
enum TimePreference: String, CaseIterable, Decodable, Hashable, Sendable {
    case mattina, pomeriggio, sera, qualsiasi

    /// Whether a slot that starts so many minutes after midnight suits. An evening is also an afternoon.
    func allows(_ minute: Int) -> Bool {
        switch self {
        case .mattina: minute < 13 * 60
        case .pomeriggio: minute >= 13 * 60
        case .sera: minute >= 17 * 60
        case .qualsiasi: true
        }
    }
}
