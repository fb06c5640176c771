extension OfflineClockWords {
    static let english = OfflineClockWords(
        number: OfflineEnglishNumbers.value,
        ordinals: [
            "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "last": -1,
        ],
        months: [
            "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
            "september": 9, "october": 10, "november": 11, "december": 12,
        ],
        weekdays: [
            "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
        ],
        days: ["today": 0, "tonight": 0, "tomorrow": 1],
        units: ["day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30],
        next: ["next", "following"],
        after: ["in", "within"],
        onThe: ["the", "on"],
        at: ["at", "around", "past"],
        of: ["of", "the"],
        minutes: ["thirty": 30, "fifteen": 15],
        and: ["and"],
        one: ["a"],
        morning: ["am"],
        afternoon: ["pm"],
        times: ["noon": 12 * 60, "midday": 12 * 60]
    )
}
