import NIOCore

extension [UInt8] {
    /// Appends a part of a frame's payload, unmasked (RFC 6455 §5.3).
    /// - Parameters:
    ///   - mask: the key, first byte highest.
    ///   - offset: where in the payload the part begins.
    mutating func append(_ part: ByteBuffer, unmaskedWith mask: UInt32, from offset: Int) {
        let start = self.count
        self.append(contentsOf: part.readableBytesView)
        // The key as it lies in memory, turned so that it begins with the part.
        let turn = UInt32(offset % 4) * 8
        let key = (turn == 0 ? mask : mask << turn | mask >> (32 - turn)).bigEndian
        let wide = UInt64(key) << 32 | UInt64(key)
        self.withUnsafeMutableBytes { bytes in
            var index = start
            while index + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                bytes.storeBytes(of: word ^ wide, toByteOffset: index, as: UInt64.self)
                index += 8
            }
            while index < bytes.count {
                bytes[index] ^= UInt8(truncatingIfNeeded: key >> UInt32((index - start) % 4 * 8))
                index += 1
            }
        }
    }
}
