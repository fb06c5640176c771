import AgentRuntime
import AgentTesting
import Testing

@testable import Tools

@Suite struct ExamsKindTests {
    private static let byVisit: JSONValue = ["by": "visit", "exams": "data/exams.yaml"]
    private static let bySport: JSONValue = ["by": "sport", "exams": "data/exams.yaml", "sports": "data/sports.yaml"]

    @Test func aCodeHasItsExams() async throws {
        let tool = try await ToolFixture(ExamsKind(), named: "get_exam_by_visit", settings: Self.byVisit)
        let result = try await tool.call(["visit_type": "b1"]).content
        #expect(result["success"] == true)
        #expect(result["visit_type"] == "B1")
        #expect(result["visit_code"] == "B1")
        #expect(result["exam_count"] == 5)
        #expect(result["exams"]?.array?.contains("spirometria") == true)
    }

    @Test(arguments: ["A1", "A2", "A3", "B1", "B2", "B3", "B4", "B5"])
    func everyCodeIsKnown(_ code: String) async throws {
        let tool = try await ToolFixture(ExamsKind(), settings: Self.byVisit)
        #expect(try await tool.call(["visit_type": .string(code)]).content["exam_count"]?.integer ?? 0 > 0)
    }

    @Test func anUnknownCodeIsRefusedByTheSchema() async throws {
        let tool = try await ToolFixture(ExamsKind(), settings: Self.byVisit)
        await #expect(throws: JSONSchema.Violation.self) { _ = try await tool.call(["visit_type": "C9"]) }
    }

    @Test(arguments: [
        ("pallavolo", "pallavolo", "B1"), ("boxe", "pugilato", "B3"), ("danza sportiva", "danza sportiva", "B1"),
    ])
    func aSportHasTheExamsOfItsVisit(_ name: String, _ sport: String, _ visit: String) async throws {
        let tool = try await ToolFixture(ExamsKind(), settings: Self.bySport)
        let result = try await tool.call(["sport": .string(name)]).content
        #expect(result["sport"] == .string(sport))
        #expect(result["visit_code"] == .string(visit))
        #expect(result["exams"]?.array?.count == result["exam_count"]?.integer)
    }

    @Test func anAmbiguousSportIsAskedAfter() async throws {
        let tool = try await ToolFixture(ExamsKind(), settings: Self.bySport)
        let failure = await #expect(throws: ToolFailure.self) { _ = try await tool.call(["sport": "danza"]) }
        #expect(failure?.reason.contains("danza sportiva, danza artistica") == true)
    }

    @Test func theArgumentsAgreeWithTheSchema() async throws {
        try await ToolFixture(ExamsKind(), settings: Self.byVisit).tool.verifySchema()
        try await ToolFixture(ExamsKind(), settings: Self.bySport).tool.verifySchema()
    }

    @Test func dataThatCannotWorkStopsTheStart() async throws {
        let sports = "- {sport: calcio, aliases: [], visit: Z9}"
        let invented = ["/sports.yaml": [sports], "/none.yaml": ["[]"]]
        let mistakes: [(JSONValue, String)] = [
            (["by": "visit", "exams": "/none.yaml"], "there are no visits in /none.yaml"),
            (["by": "sport", "exams": "data/exams.yaml"], "needs `sports`"),
            (["by": "sport", "exams": "data/exams.yaml", "sports": "/none.yaml"], "there are no sports"),
            (["by": "sport", "exams": "data/exams.yaml", "sports": "/sports.yaml"], "has no visit Z9"),
        ]
        for (settings, words) in mistakes {
            let error = await #expect(throws: ToolDataError.self) {
                _ = try await ToolFixture(ExamsKind(), settings: settings, invented: invented)
            }
            #expect(error?.description.contains(words) == true)
        }
    }
}
