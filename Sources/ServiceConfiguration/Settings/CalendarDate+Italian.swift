public import AgentRuntime
import Foundation

extension CalendarDate {
    /// The day as people say it in Italian: `martedì 8 dicembre 2026`.
    public var italian: String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let components = DateComponents(year: self.year, month: self.month, day: self.day)
        guard let date = calendar.date(from: components) else { return self.description }
        let style = Date.FormatStyle(locale: Locale(identifier: "it"), calendar: calendar, timeZone: .gmt)
        return date.formatted(style.weekday(.wide).day().month(.wide).year())
    }
}
