import AgentRuntime
import Foundation
import ServiceConfiguration
import Testing

private struct Machine: Decodable, Equatable {
    var host: String
    var port: UInt16 = 1
    var isOn: Bool = false
    var ratio: Double?
    var wait: Duration?
    var parts: [Part] = []
    var labels: [String: String] = [:]

    struct Part: Decodable, Equatable {
        var name: String
        var count: Int?
    }

    enum CodingKeys: String, CodingKey { case host, port, isOn, ratio, wait, parts, labels }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.host = try container.decode(String.self, forKey: .host)
        self.port = try container.decodeIfPresent(UInt16.self, forKey: .port) ?? 1
        self.isOn = try container.decodeIfPresent(Bool.self, forKey: .isOn) ?? false
        self.ratio = try container.decodeIfPresent(Double.self, forKey: .ratio)
        self.wait = try container.decodeIfPresent(ConfigurationDuration.self, forKey: .wait)?.duration
        self.parts = try container.decodeIfPresent([Part].self, forKey: .parts) ?? []
        self.labels = try container.decodeIfPresent([String: String].self, forKey: .labels) ?? [:]
    }
}

/// Reads its parts without types of their own.
private struct Nested: Decodable {
    enum Key: String, CodingKey { case inner, list, value }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let inner = try container.nestedContainer(keyedBy: Key.self, forKey: .inner)
        _ = try inner.decode(Int.self, forKey: .value)
        var list = try container.nestedUnkeyedContainer(forKey: .list)
        _ = try list.nestedContainer(keyedBy: Key.self).decode(Int.self, forKey: .value)
    }
}

private struct Nothing: Decodable {}

@Suite struct StrictYAMLDecoderTests {
    @Test func readsWhatIsThere() throws {
        let machine = try decode(
            Machine.self,
            """
            # A comment.
            host: 10
            port: 65535
            isOn: true
            ratio: -1.5e2
            wait: 250ms
            parts:
              - name: yes
                count: -3
              - {name: "null", count: }
            labels: {a: 1, b: "", "c d": true}
            """
        )
        #expect(machine.host == "10")
        #expect(machine.port == 65_535)
        #expect(machine.isOn)
        #expect(machine.ratio == -150)
        #expect(machine.wait == .milliseconds(250))
        #expect(machine.parts.map(\.name) == ["yes", "null"])
        #expect(machine.parts.map(\.count) == [-3, nil])
        #expect(machine.labels == ["a": "1", "b": "", "c d": "true"])
    }

    @Test func aKeyWithoutValueCountsAsLeftOut() throws {
        #expect(try decode(Machine.self, "host: h\nport:\nwait: ~\nparts: null\n").port == 1)
    }

    @Test func aByteOrderMarkIsSkipped() throws {
        let folder = try ConfigurationFolder(["bom.yaml": "\u{FEFF}host: h\n"])
        #expect(try StrictYAMLDecoder().decode(Machine.self, at: "\(folder.root)/bom.yaml").host == "h")
    }

