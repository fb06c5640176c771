import AgentTesting
import Testing

@testable import AgentRuntime

@Suite struct FairQueueTests {
    @Test func keysAreServedInTurnAndEachInOrder() {
        var queue = FairQueue<String, Int>()
        for number in 1...3 { queue.append(number, for: "a") }
        queue.append(10, for: "b")
        queue.append(20, for: "c")
        queue.append(11, for: "b")
        var served: [Int] = []
        while let next = queue.popFirst() { served.append(next) }
        #expect(served == [1, 10, 20, 2, 11, 3])
        #expect(queue.isEmpty)
    }

    @Test(arguments: 0..<200)
    func nobodyIsLostServedTwiceOrPassedOver(_ seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        var queue = FairQueue<Int, Int>()
        var waiting: [(key: Int, number: Int)] = []
        /// Which keys were served while a key has been waiting.
        var passed: [Int: Set<Int>] = [:]
        for number in 0..<300 {
            switch Int.random(in: 0...4, using: &random) {
            case 0, 1, 2:
                let key = Int.random(in: 0...4, using: &random)
                queue.append(number, for: key)
                if !waiting.contains(where: { $0.key == key }) { passed[key] = [] }
                waiting.append((key, number))
            case 3:
                guard let index = waiting.indices.randomElement(using: &random) else { continue }
                let left = waiting.remove(at: index)
                #expect(queue.remove(for: left.key) { $0 == left.number } == left.number)
                #expect(queue.remove(for: left.key) { $0 == left.number } == nil)
            default:
                guard let served = queue.popFirst() else {
                    #expect(waiting.isEmpty)
                    continue
                }
                guard let index = waiting.firstIndex(where: { $0.number == served }) else {
                    Issue.record("\(served) was not waiting.")
                    return
                }
                let key = waiting.remove(at: index).key
                #expect(!waiting.contains { $0.key == key && $0.number < served })
                for other in Set(waiting.map(\.key)) where other != key {
                    #expect(passed[other, default: []].insert(key).inserted, "\(other) was passed over by \(key).")
                }
                passed[key] = []
            }
            #expect(queue.count == waiting.count)
        }
    }
}
