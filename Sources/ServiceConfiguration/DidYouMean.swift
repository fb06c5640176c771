/// The one of `known` that `name` is most likely a slip of the keyboard for; `nil` if none is close.
///
/// Case does not count; one letter in three may be wrong, but no more than three in all.
public func didYouMean(_ name: String, among known: some Sequence<String>) -> String? {
    let written = Array(name.lowercased())
    let limit = min(max(1, written.count / 3), 3)
    var best: (name: String, distance: Int)?
    for candidate in known.sorted() {
        let distance = editDistance(written, Array(candidate.lowercased()))
        guard distance <= limit, distance < written.count else { continue }
        if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
    }
    return best?.name
}

/// What to do about a name that is not one of `known`.
func advice(for name: String, among known: some Sequence<String>, noun: String) -> String {
    if let meant = didYouMean(name, among: known) { return "Did you mean \"\(meant)\"?" }
    let names = Set(known).sorted()
    return names.isEmpty ? "There is no \(noun) at all." : "There are: \(names.joined(separator: ", "))."
}

/// How many letters must be inserted, removed, replaced or swapped with their neighbour (optimal string alignment).
private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...right.count)
    for i in left.indices {
        var current = [i + 1]
        for j in right.indices {
            var distance = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (left[i] == right[j] ? 0 : 1))
            if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                distance = min(distance, beforePrevious[j - 1] + 1)
            }
            current.append(distance)
        }
        (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
}
