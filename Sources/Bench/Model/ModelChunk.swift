/// An event of a stream as OpenAI's server writes it, about 250 bytes; its ids are invented.
enum ModelChunk {
    private static let head = Array(
        (#"data: {"id":"chatcmpl-Xq8v7sT1nYwzLpE4dJcM2BGkhR3f","object":"chat.completion.chunk","created":1796167994,"#
            + #""model":"gpt-4.1-2025-04-14","system_fingerprint":"fp_0b3f11572","choices":[{"index":0,"#
            + #""delta":{"content":""#).utf8
    )
    private static let tail = Array((#""},"logprobs":null,"finish_reason":null}]}"# + "\n\n").utf8)

    /// - Parameter content: text that needs no escapes.
    static func bytes(_ content: some Collection<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(self.head.count + content.count + self.tail.count)
        bytes += self.head
        bytes += content
        bytes += self.tail
        return bytes
    }

    /// An event whose token is the time.
    static func stamped() -> [UInt8] { self.bytes(Stamp.now) }
}

/// The moment at which a token was sent, as the token's text: `@` and 16 hexadecimal digits.
enum Stamp {
    static let mark = UInt8(ascii: "@")
    static let length = 17

    static var now: [UInt8] {
        let now = UInt64(ProcessMeter.now)
        return [UInt8](unsafeUninitializedCapacity: self.length) { buffer, count in
            buffer[0] = self.mark
            for index in 1..<self.length {
                let digit = UInt8(now >> (64 - 4 * UInt64(index)) & 0xF)
                buffer[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
            }
            count = self.length
        }
    }

    /// Reads the digits behind a mark, in nanoseconds; `nil` if there are none.
    static func read(_ digits: UnsafeRawBufferPointer) -> Int64? {
        var value: UInt64 = 0
        for byte in digits {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(byte - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return Int64(value)
    }
}
