import AgentRuntime
import AgentTesting
import Testing

@testable import Observability

@Suite("What a conversation leaves in the metrics")
struct ConversationMetricsTests {
    @Test("is its turn, steps, calls, tokens and cost")
    func turn() async throws {
        let watched = try await WatchedConversation(
            [
                .calls("get_price", ["sport": "pallavolo"])
                    .using(TokenUsage(input: 1000, output: 10, cachedInput: 400)),
                .says("Costa 52 €.").using(TokenUsage(input: 1100, output: 20)),
            ],
            tools: [MockTool("get_price", returns: "52 €")]
        )
        _ = try await watched.chat.say("Quanto costa?")
        let samples = try await watched.samples()
        for sample in [
            #"chat_turn_duration_seconds_count{region="testing",outcome="answered"} 1"#,
            #"chat_gateway_overhead_seconds_count{region="testing"} 1"#,
            #"chat_step_duration_seconds_count{endpoint="first",outcome="answered"} 2"#,
            #"chat_tool_duration_seconds_count{tool="get_price"} 1"#,
            #"chat_tool_calls_total{tool="get_price",outcome="succeeded"} 1"#,
            #"chat_tokens_total{endpoint="first",type="input"} 1700"#,
            #"chat_tokens_total{endpoint="first",type="cached_input"} 400"#,
            #"chat_tokens_total{endpoint="first",type="output"} 30"#,
            #"chat_cost_total{endpoint="first"} 0.00555"#,
        ] {
            #expect(samples.contains(sample), "\(sample)")
        }
    }

    @Test("tells requests that came to nothing from those that did not, and cut streams from the rest")
    func failures() async throws {
        let watched = try await WatchedConversation([
            .says("Un att").fails(.truncated), .says("Ecco.").using(.zero),
        ])
        _ = try await watched.chat.say("Ci sei?")
        let samples = try await watched.samples()
        #expect(samples.contains(#"chat_model_failures_total{endpoint="first",reason="truncated"} 1"#))
        #expect(samples.contains(#"chat_truncated_streams_total{endpoint="first"} 1"#))
        #expect(samples.contains(#"chat_step_duration_seconds_count{endpoint="first",outcome="answered"} 1"#))
    }

    @Test("tells why a turn failed")
    func failedTurn() async throws {
        let watched = try await WatchedConversation([.fails(.rejected)])
        _ = try await watched.chat.say("Ci sei?")
        let samples = try await watched.samples()
        #expect(samples.contains(#"chat_turn_failures_total{region="testing",code="model_rejected"} 1"#))
        #expect(samples.contains(#"chat_turn_duration_seconds_count{region="testing",outcome="failed"} 1"#))
        #expect(samples.contains(#"chat_step_duration_seconds_count{endpoint="first",outcome="failed"} 1"#))
    }

    @Test("never has a name that a model made up")
    func inventedTool() async throws {
        let watched = try await WatchedConversation([.calls("MARKER-tool"), .says("Ecco.")])
        _ = try await watched.chat.say("Ci sei?")
        let samples = try await watched.samples()
        #expect(samples.contains(#"chat_tool_calls_total{tool="unknown",outcome="unknown_tool"} 1"#))
        #expect(!samples.contains { $0.contains("MARKER") })
    }
}
