extension OfflineSentences {
    static let english = OfflineSentences(
        greeting: "Hello.",
        offer: "This is what I can do:",
        thanks: "You are welcome. I am here if you need anything else.",
        farewell: "Goodbye, have a good day.",
        dropped: "All right, let us drop it. I am here if you need anything else.",
        nothingOpen: "All right. Tell me what you need.",
        notUnderstood: "I did not understand.",
        needed: "I cannot go on without it; write \"cancel\" if you would rather not.",
        nothingFound: "I am sorry, I found nothing.",
        failed: "I am sorry, I cannot do that at the moment.",
        timedOut: "I am sorry, there was no answer in time.",
        unknownEffect: "I have no confirmation that it took effect.",
        uncertain: "I am not sure that this answers your question:",
        tell: "Please tell me:",
        tellWhether: "Please tell me whether",
        whether: "whether ",
        articles: ["the ", "a ", "an "],
        namely: ", that is ",
        whichOne: "Which one would you like?",
        severalFit: "More than one fits:",
        noneFits: "None of these is that.",
        otherwise: "If none suits you, you can change:",
        summary: "Summary:",
        proceed: "Shall I go ahead?",
        whatToChange: "All right, I have done nothing. Tell me what to correct, or \"cancel\".",
        yes: "yes",
        no: "no",
        and: "and",
        or: "or",
        day: { "\(Self.englishDays[$0.weekdayIndex]) \(Self.english($0))" },
        date: { Self.english($0) },
        at: "at",
        until: "until",
        code: "Code:",
        phone: "tel.",
        states: [
            "confirmed": "Confirmed", "cancelled": "Cancelled", "canceled": "Cancelled", "booked": "Booked",
            "reserved": "Reserved", "sent": "Sent", "transferred": "Transferred", "done": "Done",
            "completed": "Completed", "available": "Available", "open": "Open", "closed": "Closed",
        ],
        already: "Already",
        units: ["minutes": "minutes", "hours": "hours", "days": "days", "seconds": "seconds", "years": "years"],
        decimalComma: false
    )

    private static func english(_ date: CalendarDate) -> String {
        "\(date.day) \(self.englishMonths[date.month - 1]) \(date.year)"
    }

    private static let englishDays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]
    private static let englishMonths = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
