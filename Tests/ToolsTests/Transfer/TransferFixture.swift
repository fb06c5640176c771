import AgentRuntime
import AgentTesting
import HTTPTransport
import Testing

@testable import Tools

/// A transfer tool of an invented region, and calls of it at any instant.
struct TransferFixture {
    let tool: any Tool
    let toolset: any Toolset
    let session = SessionID()
    private let region: Region
    private let http: HTTPClient

    /// On weekdays from 8:30 to 13:00 and from 14:00 to 18:30 in Rome, but for 8 December 2026.
    static let hours = OpeningHours(
        week: [
            .monday: [510..<780, 840..<1110], .tuesday: [510..<780, 840..<1110], .wednesday: [510..<780, 840..<1110],
            .thursday: [510..<780, 840..<1110], .friday: [510..<780, 840..<1110],
        ],
        closures: Set(CalendarDate("2026-12-08").map { [$0] } ?? [])
    )

    init(_ settings: JSONValue = [:], hours: OpeningHours = Self.hours) async throws {
        self.region = Region(id: RegionID(rawValue: "testing"), name: "Testing", hours: hours)
        self.http = try HTTPClient()
        self.toolset = try await TransferKind().makeTools(
            named: "request_transfer",
            settings: settings,
            in: .testing(region: self.region, http: self.http)
        )
        self.tool = try #require(self.toolset.tools.first)
    }

    /// Calls the tool as the runtime does.
    /// - Parameter instant: what time it is; Monday 23 November 2026, 10:00 in Rome, unless it is told.
    func call(
        _ arguments: JSONValue = ["reason": "Vuole una persona"],
        at instant: String = "2026-11-23T09:00:00.000Z"
    ) async throws -> ToolResult {
        try await self.tool.run(
            self.tool.definition.parameters.validated(arguments),
            in: self.context(at: instant)
        )
    }

    /// A call's context, in a session that began 95 seconds before.
    func context(at instant: String = "2026-11-23T09:00:00.000Z") throws -> ToolContext {
        let now = try #require(Timestamp(instant))
        return try .testing(
            session: self.session,
            call: "t2c1",
            region: self.region,
            http: self.http,
            now: now,
            sessionStart: Timestamp(milliseconds: now.milliseconds - 95_900)
        )
    }
}
