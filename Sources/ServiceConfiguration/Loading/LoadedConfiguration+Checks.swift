import AgentRuntime
import Foundation
import HTTPTransport

extension LoadedConfiguration {
    /// The folder `Prompts` in the folder that holds `directory`.
    static func prompts(beside directory: String) -> String {
        let parts = directory.split(separator: "/")
        if parts.last == "." || parts.last == ".." { return "\(directory)/../Prompts" }
        let parent = parts.dropLast().map { "\($0)/" }.joined()
        return "\(directory.hasPrefix("/") ? "/" : "")\(parent)Prompts"
    }

    /// The id that a region's file gives it.
    static func regionID(
        _ name: String,
        besides regions: [RegionConfiguration],
        at location: ConfigurationLocation
    ) throws(ConfigurationError) -> RegionID {
        let id = RegionID(rawValue: name)
        let isAllowed = id.rawValue.allSatisfy { character in
            character == "-" || character == "_" || (character.isASCII && (character.isLetter || character.isNumber))
        }
        guard isAllowed, !name.isEmpty else {
            throw location.error(
                "\"\(name)\" cannot name a region. Name the file with letters, digits, \"-\" and \"_\"."
            )
        }
        if let twin = regions.first(where: { $0.id == id }) {
            throw location.error(
                "\(twin.location.file) is the same region, since case does not count. Remove one of them."
            )
        }
        return id
    }

    /// The tools that a region has switched on, each over its entry.
    /// - Throws: ``ConfigurationError`` for an entry that does not exist, also of a disabled tool, and for a name that
    ///   is given twice.
    static func regionTools(
        _ references: [ToolReference],
        from entries: [String: ToolEntry],
        environment: [String: String]
    ) throws(ConfigurationError) -> [RegionTool] {
        var tools: [RegionTool] = []
        for reference in references {
            guard let entry = entries[reference.entry.value] else {
                throw reference.entry.location.error(
                    unknown: "tool entry",
                    named: reference.entry.value,
                    among: Array(entries.keys)
                )
            }
            if let name = reference.name { try Self.checkToolName(name.value, at: name.location) }
            guard reference.counts(in: environment) else { continue }
            let tool = RegionTool(reference, over: entry)
            if let twin = tools.first(where: { $0.name == tool.name }) {
                let place = twin.location.line.map { "in line \($0)" } ?? "above"
                throw (reference.name ?? reference.entry).location.error(
                    "Two tools are named \"\(tool.name)\", the other one \(place). "
                        + "Give one of them another name, or remove it."
                )
            }
            tools.append(tool)
        }
        return tools
    }

    /// - Throws: ``ConfigurationError`` unless models accept `name` as a tool's.
    static func checkToolName(_ name: String, at location: ConfigurationLocation) throws(ConfigurationError) {
        if ToolName.isAllowed(name) { return }
        throw location.error(
            "\"\(name)\" cannot name a tool. Use 1 to 64 letters without accents, digits, \"_\" or \"-\"."
        )
    }

    /// - Throws: ``ConfigurationError`` unless the prompt is a file in `folder`.
    static func checkPrompt(_ prompt: Located<String>, in folder: String) throws(ConfigurationError) {
        let path = prompt.value
        guard !path.hasPrefix("/"), !path.split(separator: "/").contains("..") else {
            throw prompt.location.error("\"\(path)\" leaves the folder of prompts. Write a path from \(folder).")
        }
        let file = "\(folder)/\(path)"
        if FileManager.default.fileExists(atPath: file), !isFolder(file) { return }
        let prompts = (FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? [])
            .filter { $0.hasSuffix(".md") }
        let meant = didYouMean(path, among: prompts)
        let advice = meant.map { "Did you mean \"\($0)\"?" } ?? "Create it, or correct the path."
        throw prompt.location.error("There is no prompt \(file). \(advice)")
    }
}

extension RegionConfiguration {
    /// - Throws: ``ConfigurationError`` where costs are limited and nobody can tell what a model of the chain costs.
    func checkCosts(under service: ServiceSettings.Limits) throws(ConfigurationError) {
        let isLimited =
            self.settings.limits.turnBudget.over(service.turnBudget).cost != nil
            || self.settings.limits.sessionBudget.over(service.sessionBudget).cost != nil
        let links = [self.models.first] + self.models.fallbacks
        guard isLimited, let unpriced = links.first(where: { $0.choice.terms.price == nil }) else { return }
        throw self.settings.model.location.error(
            "turn_cost and session_cost need a price, and the model \"\(unpriced.name)\" has none. "
                + "Give it one in models.yaml, name another model, or remove the limits."
        )
    }
}

extension ServiceSettings {
    /// Lets the variables of the environment win. An empty one counts as not set.
    mutating func apply(_ environment: [String: String]) throws(ConfigurationError) {
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let host = variable("CHAT_SERVICE_HOST") {
            guard !host.contains(where: \.isWhitespace) else {
                throw ConfigurationError(
                    file: "environment",
                    reason: "CHAT_SERVICE_HOST is \"\(host)\". Set it to an address without blanks, such as 0.0.0.0."
                )
            }
            self.host = host
        }
        if let text = variable("CHAT_SERVICE_PORT") {
            guard let port = Int(text), Self.ports.contains(port) else {
                throw ConfigurationError(
                    file: "environment",
                    reason: "CHAT_SERVICE_PORT is \"\(text)\". Set it to a whole number from 0 to 65535."
                )
            }
            self.port = port
        }
        if let directory = variable("CHAT_SERVICE_DATA_DIR") {
            guard !directory.allSatisfy(\.isWhitespace) else {
                throw ConfigurationError(
                    file: "environment",
                    reason: "CHAT_SERVICE_DATA_DIR is blank. Set it to the folder for the database files."
                )
            }
            self.dataDirectory = directory
        }
        if let file = variable("CHAT_SERVICE_CERTIFICATE_AUTHORITIES") {
            let location = ConfigurationLocation(file: "environment")
            self.tls.certificateAuthorities = Located(file, at: location)
        }
        try self.auth.apply(environment)
        if let word = variable("CHAT_SERVICE_RATE_LIMITS") {
            guard word == "on" || word == "off" else {
                throw ConfigurationError(
                    file: "environment",
                    reason: "CHAT_SERVICE_RATE_LIMITS is \"\(word)\". Set it to on or off."
                )
            }
            self.rates.isEnabled = word == "on"
        }
        if let list = variable("CHAT_SERVICE_TRUSTED_PROXIES") {
            self.proxies.trusted = try list.split(separator: ",").map { text throws(ConfigurationError) in
                let text = text.filter { !$0.isWhitespace }
                if let block = AddressBlock(text) { return block }
                let reason = "CHAT_SERVICE_TRUSTED_PROXIES: \(Proxies.advice(text))"
                throw ConfigurationError(file: "environment", reason: reason)
            }
        }
    }
}
