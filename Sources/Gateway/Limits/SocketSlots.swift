import AgentRuntime
import HTTPTransport
import NIOConcurrencyHelpers

/// Counts the sockets of each address and each session, up to a limit.
final class SocketSlots: Sendable {
    /// A socket's place, free again once nobody holds it.
    final class Slot: Sendable {
        private let slots: SocketSlots
        private let address: IPAddress?
        private let session: SessionID

        fileprivate init(_ slots: SocketSlots, _ address: IPAddress?, _ session: SessionID) {
            self.slots = slots
            self.address = address
            self.session = session
        }

        deinit { self.slots.free(self.address, self.session) }
    }

    private struct Counts {
        var addresses: [IPAddress: Int] = [:]
        var sessions: [SessionID: Int] = [:]
    }

    private let capacity: GatewaySettings.Capacity
    private let counts = NIOLockedValueBox(Counts())

    init(_ capacity: GatewaySettings.Capacity) {
        self.capacity = capacity
    }

    /// - Parameter address: of the client, if it is held to account.
    /// - Throws: ``APIError`` where there may be no more.
    func take(_ address: IPAddress?, _ session: SessionID) throws(APIError) -> Slot {
        let refusal: APIError? = self.counts.withLockedValue { counts in
            if let limit = self.capacity.socketsPerSession, counts.sessions[session, default: 0] >= limit {
                return .tooManySockets("This session has \(limit) sockets already. Close one.")
            }
            if let refusal = self.refusal(address, counts) { return refusal }
            counts.sessions[session, default: 0] += 1
            if let address { counts.addresses[address, default: 0] += 1 }
            return nil
        }
        if let refusal { throw refusal }
        return Slot(self, address, session)
    }

    /// - Throws: ``APIError`` where there may be no more sockets from the address.
    func check(_ address: IPAddress?) throws(APIError) {
        if let refusal = self.counts.withLockedValue({ self.refusal(address, $0) }) { throw refusal }
    }

    private func refusal(_ address: IPAddress?, _ counts: Counts) -> APIError? {
        guard let address, let limit = self.capacity.socketsPerAddress, counts.addresses[address, default: 0] >= limit
        else { return nil }
        return .tooManySockets("There are \(limit) sockets from this address already. Close one.")
    }

    private func free(_ address: IPAddress?, _ session: SessionID) {
        self.counts.withLockedValue { counts in
            counts.sessions.giveBack(session)
            if let address { counts.addresses.giveBack(address) }
        }
    }
}

extension Dictionary where Value == Int {
    /// Takes one off the count of `key`, which is forgotten at none.
    mutating func giveBack(_ key: Key) {
        self[key] = self[key].flatMap { $0 > 1 ? $0 - 1 : nil }
    }
}
