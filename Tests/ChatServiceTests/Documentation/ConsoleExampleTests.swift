import Testing

@Suite("A promised output")
struct ConsoleExampleTests {
    @Test(
        "is compared but for what it leaves out",
        arguments: [
            ("a\nb", "a\nb\n", true), ("a\nb", "a\nb\nc", false), ("a\nb", "x\na\nb", false), ("a", "", false),
            ("a […]\nc", "a b\nc", true), ("a […]\nc", "a b\nd", false), ("a […]\nc", "a b\nc\nd", false),
            ("[…]\nb\n[…]", "a\nb\nc", true), ("[…]\nb\n[…]", "a\nc", false), ("[…]b[…]d[…]", "a d c b e", false),
            ("[…]a", "a a", true), ("", "whatever", true),
        ]
    )
    func matching(_ promised: String, _ printed: String, _ isKept: Bool) {
        #expect(ConsoleExample(command: "", output: promised).promises(printed) == isKept)
    }

    @Test("belongs to the command above it")
    func commands() {
        let block = Document.Block(
            language: "",
            lines: ["$ one", "1", "", "$ two", "$ three", "3"],
            lead: "",
            chapter: "",
            number: 1
        )
        let examples = ConsoleExample.all(in: block)
        #expect(examples.map(\.command) == ["one", "two", "three"])
        #expect(examples.map(\.output) == ["1", "", "3"])
    }

    @Test("may stand on several lines")
    func lines() {
        let block = Document.Block(
            language: "",
            lines: ["$ one \\", "  two", "1", "$ three '{", "}'", "$ four"],
            lead: "",
            chapter: "",
            number: 1
        )
        let examples = ConsoleExample.all(in: block)
        #expect(examples.map(\.command) == ["one \\\n  two", "three '{\n}'", "four"])
        #expect(examples.map(\.output) == ["1", "", ""])
    }
}
