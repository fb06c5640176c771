import AgentRuntime
import Foundation

/// Whom a booking is for. Stored with the booking and nowhere else; never logged.
struct Patient: Codable, Sendable {
    let firstName: String
    let lastName: String
    /// `1991-03-03`
    let birthDate: String
    /// In international form.
    let phone: String
    let email: String?
    let taxCode: String?

    /// - Parameter today: the day it is for the patient.
    /// - Throws: `ToolFailure` that names every field that is wrong, without repeating what was said.
    init(_ arguments: ConfirmBookingTool.Arguments, today: CalendarDate) throws(ToolFailure) {
        var problems: [String] = []
        func checked<Value>(_ value: Value?, _ problem: String) -> Value? {
            if value == nil { problems.append(problem) }
            return value
        }
        let firstName = checked(Self.name(arguments.firstName), "first_name: serve il nome, in lettere")
        let lastName = checked(Self.name(arguments.lastName), "last_name: serve il cognome, in lettere")
        let birthDate = checked(
            Self.birthDate(arguments.birthDate, today: today),
            "birth_date: dev'essere una data di nascita già passata, scritta come 1991-03-03"
        )
        let phone = checked(
            PhoneNumber(arguments.phone),
            "phone: non è un numero di telefono valido; chiedi di ripeterlo con il prefisso"
        )
        var email: String?
        if let text = Self.nonEmpty(arguments.email) {
            email = checked(Self.email(text), "email: l'indirizzo non è valido; chiedi di ripeterlo")
        }
        var taxCode: FiscalCode?
        if let text = Self.nonEmpty(arguments.taxCode) {
            taxCode = checked(
                FiscalCode(text),
                "tax_code: il codice fiscale non è valido (16 caratteri, l'ultimo è di controllo); chiedi di "
                    + "ricontrollarlo"
            )
            if let code = taxCode, let birthDate, !code.fits(birthDate) {
                problems.append(
                    "tax_code: il codice fiscale non corrisponde alla data di nascita; chiedi di ricontrollarli"
                )
            }
        }
        guard problems.isEmpty, let firstName, let lastName, let birthDate, let phone else {
            throw ToolFailure(
                "La prenotazione non è stata fatta. Da correggere: \(problems.joined(separator: "; ")). "
                    + "La riserva resta valida: chiedi il dato giusto e chiama di nuovo confirm_booking."
            )
        }
        self.firstName = firstName
        self.lastName = lastName
        self.birthDate = "\(birthDate)"
        self.phone = phone.description
        self.email = email
        self.taxCode = taxCode?.description
    }

    /// A model writes an empty text for what it does not know.
    private static func nonEmpty(_ text: String?) -> String? {
        let text = text?.trimmingCharacters(in: .whitespacesAndNewlines)
        return text?.isEmpty == true ? nil : text
    }

    private static func name(_ text: String) -> String? {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let marks: Set<Character> = [" ", "'", "’", "-", ".", "`"]
        guard (1...80).contains(words.count), words.contains(where: \.isLetter),
            words.allSatisfy({ $0.isLetter || marks.contains($0) })
        else { return nil }
        return words
    }

    private static func birthDate(_ text: String, today: CalendarDate) -> CalendarDate? {
        guard let date = CalendarDate(text), date <= today, date.year >= today.year - 120 else { return nil }
        return date
    }

    /// One `@`, something before it, a domain with a dot after it: the rest only a message sent there can prove.
    private static func email(_ text: String) -> String? {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, parts.count == 2, (1...64).contains(parts[0].utf8.count),
            text.allSatisfy({ $0.isASCII && !$0.isWhitespace && !"<>(),;:\"[]\\".contains($0) })
        else { return nil }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        let isDomain =
            labels.count > 1
            && labels.allSatisfy { label in
                !label.isEmpty && label.first != "-" && label.last != "-"
                    && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
            }
        return isDomain && (labels.last?.count ?? 0) > 1 ? text : nil
    }
}
