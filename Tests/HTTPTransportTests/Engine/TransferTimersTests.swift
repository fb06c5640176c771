import AgentTesting
import Testing

@testable import HTTPTransport

@Suite("Transfer timers")
struct TransferTimersTests {
    static func transfer(total: Int?, from start: MonotonicInstant) throws -> Transfer {
        let timeouts = HTTPTimeouts(connect: .seconds(1_000_000), total: total.map { .milliseconds($0) })
        let request = HTTPClientRequest(url: "http://127.0.0.1/", timeouts: timeouts)
        let transfer = try Transfer(request, consumer: .collect(limit: 0), configuration: HTTPClientConfiguration())
        transfer.progress = TransferProgress(timeouts, from: start)
        return transfer
    }

    @Test("exactly those that are overdue come out, whatever was added, moved and removed before")
    func order() throws {
        var random = SeededGenerator(seed: 7)
        let start = MonotonicInstant.now
        for _ in 0..<20 {
            let timers = TransferTimers()
            var due: [ObjectIdentifier: (transfer: Transfer, milliseconds: Int)] = [:]
            for _ in 0..<300 {
                let milliseconds = Int.random(in: 1...1000, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0:
                    if let key = due.keys.randomElement(using: &random), let transfer = due[key]?.transfer {
                        timers.remove(transfer)
                        timers.remove(transfer)
                        due[key] = nil
                    }
                case 1:
                    if let key = due.keys.randomElement(using: &random), let transfer = due[key]?.transfer {
                        let timeouts = HTTPTimeouts(total: .milliseconds(milliseconds))
                        let wasLater = (due[key]?.milliseconds ?? 0) > milliseconds
                        transfer.progress = TransferProgress(timeouts, from: start)
                        // Only a nearer deadline has to be told.
                        if wasLater { timers.plan(transfer) }
                        due[key] = (transfer, milliseconds)
                    }
                default:
                    let transfer = try Self.transfer(total: milliseconds, from: start)
                    timers.plan(transfer)
                    due[ObjectIdentifier(transfer)] = (transfer, milliseconds)
                }
            }
            #expect(timers.count == due.count)
            for now in [0, 300, 700, 1000] {
                while let (transfer, phase) = timers.nextOverdue(at: start + .milliseconds(now)) {
                    #expect(phase == .total)
                    let found = due.removeValue(forKey: ObjectIdentifier(transfer))
                    #expect((found?.milliseconds ?? 9999) <= now)
                    timers.remove(transfer)
                }
                #expect(due.values.allSatisfy { $0.milliseconds > now })
            }
            #expect(timers.count == 0)
            #expect(timers.next == nil)
        }
    }
}
