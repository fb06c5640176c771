extension Metric {
    // What turns, steps and calls took.
    static let turnDuration = Metric(
        "turn_duration_seconds",
        .histogram,
        ["region", "outcome"],
        "How long turns took, from their beginning to their end on record."
    )
    static let gatewayOverhead = Metric(
        "gateway_overhead_seconds",
        .histogram,
        ["region"],
        "What of a turn's duration the service itself took: without the wait for models and tools."
    )
    static let turnFailures = Metric(
        "turn_failures_total",
        .counter,
        ["region", "code"],
        "Turns that ended without an answer, by the code clients saw."
    )
    static let stepDuration = Metric(
        "step_duration_seconds",
        .histogram,
        ["endpoint", "outcome"],
        "How long steps took: a request to a model with its repetitions and fallbacks."
    )
    static let firstToken = Metric(
        "first_token_seconds",
        .histogram,
        ["endpoint"],
        "From a request to a model to its first text or call."
    )
    static let toolDuration = Metric("tool_duration_seconds", .histogram, ["tool"], "How long tool calls took.")
    static let toolCalls = Metric(
        "tool_calls_total",
        .counter,
        ["tool", "outcome"],
        "Tool calls, by what came of them."
    )

    // What models used up and how they failed.
    static let tokens = Metric(
        "tokens_total",
        .counter,
        ["endpoint", "type"],
        "Tokens used up, those of failed requests included: input (not cached), cached_input, output."
    )
    static let cost = Metric(
        "cost_total",
        .counter,
        ["endpoint"],
        "What models cost, in the currency of models.yaml, where prices are known."
    )
    static let modelFailures = Metric(
        "model_failures_total",
        .counter,
        ["endpoint", "reason"],
        "Requests to models that came to nothing."
    )
    static let truncatedStreams = Metric(
        "truncated_streams_total",
        .counter,
        ["endpoint"],
        "Streams of models that were cut off before their end."
    )
    static let breakerState = Metric(
        "breaker_state",
        .gauge,
        ["breaker", "state"],
        "1 for the state that the circuit breaker of a model or a tool is in: closed, half_open or open."
    )

    // What clients do.
    static let sessions = Metric("sessions", .gauge, [], "Sessions that were created and not closed.")
    static let sessionsInMemory = Metric("sessions_in_memory", .gauge, [], "Sessions that are held in memory.")
    static let damagedSessions = Metric(
        "sessions_damaged",
        .gauge,
        [],
        "Sessions that could not be read since the start, and are not erased."
    )
    static let sockets = Metric("ws_connections", .gauge, [], "Open WebSockets.")
    static let queuedBytes = Metric("ws_outbound_queue_bytes", .gauge, [], "Bytes that wait for slow sockets.")
    static let frames = Metric("ws_frames_total", .counter, [], "Frames sent to sockets.")
    static let slowSockets = Metric(
        "ws_slow_closes_total",
        .counter,
        [],
        "Sockets let go because they took too long to take what was sent."
    )
    static let requests = Metric(
        "http_request_duration_seconds",
        .histogram,
        ["route", "status"],
        "How long requests took, up to their answer. The status of one that became a socket is 101."
    )
    static let refusals = Metric(
        "refusals_total",
        .counter,
        ["reason"],
        "Requests and messages that were refused, by the limit they met or else the error's code."
    )

    // The service itself.
    static let generation = Metric(
        "config_generation",
        .gauge,
        [],
        "The generation of the configuration in force, from 1."
    )
    static let reloads = Metric(
        "config_reloads_total",
        .counter,
        ["outcome"],
        "Changes of the configuration that were accepted or refused."
    )
    static let ready = Metric("ready", .gauge, [], "1 while the service takes conversations: what /ready answers.")
    static let droppedSpans = Metric(
        "spans_dropped_total",
        .counter,
        [],
        "Spans of traces that could not be delivered."
    )
    static let build = Metric("build_info", .gauge, ["version"], "1, with the version that runs.")
    static let startTime = Metric(
        "process_start_time_seconds",
        .gauge,
        [],
        "When the process started, in seconds since 1970-01-01T00:00:00Z."
    )
    static let cpuTime = Metric("process_cpu_seconds_total", .counter, [], "Processor time used by the process.")
    static let memory = Metric("process_resident_memory_bytes", .gauge, [], "Memory that the process occupies.")
    static let descriptors = Metric("process_open_fds", .gauge, [], "File descriptors that are open.")
    static let mostDescriptors = Metric("process_max_fds", .gauge, [], "File descriptors that may be open.")

    /// Every metric there is, in the order in which they are told.
    public static let all: [Metric] = [
        turnDuration, gatewayOverhead, turnFailures, stepDuration, firstToken, toolDuration, toolCalls, tokens, cost,
        modelFailures, truncatedStreams, breakerState, sessions, sessionsInMemory, damagedSessions, sockets,
        queuedBytes, frames,
        slowSockets, requests, refusals, generation, reloads, ready, droppedSpans, build, startTime, cpuTime, memory,
        descriptors, mostDescriptors,
    ]
}
