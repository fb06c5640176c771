import AgentRuntime
import ServiceConfiguration
import Testing

@Suite struct VariableSubstitutionTests {
    private let environment = ["NAME": "Ada", "PORT": "80", "EMPTY": "", "KEY": "s3cret"]

    @Test(arguments: [
        ("${NAME}", "Ada"),
        ("\"a ${NAME} b ${PORT}\"", "a Ada b 80"),
        ("${NONE:-other}", "other"),
        ("${NONE:-}", ""),
        ("${EMPTY:-other}", "other"),
        ("${EMPTY}", ""),
        ("${NAME:-other}", "Ada"),
        ("$${NAME} costs 5$", "${NAME} costs 5$"),
        ("'$NAME {NAME}'", "$NAME {NAME}"),
    ])
    func variablesStandForTheirValues(_ text: String, _ value: String) throws {
        #expect(try decode([String: String].self, "a: \(text)\n", environment: self.environment) == ["a": value])
    }

    @Test func aVariableCanBeANumberOrATruthValue() throws {
        #expect(
            try decode([String: Int].self, "a: ${PORT}\nb: \"${PORT}\"\n", environment: self.environment) == [
                "a": 80, "b": 80,
            ]
        )
        #expect(try decode([String: Bool].self, "a: ${X:-true}\n") == ["a": true])
    }

    @Test(arguments: [
        (
            "a: b\nc: ${NOEN}\n",
            "f.yaml:2: The variable NOEN is not set. "
                + "Set it in the environment or in .env, or give a default: ${NOEN:-…}."
        ),
        ("a: x ${NAME\n", "f.yaml:1: \"${\" is not closed. Add \"}\", or write \"$${\" for the characters themselves."),
        (
            "a: ${MY NAME}\n",
            "f.yaml:1: \"${MY NAME}\" names no variable. "
                + "Write ${NAME} or ${NAME:-default}, or \"$${\" for the characters themselves."
        ),
    ])
    func aVariableThatMeansNothingIsAnError(_ text: String, _ message: String) {
        #expect(mistake([String: String].self, text, environment: self.environment) == message)
    }

    @Test func valuesOfTheEnvironmentAreNeverShown() {
        #expect(
            mistake([String: Int].self, "port: ${KEY}\n", environment: self.environment)
                == "f.yaml:1: port must be a whole number, without quotes, not \"${KEY}\"."
        )
        #expect(
            mistake([String: ConfigurationDuration].self, "wait: ${KEY}\n", environment: self.environment)
                == "f.yaml:1: wait: \"${KEY}\" is not a duration. "
                + "Write a whole number and a unit, such as 250ms, 30s, 5m, 1h or 60d."
        )
    }
}
