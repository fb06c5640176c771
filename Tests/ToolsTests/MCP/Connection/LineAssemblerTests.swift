import Testing

@testable import Tools

@Suite struct LineAssemblerTests {
    @Test func linesAreTheSameWhereverTheyAreCut() {
        let text = Array("eins\r\nzw\u{e9}i\n\ndrei\nvier".utf8)
        for size in 1...text.count {
            var assembler = LineAssembler(limit: 10)
            var lines: [String] = []
            for start in stride(from: 0, to: text.count, by: size) {
                let piece = text[start..<min(start + size, text.count)]
                lines += assembler.lines(after: piece).map { String(decoding: $0, as: UTF8.self) }
            }
            #expect(lines == ["eins", "zwéi", "drei"])
        }
    }

    @Test func aLineThatIsTooLongIsDroppedAndTheNextIsNot() {
        var assembler = LineAssembler(limit: 4)
        #expect(assembler.lines(after: "fünfzig\n".utf8).isEmpty)
        #expect(assembler.droppedCount == 1)
        #expect(assembler.lines(after: "vier\n".utf8) == [Array("vier".utf8)])
    }
}
