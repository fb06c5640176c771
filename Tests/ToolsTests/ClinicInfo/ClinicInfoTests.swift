import AgentRuntime
import AgentTesting
import Testing

@testable import Tools

/// Over the centres the repository ships, on Monday 23 November 2026 at ten in Rome.
@Suite struct ClinicInfoTests {
    private static let settings: JSONValue = ["centres": "data/centres.yaml", "services": "data/services.yaml"]

    private static func answer(_ query: String) async throws -> String {
        let tool = try await ToolFixture(ClinicInfoKind(), named: "call_graph_lombardia", settings: Self.settings)
        let result = try await tool.call(["query": .string(query)]).content
        #expect(result["query"] == .string(query))
        return result["answer"]?.string ?? "missing: \(result["message"]?.string ?? "")"
    }

    @Test(arguments: [
        ("orari prelievi sabato Tradate", "I prelievi si fanno sabato 28 novembre 2026"),
        (
            "A che ora apre il centro di Monza?",
            "Il centro è aperto lunedì e martedì dalle 8:00 alle 13:00 e dalle 14:00"
        ),
        ("indirizzo della sede di Milano", "Via dei Glicini Blu 12, Milano (MI)"),
        ("mi dà il numero di telefono di Rozzano", "Il telefono è"),
        ("il centro di Monza è chiuso per le feste?", "martedì 8 dicembre 2026"),
        ("siete aperti domenica a Milano?", "Il centro è chiuso domenica 29 novembre 2026."),
        ("fate risonanza magnetica al ginocchio a Monza?", "Qui si esegue"),
        ("Monza", "Il telefono è"),
    ])
    func aQuestionAboutACentreIsAnswered(_ query: String, _ words: String) async throws {
        let answer = try await Self.answer(query)
        #expect(answer.contains(words), "\(answer)")
    }

    @Test func nothingElseIsToldThanWasAsked() async throws {
        let answer = try await Self.answer("orari prelievi sabato Tradate")
        #expect(!answer.contains("telefono"))
        #expect(!answer.contains("Il centro è aperto"))
    }

    @Test func aTownNearbyMeansItsCentre() async throws {
        #expect(try await Self.answer("dove siete vicino a Desio").contains("Monza"))
    }

    @Test func aClosureBeatsTheWeeklyHours() async throws {
        let tool = try await ToolFixture(ClinicInfoKind(), settings: Self.settings)
        let monza = try await tool.call(["query": "prelievi a Monza lunedì"]).content["answer"]?.string
        #expect(monza?.contains("lunedì 23 novembre 2026") == true)
    }

    @Test(arguments: ["A che ora fate i prelievi il sabato?", "orari di Torino"])
    func withoutACentreOfTheRegionItIsAskedFor(_ query: String) async throws {
        let tool = try await ToolFixture(ClinicInfoKind(), settings: Self.settings)
        let result = try await tool.call(["query": .string(query)])
        #expect(result.content["success"] == false)
        #expect(result.content["answer"] == .null)
        #expect(result.content["missing_params"] == ["place"])
        #expect(result.content["message"]?.string?.contains("Tradate") == true)
        #expect(result.instruction?.contains("quale sede") == true)
    }

    @Test func theArgumentsAgreeWithTheSchema() async throws {
        try await ToolFixture(ClinicInfoKind(), settings: Self.settings).tool.verifySchema()
    }

    @Test func aRegionWithoutCentresStopsTheStart() async throws {
        let settings: JSONValue = ["centres": "data/centres.yaml", "region": "atlantide"]
        let error = await #expect(throws: ToolDataError.self) {
            _ = try await ToolFixture(ClinicInfoKind(), settings: settings)
        }
        #expect(error?.description.contains("There are: lombardia, piemonte.") == true)
    }
}