    @Test(arguments: [
        // Keys.
        ("host: h\nprot: 1\n", "f.yaml:2: Unknown key \"prot\". Did you mean \"port\"?"),
        (
            "host: h\n\ncolour: red\n",
            "f.yaml:3: Unknown key \"colour\". There are: host, isOn, labels, parts, port, ratio, wait."
        ),
        ("host: h\nparts:\n- name: a\n  coutn: 1\n", "f.yaml:4: Unknown key \"coutn\". Did you mean \"count\"?"),
        ("port: 1\n", "f.yaml:1: host is missing. Add the key \"host\"."),
        ("port: 1\nhots: h\n", "f.yaml:2: host is missing. Is it what \"hots\" was meant to be?"),
        ("host: h\nparts:\n  - name: a\n  - count: 1\n", "f.yaml:4: parts[1].name is missing. Add the key \"name\"."),
        (
            "host: h\nport: 1\nhost: i\n",
            "f.yaml:1: The key \"host\" appears here and again further down. Keep one of them."
        ),
        ("host: h\nlabels: {!!int 1: a, 1: b}\n", "f.yaml:2: The key \"1\" appears twice. Keep one of them."),
        ("base: &b {}\nhost: h\n<<: *b\n", "f.yaml:3: Merge keys (\"<<\") are not read. Write the keys out."),
        ("[a]: h\n", "f.yaml:1: A key must be a text. Put it on one line."),
        // Types.
        ("- host\n", "f.yaml:1: The document must be a mapping of keys to values, not a list."),
        ("hello\n", "f.yaml:1: The document must be a mapping of keys to values, not \"hello\"."),
        ("host:\n", "f.yaml:1: host has no value. Write a text."),
        ("host: [h]\n", "f.yaml:1: host must be a text, not a list."),
        ("host:\n  name: h\n", "f.yaml:1: host must be a text, not a mapping."),
        ("host: h\nport: many\n", "f.yaml:2: port must be a whole number, without quotes, not \"many\"."),
        ("host: h\nport: \"80\"\n", "f.yaml:2: port must be a whole number, without quotes, not \"80\"."),
        ("host: h\nport: 1.5\n", "f.yaml:2: port must be a whole number, without quotes, not \"1.5\"."),
        ("host: h\nport: 0x10\n", "f.yaml:2: port must be a whole number, without quotes, not \"0x10\"."),
        ("host: h\nport: 70000\n", "f.yaml:2: port must be a whole number from 0 to 65535, not \"70000\"."),
        ("host: h\nport: -1\n", "f.yaml:2: port must be a whole number from 0 to 65535, not \"-1\"."),
        ("host: h\nisOn: yes\n", "f.yaml:2: isOn must be true or false, without quotes, not \"yes\"."),
        ("host: h\nisOn: True\n", "f.yaml:2: isOn must be true or false, without quotes, not \"True\"."),
        ("host: h\nisOn: \"true\"\n", "f.yaml:2: isOn must be true or false, without quotes, not \"true\"."),
        (
            "host: h\nratio: .inf\n",
            "f.yaml:2: ratio must be a number, without quotes and with a point for the decimals, not \".inf\"."
        ),
        (
            "host: h\nratio: 0,5\n",
            "f.yaml:2: ratio must be a number, without quotes and with a point for the decimals, not \"0,5\"."
        ),
        ("host: h\nparts: a\n", "f.yaml:2: parts must be a list, not \"a\"."),
        (
            "host: h\nwait: 5 minutes\n",
            "f.yaml:2: wait: \"5 minutes\" is not a duration. "
                + "Write a whole number and a unit, such as 250ms, 30s, 5m, 1h or 60d."
        ),
        // Documents.
        ("", "f.yaml: The file is empty. Write its settings, or remove it."),
        ("# Nothing yet.\n", "f.yaml: The file is empty. Write its settings, or remove it."),
        ("---\n", "f.yaml: The file is empty. Write its settings, or remove it."),
        (
            "host: h\n---\nhost: i\n",
            "f.yaml:2: This is not valid YAML: but found another document. "
                + "Keep one document in a file: remove \"---\" and what follows, or move it to a file of its own."
        ),
        // Syntax.
        (
            "host: h\nlabels:\n\ta: 1\n",
            "f.yaml:3: This is not valid YAML: found character that cannot start any token. "
                + "Indent with spaces, never with tabs, and put quotes around a text that begins with a special character."
        ),
        (
            "host: a: b\n",
            "f.yaml:1: This is not valid YAML: mapping values are not allowed in this context. "
                + "Check the indentation, and put quotes around a text that contains \": \"."
        ),
        (
            "port: 1\nhost: \"h\nlabels: {}\n",
            "f.yaml:2: This is not valid YAML: found unexpected end of stream. "
                + "Check the indentation, and that every quote and bracket is closed."
        ),
        (
            "host: *h\n",
            "f.yaml:1: This is not valid YAML: found undefined alias. "
                + "Put quotes around a text that begins with \"*\"."
        ),
        (
            "host: h\nlabels: {a: \u{7}}\n",
            "f.yaml:2: This is not valid YAML: control characters are not allowed. "
                + "Check the indentation, and that every quote and bracket is closed."
        ),
    ])
    func everyMistakeHasPlaceReasonAndFix(_ text: String, _ message: String) {
        #expect(mistake(Machine.self, text) == message)
    }

    @Test(arguments: [
        ("inner: {value: 1}\nlist:\n- value: 1\n", nil),
        ("inner: {value: 1, valeu: 2}\nlist: [{value: 1}]\n", "f.yaml:1: Unknown key \"valeu\". There are: value."),
        (
            "inner: {value: 1}\nlist:\n- value: 1\n  other: 2\n",
            "f.yaml:4: Unknown key \"other\". There are: value."
        ),
        ("inner: {value: 1}\nlist: []\n", "f.yaml:2: list has 0 elements, which is too few. Add one."),
    ])
    func partsReadThroughNestedContainersAreStrictToo(_ text: String, _ message: String?) {
        #expect(mistake(Nested.self, text) == message)
    }

    @Test func aTypeThatReadsNothingTakesNoKeys() {
        #expect(mistake(Nothing.self, "{}\n") == nil)
        #expect(
            mistake(Nothing.self, "a: 1\n") == "f.yaml:1: Unknown key \"a\". Remove it: there is nothing to set here."
        )
    }

    @Test func namesOfAMappingAreFree() throws {
        #expect(try decode([String: Int].self, "a: 1\nb: 2\n") == ["a": 1, "b": 2])
        #expect(
            mistake([String: Int].self, "a: 1\nb: x\n")
                == "f.yaml:2: b must be a whole number, without quotes, not \"x\"."
        )
        #expect(try decode([Int?].self, "[1, null, ~]\n") == [1, nil, nil])
    }

    @Test func anAliasStandsForWhatItNames() throws {
        #expect(try decode([String: [Int]].self, "a: &x [1, 2]\nb: *x\n") == ["a": [1, 2], "b": [1, 2]])
    }

    @Test func aFileThatCannotBeReadIsNamed() throws {
        let folder = try ConfigurationFolder()
        let decoder = StrictYAMLDecoder()
        func message(_ path: String) -> String? {
            folder.message { _ = try decoder.decode(Machine.self, at: "\(folder.root)/\(path)") }
        }
        try folder.write(Data([0x61, 0x3A, 0x20, 0x31, 0x0A, 0x62, 0x3A, 0x20, 0xE8, 0x0A]), to: "latin.yaml")
        #expect(message("none.yaml") == "none.yaml: There is no such file. Create it, or correct the path.")
        #expect(message("config") == "config: This is a folder. Name a file.")
        #expect(message("latin.yaml") == "latin.yaml:2: The text is not UTF-8. Save the file in that encoding.")
    }
}
