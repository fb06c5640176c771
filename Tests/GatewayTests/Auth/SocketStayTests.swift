import AgentRuntime
import Testing

@testable import Gateway

@Suite("How long a socket may stay")
struct SocketStayTests {
    private let start = Timestamp(milliseconds: 1_700_000_000_000)

    private func at(_ seconds: Int) -> Timestamp { self.start + .seconds(seconds) }

    @Test("is for ever, or until its token ends")
    func ends() {
        #expect(!SocketStay.unlimited.isLimited)
        #expect(SocketStay.unlimited.step(at: self.start) == .wait(until: nil))
        let stay = SocketStay(until: self.at(10))
        #expect(stay.isLimited)
        #expect(stay.step(at: self.at(9)) == .wait(until: self.at(10)))
        #expect(stay.step(at: self.at(10)) == .leave)
    }

    @Test("is asked about whenever what was said counts no more")
    func asks() {
        var stay = SocketStay(until: self.at(100), confirmedUntil: self.at(30))
        #expect(stay.step(at: self.start) == .wait(until: self.at(30)))
        #expect(stay.step(at: self.at(30)) == .ask)
        stay.learn(.good(until: self.at(60)), at: self.at(30))
        #expect(stay.step(at: self.at(30)) == .wait(until: self.at(60)))
        stay.learn(.good(until: self.at(120)), at: self.at(60))
        #expect(stay.step(at: self.at(60)) == .wait(until: self.at(100)))
        stay.learn(.refused, at: self.at(61))
        #expect(stay.step(at: self.at(61)) == .leave)
    }

    @Test("outlasts somebody who does not answer, but not for long")
    func unknown() {
        var stay = SocketStay(until: nil, confirmedUntil: self.start)
        var now = self.start
        while stay.step(at: now) == .ask {
            stay.learn(.unknown, at: now)
            guard case .wait(let next?) = stay.step(at: now) else { break }
            #expect(next == now + SocketStay.pause)
            now = next
        }
        #expect(now == self.start + SocketStay.patience)
        #expect(stay.step(at: now) == .leave)
        var lucky = SocketStay(until: nil, confirmedUntil: self.start)
        lucky.learn(.unknown, at: self.start)
        lucky.learn(.good(until: nil), at: self.at(10))
        #expect(lucky.step(at: self.at(1000)) == .wait(until: nil))
    }
}
