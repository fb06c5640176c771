import AgentRuntime
import AgentTesting
import Testing

/// The information tools of both regions behind a server that speaks the VAPI envelope, as the shipped configuration sets
/// them up when the server's address is given.
@Suite("Behind a server with the VAPI envelope")
struct VAPIRegionTests {
    /// One tool, as the model sees it and as the server does.
    struct Tool: Sendable {
        let name: String
        let arguments: JSONValue
        let path: String
        let function: String
        let sent: JSONValue
        /// What the server says, and what the model is given.
        let result: JSONValue
        let given: JSONValue
    }

    static func tools(of region: ShippedRegion) -> [Tool] {
        let isLombardia = region.id == "lombardia"
        let prefix = isLombardia ? "/lombardia" : ""
        let price: JSONValue = ["age": 13, "gender": "F", "sport": "pallavolo", "region": .string(region.town)]
        let exams: JSONValue = ["preparations": ["ECG", "spirometria"], "visita": "B1"]
        return [
            Tool(
                name: region.knowledgeBase,
                arguments: ["query": "Serve il digiuno?"],
                path: isLombardia ? "/lombardia/rag_lombardia" : "/query_new",
                function: region.knowledgeBase,
                sent: ["query": "Serve il digiuno?"],
                result: "Sì, sei ore.",
                given: [
                    "success": true, "query": "Serve il digiuno?", "answer": "Sì, sei ore.", "confidence": nil,
                    "source": nil,
                ]
            ),
            Tool(
                name: region.knowledgeBase,
                arguments: ["query": "Serve il digiuno?"],
                path: isLombardia ? "/lombardia/rag_lombardia" : "/query_new",
                function: region.knowledgeBase,
                sent: ["query": "Serve il digiuno?"],
                result: ["answer": "Sì.", "confidence": 0.8, "source": "scheda 1"],
                given: [
                    "success": true, "query": "Serve il digiuno?", "answer": "Sì.", "confidence": 0.8,
                    "source": "scheda 1",
                ]
            ),
            Tool(
                name: "get_competitive_pricing",
                arguments: price,
                path: "\(prefix)/get_price_agonistic_visit",
                function: "get_price_agonistic_visit",
                sent: price,
                result: ["price": 52.5, "type_visit": "B1"],
                given: .object(
                    (price.object ?? [:]).merging(["success": true, "price": 52.5, "visit_type": "B1"]) { $1 }
                )
            ),
            Tool(
                name: region.nonCompetitivePrice,
                arguments: ["ecg_under_stress": false],
                path: "\(prefix)/\(region.nonCompetitivePrice)",
                function: region.nonCompetitivePrice,
                sent: ["ecg_under_stress": false],
                result: ["price": 48, "type_visit": "B2"],
                given: ["success": true, "price": 48, "ecg_under_stress": false]
            ),
            Tool(
                name: "get_exam_by_visit",
                arguments: ["visit_type": "B1"],
                path: "/get_list_exam_by_visit",
                function: "get_list_exam_by_visit",
                sent: ["visit_type": "B1"],
                result: exams,
                given: [
                    "success": true, "visit_type": "B1", "visit_code": "B1", "exams": ["ECG", "spirometria"],
                    "exam_count": 2,
                ]
            ),
            Tool(
                name: "get_exam_by_sport",
                arguments: ["sport": "nuoto"],
                path: "/get_list_exam_by_sport",
                function: "get_list_exam_by_sport",
                sent: ["sport": "nuoto"],
                result: exams,
                given: [
                    "success": true, "sport": "nuoto", "visit_code": "B1", "exams": ["ECG", "spirometria"],
                    "exam_count": 2,
                ]
            ),
            Tool(
                name: region.clinicInfo,
                arguments: ["query": .string("orari di \(region.town)")],
                path: isLombardia ? "/lombardia/graph_lombardia" : "/call_graph",
                function: region.clinicInfo,
                sent: ["q": .string("orari di \(region.town)")],
                result: "Dalle 8 alle 18.",
                given: ["success": true, "query": .string("orari di \(region.town)"), "answer": "Dalle 8 alle 18."]
            ),
        ]
    }

    @Test("every tool is asked and answers under the names that are agreed", arguments: ShippedRegion.all)
    func tools(_ region: ShippedRegion) async throws {
        let tools = Self.tools(of: region)
        #expect(Set(tools.map(\.name)) == region.informationTools)
        for tool in tools {
            let server = try await StubHTTPServer.running { request in
                request.path == tool.path ? .vapi(tool.result, to: request) : .status(404)
            }
            let model = ScriptedModel(.calls(tool.name, tool.arguments), .says("Ecco."))
            let chat = try await RegionConversation(
                region.id,
                model: model,
                environment: [region.toolsVariable: server.url]
            )
            #expect(try await chat.say("?").isAnswerAfterCalls, "\(tool.name)")
            let call = try #require(try await chat.recording().calls.first)
            #expect(call.returned?.outcome == .succeeded, "\(tool.name): \(call.returned?.result.text ?? "")")
            #expect(call.returned?.result.content == tool.given)
            let request = try #require(server.requests.first)
            #expect(server.requests.count == 1)
            #expect(request.path == tool.path)
            #expect(request.header("Authorization") == nil)
            let sent = try #require(request.vapiCall)
            #expect(sent.function == tool.function)
            #expect(sent.arguments == tool.sent)
            #expect(sent.id.hasSuffix("/\(call.call.id)"))
        }
    }

    @Test("a server's excuses are no answers", arguments: ShippedRegion.all)
    func excuses(_ region: ShippedRegion) async throws {
        let excuses: [JSONValue] = [
            "Lo strumento non è supportato in questa regione", "", [:], ["price": nil, "visita": nil], ["error": "x"],
        ]
        for excuse in excuses {
            let server = try await StubHTTPServer.running { .vapi(excuse, to: $0) }
            for tool in Self.tools(of: region) {
                let model = ScriptedModel(.calls(tool.name, tool.arguments), .says("Non lo so."))
                let chat = try await RegionConversation(
                    region.id,
                    model: model,
                    environment: [region.toolsVariable: server.url]
                )
                _ = try await chat.say("?")
                let returned = try #require(try await chat.recording().calls.first?.returned)
                #expect(returned.outcome == .failed, "\(tool.name): \(excuse)")
            }
        }
    }

    @Test("the tools keep their names, and the other region keeps its own", arguments: ShippedRegion.all)
    func names(_ region: ShippedRegion) async throws {
        let address = [region.toolsVariable: "https://tools.example.org"]
        let other = try #require(ShippedRegion.all.first { $0.id != region.id })
        func names(_ region: ShippedRegion, _ environment: [String: String]) async throws -> [String] {
            let chat = try await RegionConversation(region.id, model: .script(), environment: environment)
            return chat.agent.tools.definitions.map(\.name)
        }
        let embedded = try await names(region, [:])
        #expect(try await names(region, address) == embedded)
        #expect(region.informationTools.isSubset(of: embedded))
        #expect(other.informationTools.isSubset(of: try await names(other, address)))
        #expect(!embedded.contains(other.knowledgeBase))
    }
}
