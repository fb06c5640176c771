import AgentRuntime
import AgentTesting
import Foundation
import Testing

extension ExecutableTests {
    /// A region that is made of files alone - who speaks, prompt, tools, data - while the service runs.
    @Suite("A third region")
    struct ThirdRegionTests {
        /// What docs/regions.md tells its reader to write, with booking left on and three more tools.
        private static func write(into folder: DocumentedFolder, for page: Document) throws {
            func save(_ text: String, _ path: String) throws {
                try text.write(toFile: "\(folder.folder.path)/\(path)", atomically: true, encoding: .utf8)
            }
            try save(
                """
                # Dati inventati.
                agonistic:
                  - { region: veneto, visit: B1, minimum_age: 0, maximum_age: 120, price_cents: 4710 }
                non_agonistic: []
                provinces:
                  veneto: [Verona]

                """,
                "config/data/prices_veneto.yaml"
            )
            // The region's own file last, so that everything it names is there by then.
            let blocks = page.blocks.filter { !$0.lead.contains("switches it off") }
            let (own, others) = (
                blocks.filter { $0.lead.contains("config/regions/veneto.yaml") },
                blocks.filter { !$0.lead.contains("config/regions/veneto.yaml") }
            )
            for block in others { try folder.write(block) }
            guard let first = own.first, case .whole(let path)? = DocumentedFile(first) else { return }
            var lines = first.lines
            for block in own.dropFirst() { lines = Self.adding(block.lines, to: lines) }
            lines = Self.adding(
                """
                  - sports_price_competitive:
                      name: get_competitive_pricing
                      settings: { prices: data/prices_veneto.yaml, region: Veneto }
                  - exams_by_sport: { name: get_exam_by_sport }
                  - clinic_info:
                      name: call_graph_veneto
                      settings: { centres: data/centres_veneto.yaml }
                """.components(separatedBy: "\n"),
                to: lines
            )
            try save("\(lines.joined(separator: "\n"))\n", path)
        }

        private static func adding(_ more: [String], to lines: [String]) -> [String] {
            lines.flatMap { $0 == "tools:" ? [$0] + more : [$0] }
        }

        @Test("that is written while the service runs holds a whole conversation, and changes no other")
        func conversation() async throws {
            let page = try Document("docs/regions.md")
            let folder = try DocumentedFolder(for: page)
            let data = try TemporaryFolder()
            try await Repository.$folder.withValue(folder.folder.path) {
                let service = try await ServiceProcess.serving(data: data)
                #expect(try await service.session(region: "veneto").isEmpty)
                try Self.write(into: folder, for: page)
                service.hangUp()
                try await service.says("generation=2")

                let socket = try await service.connect("/ws/\(try await service.session(region: "veneto"))")
                var turns = 0
                func say(_ text: String) async throws -> (functions: [String], text: String) {
                    let earlier = socket.frames.count
                    try await socket.say(text)
                    turns += 1
                    let frames = try await socket.frames(untilNumber: turns, labelled: "ready").dropFirst(earlier)
                    return (
                        frames.functionsCalled, frames.first { $0.type == "complete" }?["full_response"]?.string ?? ""
                    )
                }
                let parking = try await say("Dove si parcheggia a Verona?")
                #expect(parking.functions == ["knowledge_base_veneto"])
                #expect(parking.text.contains("Nel cortile dietro i portici"))
                let hours = try await say("A che ora apre il centro di Verona il lunedì?")
                #expect(hours.functions == ["call_graph_veneto"])
                #expect(hours.text.contains("dalle 8:30 alle 12:30 e dalle 14:00 alle 18:00"))
                let price = try await say("Quanto costa la visita agonistica per mia figlia di 13 anni, pallavolo?")
                #expect(price.functions == ["get_competitive_pricing"])
                #expect(price.text.contains("in Veneto costa 47,10 €"))
                let slots = try await say("Vorrei una ecografia addome completo a Verona")
                #expect(slots.functions == ["search_health_services", "find_slots"])
                #expect(slots.text.contains("Centro Melograno Blu, Via del Melograno Blu 5, Verona"))
                let held = try await say("il primo")
                #expect(held.functions == ["reserve_slot"])
                #expect(held.text.contains("riservato, non ancora prenotato"))
                for detail in ["Ada", "Finta", "tre marzo novantuno"] {
                    #expect(try await say(detail).functions.isEmpty)
                }
                #expect(try await say("347 000 1234").text.hasSuffix("Confermo la prenotazione?"))
                let booked = try await say("sì")
                #expect(booked.functions == ["confirm_booking"])
                #expect(booked.text.contains(/Codice: CB-[0-9A-Z]{8}/))

                let lombardia = try await service.connect("/ws/\(try await service.session(region: "lombardia"))")
                try await lombardia.say("Dove si parcheggia a Verona?")
                let frames = try await lombardia.frames(labelled: "ready")
                #expect(frames.functionsCalled == ["knowledge_base_lombardia"])
                #expect(frames.first { $0.type == "complete" }?["full_response"]?.string?.contains("portici") == false)
                #expect(await service.stop() == 0)
            }
        }
    }
}
