import CStemmer
import Foundation
import NIOConcurrencyHelpers

/// Italian made comparable: without case, accents, endings (Snowball) and the words that stand everywhere.
enum ItalianText {
    private static let stemmer = ItalianStemmer()

    /// The text without case and accents.
    static func folded(_ text: String) -> String {
        // Foundation's table is slow, and most words have no accent.
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
        return text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
    }

    /// The words without case and accents, in the order of the text.
    static func words(of text: String) -> [String] {
        self.split(self.folded(text))
    }

    /// The stems of the words that carry meaning, in the order of the text.
    static func stems(of text: String) -> [String] {
        // Endings come off before accents, which Snowball needs, each as one character.
        self.split(self.composed(text.lowercased()))
            .filter { $0.unicodeScalars.count > 1 && !self.stopWords.contains(self.folded($0)) }
            .map { self.folded(self.stemmer.stem(of: self.singular($0))) }
    }

    /// The text with one scalar for a letter and its accent; it mostly is so already.
    private static func composed(_ text: String) -> String {
        text.unicodeScalars.allSatisfy { $0.value < 0x300 } ? text : text.precomposedStringWithCanonicalMapping
    }

    private static func split(_ text: String) -> [String] {
        text.unicodeScalars.split { !self.isOfWord($0) }.map { String($0) }
    }

    /// Whether it is a letter, a digit, or a mark upon one.
    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": return true
        case "\0"..."\u{7f}": return false
        default:
            let properties = scalar.properties
            return properties.isAlphabetic || properties.numericType != nil
                || properties.canonicalCombiningClass.rawValue > 0
        }
    }

    /// Snowball takes the end of `referti` for the pronoun in `prepararti`; whoever is not addressed as a friend writes
    /// the plural.
    private static func singular(_ word: String) -> String {
        word.hasSuffix("rti") ? "\(word.dropLast())o" : word
    }

    private static let stopWords = Set(
        """
        ad ai agli al all alla alle allo altra altre altri altro anche avere buonasera buongiorno ce che chi ci ciao co
        col com come con cortesemente cos cosa cui da dai dagli dal dall dalla dalle dallo dei degli del dell della
        delle dello devo deve di dire dirmi dov dove due ed era essere fa fare faccio favore fra gentilmente gli grazie
        ha hai hanno ho il in io la le lei li lo loro lui ma me mi mia mie miei mio ne nei nel nell nella nelle nello no
        noi non nostra nostro ogni per perche piu posso possiamo possono prego puo qual quale quali quando quanta quante
        quanti quanto quell quella quello quest questa questo qui salve sapere scusa scusi se sei si sia siamo sono sta
        su sua sue sugli sui sul sull sulla sulle suo suoi ti tra tu tua tuo un una uno vi voglio volevo vorrei voi
        """.split(whereSeparator: \.isWhitespace).map(String.init)
    )
}

/// Snowball's Italian stemmer, which serves one caller at a time.
private final class ItalianStemmer: Sendable {
    private struct Handle: @unchecked Sendable {
        // Used within the lock alone.
        let pointer: OpaquePointer?
    }

    private let handle = NIOLockedValueBox(Handle(pointer: sb_stemmer_new("italian", "UTF_8")))

    func stem(of word: String) -> String {
        var word = word
        return self.handle.withLockedValue { handle in
            guard let stemmer = handle.pointer else { return word }
            return word.withUTF8 { bytes in
                guard let stem = sb_stemmer_stem(stemmer, bytes.baseAddress, Int32(bytes.count)) else {
                    return String(decoding: bytes, as: UTF8.self)
                }
                let length = Int(sb_stemmer_length(stemmer))
                return String(decoding: UnsafeBufferPointer(start: stem, count: length), as: UTF8.self)
            }
        }
    }
}
