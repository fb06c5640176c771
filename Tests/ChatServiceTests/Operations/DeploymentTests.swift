import AgentRuntime
import Foundation
import Observability
import Testing
import Yams

/// What is in `deploy` speaks of the service as it is.
@Suite("The files to deploy with")
struct DeploymentTests {
    private static func text(_ path: String) throws -> String {
        try String(contentsOfFile: "\(Repository.root)/\(path)", encoding: .utf8)
    }

    private static var files: [String] {
        (try? FileManager.default.subpathsOfDirectory(atPath: "\(Repository.root)/deploy"))?.sorted() ?? []
    }

    /// The names of the service's metrics in a query.
    private static func metrics(in query: String) -> Set<String> {
        Set(query.matches(of: /\b(?:chat|process)_[a-z_]+\b/).map { String($0.0) })
    }

    private static let known = Set(Metric.all.flatMap(\.sampleNames))

    private struct Alert {
        let name: String
        let query: String
        let summary: String
    }

    private static func alerts() throws -> [Alert] {
        let groups = try Yams.compose(yaml: Self.text("deploy/prometheus/alerts.yml"))?["groups"]?.array() ?? []
        return groups.flatMap { $0["rules"]?.array() ?? [] }.map { rule in
            Alert(
                name: rule["alert"]?.string ?? "",
                query: rule["expr"]?.string ?? "",
                summary: rule["annotations"]?["summary"]?.string ?? ""
            )
        }
    }

    private static func queries(of panel: JSONValue) -> [String] {
        (panel["targets"]?.array ?? []).compactMap { $0["expr"]?.string }
    }

    @Test("have alerts about metrics that there are, each with its line in the runbook")
    func alerts() throws {
        let alerts = try Self.alerts()
        #expect(alerts.count > 10)
        for alert in alerts {
            let used = Self.metrics(in: alert.query)
            #expect(!used.isEmpty || alert.query.hasPrefix("up{"), "\(alert.name)")
            #expect(used.isSubset(of: Self.known), "\(alert.name): \(used.subtracting(Self.known))")
            #expect(!alert.summary.isEmpty)
        }
        let runbook = try Document("docs/operations.md").names(under: "When an alert fires")
        let names = runbook.filter { $0.hasPrefix("Chat") }
        #expect(names == alerts.map(\.name))
    }

    @Test("have a dashboard of metrics that there are, and of all of ours")
    func dashboard() throws {
        let dashboard = try JSONValue(parsing: Self.text("deploy/grafana/dashboards/chat-service.json"))
        let panels = dashboard["panels"]?.array ?? []
        #expect(Set(panels.map { $0["id"] }).count == panels.count)
        for panel in panels {
            let queries = Self.queries(of: panel)
            #expect(!queries.isEmpty, "\(panel["title"]?.string ?? "")")
            for query in queries {
                let used = Self.metrics(in: query)
                #expect(!used.isEmpty && used.isSubset(of: Self.known), "\(query)")
            }
            #expect(panel["datasource"]?["uid"] == "prometheus")
        }
        let shown = panels.flatMap(Self.queries).reduce(into: Set<String>()) { $0.formUnion(Self.metrics(in: $1)) }
        for metric in Metric.all {
            #expect(!shown.isDisjoint(with: metric.sampleNames), "\(metric.name) is not shown")
        }
    }

    @Test("have labels that the metrics have")
    func labels() throws {
        let dashboard = try JSONValue(parsing: Self.text("deploy/grafana/dashboards/chat-service.json"))
        let queries = try Self.alerts().map(\.query) + (dashboard["panels"]?.array ?? []).flatMap(Self.queries)
        let shared: Set = ["instance", "job", "le"]
        let labels = Set(Metric.all.flatMap(\.labels)).union(shared)
        for query in queries {
            let grouped = query.matches(of: /by \(([^)]*)\)/).flatMap { $0.1.split(separator: ",") }
                .map { $0.trimmingCharacters(in: .whitespaces) }
            let matched = query.matches(of: /([a-z_]+)(?:=~|!~|!=|=)"/).map { String($0.1) }
            #expect(Set(grouped + matched).isSubset(of: labels), "\(query)")
        }
    }

