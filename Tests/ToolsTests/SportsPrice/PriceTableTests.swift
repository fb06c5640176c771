import AgentRuntime
import Testing

@testable import Tools

/// Over the prices the repository ships.
@Suite struct PriceTableTests {
    private static func read<Document: Decodable>(_ type: Document.Type, _ file: String) throws -> Document {
        let path = "\(YAMLDocumentsForTests.shippedConfiguration)/data/\(file)"
        return try #require(try YAMLDocumentsForTests().read(type, at: path).first)
    }

    @Test(arguments: [
        ("Lombardia", "lombardia"), ("LOMBARDIA", "lombardia"), (" lombardia ", "lombardia"), ("monza", "lombardia"),
        ("Monza e Brianza", "lombardia"), ("Regione Lombardia", "lombardia"), ("Milano, Lombardia", "lombardia"),
        ("Monza (MB)", "lombardia"), ("in provincia di Novara", "piemonte"), ("Verbano Cusio Ossola", "piemonte"),
        ("piemonte", "piemonte"), ("Torino", "piemonte"),
    ])
    func aPlaceLiesInItsRegion(_ place: String, _ region: String) throws {
        #expect(try Self.read(PriceTable.self, "sports_prices.yaml").region(of: place) == region)
    }

    @Test(arguments: ["Palermo", "", " ", "Lombard", "Torino o Milano", "Operazione"])
    func aPlaceThatIsInNoneOrInTwoHasNone(_ place: String) throws {
        #expect(try Self.read(PriceTable.self, "sports_prices.yaml").region(of: place) == nil)
    }

    @Test func everySportHasOnePriceAtEveryAgeInEveryRegion() throws {
        let prices = try Self.read(PriceTable.self, "sports_prices.yaml")
        let sports = try Self.read([Sport].self, "sports.yaml")
        #expect(prices.regions == ["lombardia", "piemonte"])
        for region in prices.regions {
            for visit in Set(sports.map(\.visit)) {
                for age in 0...120 {
                    let found = prices.agonistic.filter {
                        $0.region == region && $0.visit == visit && $0.minimumAge <= age && age <= $0.maximumAge
                    }
                    #expect(found.count == 1, "\(region) \(visit) \(age)")
                }
            }
            #expect(prices.nonAgonistic.filter { $0.region == region }.count == 2)
        }
        #expect((prices.agonistic.map(\.priceCents) + prices.nonAgonistic.map(\.priceCents)).allSatisfy { $0 > 0 })
        #expect(Set(prices.provinces.keys) == Set(prices.regions))
    }

    @Test(arguments: [
        (5200, "52,00 €"), (4950, "49,50 €"), (105, "1,05 €"), (7, "0,07 €"), (0, "0,00 €"), (123456, "1234,56 €"),
    ])
    func centsAreWrittenAsItaliansWriteThem(_ cents: Int, _ text: String) {
        #expect(euros(cents) == text)
    }
}
