import AgentRuntime

/// What a model supplies to pass a conversation on.
protocol TransferArguments: Decodable, Sendable {
    var reason: String { get }
    /// Whether the patient need not be asked first.
    var immediate: Bool { get }
    /// What the schema has besides the reason.
    static var others: [String: JSONSchema] { get }
}

/// Passes the conversation to a person, while people answer.
struct RequestTransferTool<Arguments: TransferArguments>: Tool {
    let definition: ToolDefinition
    private let asked: AskedSessions
    private let queues: [TransferQueue]
    private let escalation: Escalation?

    init(name: String, settings: TransferSettings, asked: AskedSessions) {
        let reason = JSONSchema.string("Il motivo: in una frase, che cosa serve al paziente.")
            .asked("Per quale motivo vuole parlare con una persona?")
        self.definition = ToolDefinition(
            name: name,
            description: "Passa la conversazione a un operatore umano.",
            parameters: .object(
                ["reason": reason].merging(Arguments.others) { own, _ in own },
                required: ["reason"] + Arguments.others.keys.sorted()
            ).asked("Passo la conversazione a un operatore?"),
            effect: .write
        )
        self.queues = settings.queues
        self.asked = asked
        self.escalation = settings.url.map { Escalation(url: $0, settings: settings) }
    }

    func call(_ arguments: Arguments, in context: ToolContext) async throws -> ToolResult {
        let hours = context.region.hours
        guard hours.isOpen(at: context.now) else { throw TransferRefusal.closed(hours, at: context.now) }
        guard arguments.reason.contains(where: { !$0.isWhitespace }) else { throw TransferRefusal.noReason }
        if !arguments.immediate, self.asked.note(context.session) { return Self.helpFirst }
        let route = self.queues.first { $0.takes(arguments.reason) }?.route ?? [:]
        let handoff = Handoff(reason: arguments.reason, route: route)
        if let escalation {
            try await escalation.post(handoff, in: context)
            return Self.transferred(nil)
        }
        return Self.transferred(handoff)
    }

    /// A handoff to clients happens with its result, which is not on record. What became of an escalation only the other
    /// side knows.
    func outcome(of key: IdempotencyKey, in context: ToolContext) async throws -> ToolResult? {
        guard self.escalation == nil else { throw TransferRefusal.unknown }
        return nil
    }

    private static func transferred(_ handoff: Handoff?) -> ToolResult {
        ToolResult(
            ["success": true, "transferred": true, "message": "La conversazione passa a un operatore."],
            instruction:
                "Di' solo che la conversazione passa a un operatore, che la prenderà in carico. Non chiedere altro.",
            handoff: handoff
        )
    }

    private static var helpFirst: ToolResult {
        ToolResult(
            [
                "success": true, "transferred": false,
                "message": "Mi dica pure di che cosa ha bisogno: provo ad aiutarla subito io.",
            ],
            instruction:
                "Non è stato passato nulla. Chiedi che cosa serve e prova ad aiutare; se il paziente insiste, o se non "
                + "riesci, richiama lo strumento."
        )
    }
}

/// A reason, and nothing is asked first.
struct PlainTransfer: TransferArguments {
    let reason: String
    var immediate: Bool { true }
    static var others: [String: JSONSchema] { [:] }
}

/// A reason, and whether it is beyond what the assistant could do.
struct WeighedTransfer: TransferArguments {
    let reason: String
    let immediate: Bool

    static var others: [String: JSONSchema] {
        let description =
            "Subito: true se la richiesta va oltre ciò che puoi fare; false se il paziente chiede una persona e potresti "
            + "aiutarlo tu."
        return [
            "immediate": JSONSchema(["type": "boolean", "description": .string(description), "default": false])
        ]
    }
}
