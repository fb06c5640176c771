import Testing

@testable import AgentRuntime

@Suite struct UTF8MenderTests {
    @Test("a character cut in two comes out whole; half of one is replaced")
    func characters() {
        var mender = UTF8Mender()
        var out: [UInt8] = []
        for byte in Array("è🩺".utf8) + [0xE2, 0x82] {
            let piece = [byte]
            mender.mend(piece.span) { span in out += span.withUnsafeBufferPointer { Array($0) } }
        }
        mender.finish { span in out += span.withUnsafeBufferPointer { Array($0) } }
        #expect(String(decoding: out, as: UTF8.self) == "è🩺\u{FFFD}")
    }
}
