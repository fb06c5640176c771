import CStemmer
import Foundation
import NIOConcurrencyHelpers

/// Italian made comparable: without case, accents, endings (Snowball) and the words that stand everywhere.
enum ItalianText {
    private static let stemmer = ItalianStemmer()

    /// The text without case and accents.
    static func folded(_ text: String) -> String {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
    }

    /// The stems of the words that carry meaning, in the order of the text.
    static func stems(of text: String) -> [String] {
        let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
        // Endings come off before accents, which Snowball needs.
        return words.filter { $0.count > 1 && !self.stopWords.contains(self.folded(String($0))) }
            .map { self.folded(self.stemmer.stem(of: String($0))) }
    }

    private static let stopWords: Set<String> = [
        "ad", "ai", "agli", "al", "alla", "alle", "allo", "anche", "avere", "che", "chi", "ci", "co", "col", "come", "con", "cosa",
        "cui", "da", "dai", "dagli", "dal", "dalla", "dalle", "dallo", "dei", "degli", "del", "della", "delle", "dello",
        "devo", "deve", "di", "dove", "due", "ed", "era", "essere", "fa", "fare", "faccio", "fra", "gli", "ha", "hai", "hanno",
        "ho", "il", "in", "io", "la", "le", "lei", "li", "lo", "loro", "lui", "ma", "me", "mi", "mia", "mie", "miei", "mio",
        "ne", "nei", "nel", "nella", "nelle", "nello", "no", "noi", "non", "nostro", "nostra", "ogni", "per", "perche", "piu",
        "posso", "puo", "qual", "quale", "quali", "quando", "quanto", "quella", "quello", "questa", "questo", "qui", "se",
        "sei", "si", "sia", "siamo", "sono", "sta", "su", "sua", "sue", "sugli", "sui", "sul", "sulla", "sulle", "suo", "suoi",
        "ti", "tra", "tu", "tua", "tuo", "un", "una", "uno", "vi", "voglio", "vorrei", "voi",
    ]
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
