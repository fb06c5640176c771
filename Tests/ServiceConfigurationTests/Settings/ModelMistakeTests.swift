import Testing

@Suite struct ModelMistakeTests {
    @Test(arguments: [
        (
            "default: big\nmodels:\n  big:\n    provider: openai\n",
            "f.yaml:3: The model \"big\" has no key for https://api.openai.com/v1. "
                + "Set OPENAI_API_KEY, or base_url to a server that needs no key."
        ),
        (
            "default: bgi\nmodels:\n  big:\n    provider: offline\n",
            "f.yaml:1: No model is named \"bgi\". Did you mean \"big\"?"
        ),
        ("default: x\n", "f.yaml:1: No model is named \"x\". There are: auto, default."),
        ("models:\n  big:\n    model: m\n", "f.yaml:2: models.big.provider is missing. Add the key \"provider\"."),
        (
            "models:\n  big:\n    provider: openia\n",
            "f.yaml:3: models.big.provider: \"openia\" is no choice. Did you mean \"openai\"?"
        ),
        (
            "models:\n  auto:\n    provider: offline\n",
            "f.yaml:2: A model cannot be named \"auto\", which is built in. Choose another name."
        ),
        (
            "models:\n  b: {provider: openai, base_url: localhost}\n",
            "f.yaml:2: models.b.base_url: \"localhost\" is not the URL of a server. "
                + "Write one such as http://localhost:11434/v1."
        ),
        (
            "models:\n  b:\n    provider: openai\n    temperature: 3\n",
            "f.yaml:4: models.b.temperature: 3.0 is out of range. Write a number from 0.0 to 2.0."
        ),
        (
            "models:\n  b: {provider: openai, price: {input: 1}}\n",
            "f.yaml:2: models.b.price.output is missing. Add the key \"output\"."
        ),
        (
            "models:\n  b:\n    provider: openai\n    price: {input: -1, output: 2}\n",
            "f.yaml:4: models.b.price.input: \"-1\" is not an amount. "
                + "Write 0 or a number above it, such as 0.25, with up to six decimals."
        ),
        (
            "models:\n  b:\n    provider: openai\n    context_tokens: 10\n",
            "f.yaml:4: models.b.context_tokens: 10 is out of range. Write a whole number from 1000 to 100000000."
        ),
        (
            "currency: euro\n",
            "f.yaml:1: currency: \"euro\" is not a currency. Write a code of three capitals, such as EUR."
        ),
        (
            "models:\n  b: {provider: openai, headers: {\"a b\": c}}\n",
            "f.yaml:2: models.b.headers: \"a b\" cannot be sent. "
                + "A name is letters, digits and \"-\", and a value is one line."
        ),
        (
            "models:\n  b:\n    provider: openai\n    profile: mistrall\n",
            "f.yaml:4: models.b.profile: \"mistrall\" is no choice. Did you mean \"mistral\"?"
        ),
        (
            "models:\n  b:\n    provider: offline\n    profile: vllm\n",
            "f.yaml:4: models.b.profile: It is a way to speak chat completions, which is provider openai. Remove it."
        ),
        (
            "models:\n  b:\n    provider: openai\n    parameters: {stream: false}\n",
            "f.yaml:4: models.b.parameters: \"stream\" is written by the service itself. Remove it."
        ),
        (
            "models:\n  b:\n    provider: openai\n    parameters: {top_p: 1, max_tokens: 5}\n",
            "f.yaml:4: models.b.parameters: \"max_tokens\" is written by the service itself. "
                + "Remove it, or write it beside parameters."
        ),
        (
            "default: b\nmodels:\n  b: {provider: anthropic}\n",
            "f.yaml:3: The model \"b\" has no key for https://api.anthropic.com/v1. "
                + "Set ANTHROPIC_API_KEY, or base_url to a server that needs no key."
        ),
        (
            "models:\n  b:\n    provider: anthropic\n    temperature: 1.5\n",
            "f.yaml:4: models.b.temperature: 1.5 is out of range. Write a number from 0.0 to 1.0."
        ),
        (
            "models:\n  b:\n    provider: openai-responses\n    api_version: x\n",
            "f.yaml:4: models.b.api_version: It belongs to the profile azure of provider openai. Remove it."
        ),
        (
            "models:\n  b:\n    provider: openai-responses\n    parameters: {store: true}\n",
            "f.yaml:4: models.b.parameters: \"store\" is written by the service itself. Remove it."
        ),
        (
            "default: b\nmodels:\n  b: {provider: openai, profile: groq}\n",
            "f.yaml:3: The model \"b\" has no key for https://api.groq.com/openai/v1. "
                + "Set api_key, or base_url to a server that needs no key."
        ),
        (
            "default: b\nmodels:\n  b: {provider: openai, profile: ollama, api_version: x}\n",
            "f.yaml:3: api_version belongs to the profile azure, and this model's is ollama. Remove it."
        ),
    ])
    func mistakesAreExplained(_ text: String, _ message: String) {
        #expect(ModelText.mistake(text) == message)
    }

    @Test func aServerThatIsNoURLIsNamedByItsVariable() {
        #expect(
            ModelText.mistake("default: auto\n", ["OPENAI_BASE_URL": "localhost"])
                == "environment: OPENAI_BASE_URL is not the URL of a server. "
                + "Set it to one such as http://localhost:11434/v1."
        )
    }
}
