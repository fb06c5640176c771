import AgentRuntime
import Testing

@testable import Tools

@Suite struct PatientTests {
    static let today = CalendarDate(daysSinceEpoch: 20_780)  // 2026-11-23

    private func patient(_ change: (inout ConfirmBookingTool.Arguments) -> Void = { _ in }) throws -> Patient {
        var arguments = ConfirmBookingTool.Arguments(
            reservation: "r1",
            firstName: " Ada  Lucia ",
            lastName: "D'Inventati",
            birthDate: "1991-03-03",
            phone: "347 000 1234"
        )
        change(&arguments)
        return try Patient(arguments, today: Self.today)
    }

    private func problem(_ change: (inout ConfirmBookingTool.Arguments) -> Void) -> String {
        let failure = #expect(throws: ToolFailure.self) { try self.patient(change) }
        return failure?.reason ?? ""
    }

    @Test func whatIsRightIsKeptInOneForm() throws {
        let patient = try self.patient {
            $0.email = "ada@finta.example"
            $0.taxCode = "fntdaa91c43f205b"
        }
        #expect(patient.firstName == "Ada Lucia")
        #expect(patient.phone == "+393470001234")
        #expect(patient.birthDate == "1991-03-03")
        #expect(patient.taxCode?.count == 16)
    }

    @Test func emptyTextsCountAsLeftOut() throws {
        let patient = try self.patient {
            $0.email = ""
            $0.taxCode = "  "
        }
        #expect(patient.email == nil)
        #expect(patient.taxCode == nil)
    }

    @Test(arguments: ["2026-11-24", "2090-01-01", "1890-01-01", "3 marzo 1991", ""])
    func aBirthDateIsADayThatHasBeen(_ text: String) {
        #expect(self.problem { $0.birthDate = text }.contains("birth_date"))
    }

    @Test(arguments: ["", "123", "3470", "347000123456", "chiamami", "5550001", "+0123456789", "00391", "+39 5 123456"])
    func aPhoneNumberThatCannotBeCalledIsNamed(_ text: String) {
        let problem = self.problem { $0.phone = text }
        #expect(problem.contains("phone"))
        #expect(text.count < 4 || !problem.contains(text))
    }

    @Test(arguments: [
        ("02 0000 1234", "+390200001234"), ("+39 347-0001234", "+393470001234"), ("0039 347 0001234", "+393470001234"),
        ("393470001234", "+393470001234"), ("+41 44 000 00 00", "+41440000000"), ("(011) 000.0003", "+390110000003"),
    ])
    func aPhoneNumberIsReadAsItIsWritten(_ text: String, _ number: String) {
        #expect(PhoneNumber(text)?.description == number)
    }

    @Test(arguments: [
        "ada", "ada@", "@finta.example", "ada@finta", "a da@finta.example", "ada@@finta.example", "ada@-a.example",
    ])
    func anAddressWithoutItsPartsIsNamed(_ text: String) {
        #expect(self.problem { $0.email = text }.contains("email"))
    }

    @Test(arguments: ["", "   ", "4", "R2", "<b>", "'-"])
    func aNameHasLetters(_ text: String) {
        #expect(self.problem { $0.firstName = text }.contains("first_name"))
        #expect(self.problem { $0.lastName = text }.contains("last_name"))
    }

    @Test func everyProblemIsNamedAtOnce() {
        let problem = self.problem {
            $0.phone = "1"
            $0.birthDate = "2090-01-01"
            $0.taxCode = "X"
        }
        #expect(problem.contains("phone") && problem.contains("birth_date") && problem.contains("tax_code"))
    }

    @Test func aTaxCodeMustFitTheBirthDate() throws {
        #expect(self.problem { $0.taxCode = "RSSMRA80A01H501U" }.contains("data di nascita"))
        #expect(try #require(FiscalCode("RSSMRA80A01H501U")).fits(try #require(CalendarDate("1980-01-01"))))
    }

    @Test func aTaxCodeIsCheckedByItsLastCharacter() throws {
        #expect(FiscalCode(" rssmra80a01 h501u") != nil)
        for wrong in [
            "RSSMRA80A01H501V", "RSSMRA80A01H502U", "RSSMRA80A01H501", "RSSMR180A01H501U", "RSSMRA80Z01H501U",
            "ÀSSMRA80A01H501U",
        ] {
            #expect(FiscalCode(wrong) == nil, "\(wrong)")
        }
    }

    @Test func aTaxCodeWithLettersForDigitsIsRead() throws {
        let code = try #require(FiscalCode("RSSMRA80A01H50MM"))
        #expect(code.fits(try #require(CalendarDate("1980-01-01"))))
    }
}
