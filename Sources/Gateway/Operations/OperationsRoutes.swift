import AgentRuntime
import HTTPTypes
import Hummingbird
import NIOCore
import Observability

/// What operators and their machines ask: `/live`, `/ready` and `/metrics`.
struct OperationsRoutes: Sendable {
    let sessions: SessionRegistry
    let settings: GatewaySettings
    let sockets: SocketRegistry

    /// Adds the probes.
    /// - Parameter metrics: whether to add metrics for whoever reaches the port, too.
    func add(to router: Router<BasicRequestContext>, metrics: Bool) {
        router.get("/live") { _, _ in Response.json(["status": "alive"]) }
        router.get("/ready") { _, _ in await self.ready() }
        if metrics { router.get("/metrics") { _, _ in await self.metrics() } }
    }

    /// Adds metrics for those whom `door` lets see them.
    func addMetrics(to router: Router<BasicRequestContext>, behind door: Doorkeeper) {
        router.get("/metrics") { request, _ in
            try await door.admitOperator(request.headers)
            return await self.metrics()
        }
    }

    private func ready() async -> Response {
        let finding = await self.settings.readiness.finding(in: self.sessions.phase)
        if finding.isReady { return .json(["status": "ready"]) }
        let problems = finding.problems.map { ($0.name, JSONValue.string($0.problem)) }
        return .json(
            [
                "status": "not_ready", "code": "not_ready",
                "detail": .string(finding.problems.map(\.problem).joined(separator: " ")),
                "problems": .object(Dictionary(problems) { first, _ in first }),
            ],
            status: .serviceUnavailable
        )
    }

    private func metrics() async -> Response {
        let served = self.settings.agents.current
        let sockets = self.sockets.readings
        let text = self.settings.telemetry.metrics.text(
            ServiceReadings(
                version: self.settings.version,
                isReady: await self.settings.readiness.finding(in: self.sessions.phase).isReady,
                sessions: self.sessions.activeCount,
                sessionsInMemory: self.sessions.residentCount,
                damagedSessions: self.sessions.damagedCount,
                sockets: sockets.count,
                queuedBytes: sockets.queuedBytes,
                generation: served.number,
                breakers: served.breakers.map(\.status)
            )
        )
        return Response(
            status: .ok,
            headers: [.contentType: ServiceMetrics.contentType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}