    @Test("are YAML and JSON where they say so")
    func syntax() throws {
        #expect(Self.files.count > 8)
        for file in Self.files where file.hasSuffix(".yaml") || file.hasSuffix(".yml") {
            let documents = try Yams.load_all(yaml: Self.text("deploy/\(file)")).map { $0 }
            #expect(!documents.isEmpty, "\(file)")
        }
        for file in Self.files where file.hasSuffix(".json") {
            #expect(throws: Never.self, "\(file)") { try JSONValue(parsing: Self.text("deploy/\(file)")) }
        }
    }

    @Test("probe where the service answers, and wait for its turns when they stop it")
    func probes() throws {
        let manifests = try Self.text("deploy/kubernetes/chat-service.yaml")
        let paths = Set(manifests.matches(of: /path: (\/[a-z]+)[,}]/).map { String($0.1) })
        #expect(paths == ["/live", "/ready"])
        let turns = try #require(
            Self.text("config/service.yaml").firstMatch(of: /shutdown:\n +turns: (\d+)s/).flatMap { Int($0.1) }
        )
        let files = try [
            manifests.firstMatch(of: /terminationGracePeriodSeconds: (\d+)\n/)?.1,
            Self.text("deploy/systemd/chat-service.service").firstMatch(of: /TimeoutStopSec=(\d+)s\n/)?.1,
            Self.text("docker-compose.yml").firstMatch(of: /stop_grace_period: (\d+)s\n/)?.1,
        ]
        for seconds in files {
            let seconds = try #require(seconds.flatMap { Int($0) })
            #expect(seconds > turns && seconds <= turns + 30)
        }
    }

    @Test("warn of memory before the pod is ended for it")
    func memory() throws {
        let limit = try #require(
            Self.text("deploy/kubernetes/chat-service.yaml").firstMatch(of: /limits: \{memory: (\d+)Gi\}/)
                .flatMap { Double($0.1) }
        )
        let alert = try #require(Self.alerts().first { $0.name == "ChatMemoryHigh" })
        let warned = try #require(alert.query.firstMatch(of: /> ([0-9.]+) \* 2\^30$/).flatMap { Double($0.1) })
        #expect(warned == 0.8 * limit)
        let runbook = try Document("docs/operations.md").text.first { $0.hasPrefix("| `ChatMemoryHigh`") }
        #expect(runbook?.contains("more than \(warned) GiB, four fifths") == true)
    }

    @Test("are of a build whose parts have versions")
    func pins() throws {
        let packages = try Self.text("Package.swift").matches(of: /\.package\(url: "[^"]+", ([^)]*)\)/).map(\.1)
        #expect(packages.count > 10)
        #expect(packages.allSatisfy { $0.wholeMatch(of: /exact: "\d+\.\d+\.\d+"/) != nil })
        let image = try Self.text("Dockerfile")
        #expect(image.contains("COPY Package.swift Package.resolved* ./"))
        let images = image.matches(of: /(?m)^FROM (\S+)/).map { String($0.1) }
        #expect(images == ["${BUILD_IMAGE}", "${RUN_IMAGE}"])
        for name in ["BUILD_IMAGE", "RUN_IMAGE"] {
            #expect(image.contains("\nARG \(name)="))
            #expect(try Self.text("docs/operations.md").contains("--build-arg \(name)="))
        }
    }

    @Test("are told of with every metric there is")
    func documented() throws {
        let lines = Set(try Document("docs/operations.md").text)
        for metric in Metric.all {
            let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
            let row = "| `\(metric.name)` | \(metric.kind.rawValue) | \(labels) | \(metric.help) |"
            #expect(lines.contains(row), "\(row)")
        }
        #expect(
            try Document("docs/operations.md").names(under: "Every metric").count(where: { $0.contains("_") })
                >= Metric.all.count
        )
    }
}
