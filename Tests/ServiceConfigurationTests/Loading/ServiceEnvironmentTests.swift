import ServiceConfiguration
import Testing

@Suite struct ServiceEnvironmentTests {
    private func variables(_ text: String, process: [String: String] = [:]) throws -> [String: String] {
        let folder = try ConfigurationFolder([".env": text])
        return try ServiceEnvironment.variables(process: process, dotEnvAt: "\(folder.root)/.env")
    }

    @Test func linesSetVariables() throws {
        let text = #"""
            # Chat Service Configuration
            CHAT_SERVICE_PORT=8002

            export HOST = 0.0.0.0   # anywhere
            EMPTY=
            SINGLE='a # "b" \n'
            DOUBLE="a \"b\" \\ \n \t" # note
            HASH=a#b
            URL=https://example.org/?a=b
            """#
        #expect(
            try self.variables(text) == [
                "CHAT_SERVICE_PORT": "8002", "HOST": "0.0.0.0", "EMPTY": "", "SINGLE": #"a # "b" \n"#,
                "DOUBLE": "a \"b\" \\ \n \\t", "HASH": "a#b", "URL": "https://example.org/?a=b",
            ]
        )
    }

    @Test func linesMayEndAsOnWindows() throws {
        #expect(try self.variables("A=1\r\nB=2\r\n") == ["A": "1", "B": "2"])
    }

    @Test func theProcessWins() throws {
        #expect(try self.variables("A=file\nB=file\n", process: ["A": "process"]) == ["A": "process", "B": "file"])
    }

    @Test func withoutAFileTheProcessIsAll() throws {
        let folder = try ConfigurationFolder()
        #expect(try ServiceEnvironment.variables(process: ["A": "1"], dotEnvAt: "\(folder.root)/.env") == ["A": "1"])
    }

    @Test(arguments: [
        ("A=1\nsecret\n", ".env:2: The line sets no variable. Write NAME=value, or begin the line with #."),
        ("MY KEY=secret\n", ".env:1: What stands before \"=\" names no variable. Use letters, digits and _."),
        ("KEY=\"secret\n", ".env:1: The quotes of KEY do not enclose its value. Close them at the end of the line."),
        (
            "KEY='secret'more\n",
            ".env:1: The quotes of KEY do not enclose its value. Close them at the end of the line."
        ),
    ])
    func mistakesAreExplainedWithoutTheValue(_ text: String, _ message: String) throws {
        let folder = try ConfigurationFolder([".env": text])
        #expect(
            folder.message { _ = try ServiceEnvironment.variables(process: [:], dotEnvAt: "\(folder.root)/.env") }
                == message
        )
    }
}
