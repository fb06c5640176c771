import AgentRuntime
import AgentTesting
import ServiceConfiguration
import Testing

@testable import ChatService

@Suite("A check of the configuration")
struct ConfigurationCheckTests {
    private static let prompt = "Prompts/lombardia/system.md"

    @Test("finds nothing wrong with what ships, and tells what its regions hide")
    func shipped() async throws {
        let folder = try CheckedFolder()
        #expect(try await folder.findings(.error) == [])
        let notes = try await folder.findings(.note)
        #expect(
            notes.contains { $0.contains("Prompts/piemonte/anticipo.md: This part hides Prompts/base/anticipo.md.") }
        )
        #expect(
            notes.contains {
                $0.wholeMatch(
                    of: /config\/regions\/piemonte\.yaml:\d+: texts\.not_found hides config\/base\.yaml:\d+\./
                ) != nil
            }
        )
        #expect(
            notes.contains {
                $0.wholeMatch(
                    of:
                        /config\/regions\/piemonte\.yaml:\d+: tools\.booking\.settings\.lead_time hides config\/tools\/booking\.yaml:\d+\./
                ) != nil
            }
        )
        #expect(!notes.contains { $0.contains("answers") })
    }

    @Test("tells a key, a setting and a part that say what stands below already")
    func repeated() async throws {
        let folder = try CheckedFolder()
        try folder.append("language: it\n", to: "config/regions/piemonte.yaml")
        let line = try folder.lines(of: "config/regions/piemonte.yaml")
        try folder.append(
            "- Per «il primo possibile» cerca da domani; oggi solo se lo chiede il paziente.\n",
            to: "Prompts/lombardia/anticipo.md"
        )
        let notes = try await folder.findings(.note)
        #expect(
            notes.contains {
                $0.hasPrefix("config/regions/piemonte.yaml:\(line): language says the same as config/base.yaml:")
            }
        )
        #expect(
            notes.contains(
                "Prompts/lombardia/anticipo.md: This part says the same as Prompts/base/anticipo.md. It can be removed."
            )
        )
    }

    @Test("tells every wording that a prompt quotes and nobody gives, with file and line")
    func missing() async throws {
        let folder = try CheckedFolder()
        let line = try folder.lines(of: Self.prompt)
        try folder.append("\n{{texts.addio}}\n{{texts.scuse}}\n", to: Self.prompt)
        let errors = try await folder.findings(.error)
        #expect(
            errors
                == ["addio", "scuse"].enumerated().map { index, name in
                    "\(Self.prompt):\(line + 2 + index): {{texts.\(name)}} has no wording in lombardia. Give it one under "
                        + "`texts` in config/regions/lombardia.yaml or config/base.yaml."
                }
        )
        try folder.change("texts:\n", to: "texts:\n  addio: A presto.\n  scuse: Mi scusi.\n", in: "config/base.yaml")
        #expect(try await folder.findings(.error) == [])
    }

    @Test("goes on after a mistake, so that all of them are told")
    func several() async throws {
        let folder = try CheckedFolder()
        try folder.append("\n{{strano}}\n", to: Self.prompt)
        try folder.change("data/articles", to: "data/nulla", in: "config/tools/knowledge_base_piemonte.yaml")
        let errors = try await folder.findings(.error)
        #expect(errors.count == 2)
        #expect(errors.contains { $0.hasPrefix("\(Self.prompt):") && $0.contains("{{strano}} means nothing here.") })
        #expect(errors.contains { $0.contains("config/data/nulla") })
    }

    @Test(
        "finds the tools that a prompt speaks of and its region does not have",
        arguments: [
            ("Usa `price_agonistic` per i prezzi.", "price_agonistic", "There are: "),
            ("Usa `get_exam_by_visits`.", "get_exam_by_visits", "Did you mean get_exam_by_visit?"),
            ("Chiama knowledge_base_new subito.", "knowledge_base_new", "There are: "),
            ("Chiama call_graph.", "call_graph", "There are: "),
            (
                "Usa sports_price_competitive.", "sports_price_competitive",
                "The model knows it as get_competitive_pricing."
            ),
        ]
    )
    func strangers(_ words: String, _ name: String, _ advice: String) async throws {
        let folder = try CheckedFolder()
        let line = try folder.lines(of: Self.prompt) + 2
        try folder.append("\n\(words)\n", to: Self.prompt)
        let errors = try await folder.findings(.error)
        #expect(errors.count == 1)
        let start = "\(Self.prompt):\(line): The prompt speaks of \(name), which is no tool of lombardia. \(advice)"
        #expect(errors.first?.hasPrefix(start) == true, "\(errors)")
    }

    @Test(
        "lets a prompt speak of its region's tools, of their arguments, and of anything else",
        arguments: [
            "Usa `get_competitive_pricing` e find_slots.", "Il campo `ecg_under_stress` va chiesto.",
            "Scrivi «in_fretta», mai booking o transfer.", "Il codice `B1`, non `b-1`.",
            "{{^can.booking}}Non chiamare `prenota_subito`.{{/can.booking}}",
        ]
    )
    func noNoise(_ words: String) async throws {
        let folder = try CheckedFolder()
        try folder.append("\n\(words)\n", to: Self.prompt)
        #expect(try await folder.findings(.error) == [])
    }
}
