import Synchronization

/// A count that only grows. Adding to it is one atomic instruction, without a lock and without an allocation.
public final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    public init() {}

    /// Adds to it, on any thread.
    public func add(_ amount: Int = 1) {
        self.value.wrappingAdd(amount, ordering: .relaxed)
    }

    /// What it has come to.
    public var count: Int { self.value.load(ordering: .relaxed) }
}
