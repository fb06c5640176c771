import AgentRuntime
import HTTPTransport
import ServiceConfiguration
import Testing

@Suite struct LoadedConfigurationTests {
    @Test func aSoundFolderLoads() throws {
        let folder = try ConfigurationFolder()
        let configuration = try folder.load()
        #expect(configuration.directory == folder.config)
        #expect(configuration.promptsDirectory == "\(folder.root)/Prompts")
        #expect(configuration.regions.map(\.id.rawValue) == ["lombardia"])
        #expect(Array(configuration.tools.keys) == ["prices"])
        let region = try #require(configuration.region(RegionID(rawValue: "LOMBARDIA")))
        #expect(region.region == Region(id: RegionID(rawValue: "lombardia"), name: "Lombardia"))
        #expect(region.model == .offline)
        #expect(region.tools.map(\.name) == ["prices"])
        #expect(region.tools.first?.location.line == 6)
        #expect(region.location.file == "\(folder.config)/regions/lombardia.yaml")
        #expect(configuration.region(RegionID(rawValue: "veneto")) == nil)
    }

    @Test(arguments: ["config", "config/", "config/.", "config/../config"])
    func promptsLieBesideTheConfigurationUnlessToldOtherwise(_ path: String) throws {
        let folder = try ConfigurationFolder()
        let found = try LoadedConfiguration.load(directory: "\(folder.root)/\(path)", environment: [:])
        #expect(found.regions.count == 1)
        try folder.write("Ciao.", to: "elsewhere/lombardia/system.md")
        let told = try LoadedConfiguration.load(
            directory: "\(folder.root)/\(path)",
            promptsDirectory: "\(folder.root)/elsewhere",
            environment: [:]
        )
        #expect(told.promptsDirectory == "\(folder.root)/elsewhere")
    }

    @Test func aDumpShowsNoValueOfTheEnvironment() throws {
        let folder = try ConfigurationFolder([
            "config/models.yaml": "default: a\nmodels: {a: {provider: openai, api_key: \"${KEY}\"}}\n",
            "config/tools/prices.yaml": "kind: k\nsettings: {token: \"${KEY}\"}\n",
        ])
        let configuration = try folder.load(environment: ["KEY": "s3cret", "OPENAI_API_KEY": "s3cret"])
        var text = String(reflecting: configuration)
        dump(configuration, to: &text)
        #expect(text.contains("${KEY}"))
        #expect(!text.contains("s3cret"))
    }

    @Test func theEnvironmentWins() throws {
        let folder = try ConfigurationFolder(["config/service.yaml": "host: a\nport: 1\ndata_dir: b\n"])
        let service = try folder.load(environment: [
            "CHAT_SERVICE_HOST": "127.0.0.1", "CHAT_SERVICE_PORT": "0", "CHAT_SERVICE_DATA_DIR": "/srv",
            "CHAT_SERVICE_RATE_LIMITS": "off", "CHAT_SERVICE_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
        ]).service
        #expect(service.host == "127.0.0.1")
        #expect(service.port == 0)
        #expect(service.dataDirectory == "/srv")
        #expect(!service.rates.isEnabled)
        #expect(service.proxies.trusted == ["10.0.0.0/8", "::1"].compactMap(AddressBlock.init))
    }

    @Test func aBadLimitIsNamedByItsVariable() throws {
        let folder = try ConfigurationFolder()
        #expect(
            folder.mistake(environment: ["CHAT_SERVICE_RATE_LIMITS": "no"])
                == "environment: CHAT_SERVICE_RATE_LIMITS is \"no\". Set it to on or off."
        )
        #expect(
            folder.mistake(environment: ["CHAT_SERVICE_TRUSTED_PROXIES": "10.0.0.0/8,proxy"])
                == "environment: CHAT_SERVICE_TRUSTED_PROXIES: \"proxy\" is no address or block of addresses. "
                + "Write one such as 10.0.0.0/8, 192.0.2.7 or 2001:db8::/32."
        )
    }

    @Test func certificateAuthoritiesAreAFileOfCertificates() throws {
        let folder = try ConfigurationFolder([
            "good.pem": "Ours:\n-----BEGIN CERTIFICATE-----\nMAMCAQA=\n-----END CERTIFICATE-----\n",
            "cut.pem": "-----BEGIN CERTIFICATE-----\nMAMC", "empty.pem": "",
        ])
        func mistake(_ file: String) throws -> String? {
            try folder.write("tls:\n  certificate_authorities: \(folder.root)/\(file)\n", to: "config/service.yaml")
            return folder.mistake()
        }
        #expect(try mistake("good.pem") == nil)
        #expect(try folder.load().service.tls.certificateAuthorities?.value == "\(folder.root)/good.pem")
        #expect(try mistake("none.pem")?.hasPrefix("config/service.yaml:2: certificate_authorities: ") == true)
        #expect(try mistake("none.pem")?.contains("cannot be read") == true)
        #expect(try mistake("config")?.contains("cannot be read") == true)
        for file in ["cut.pem", "empty.pem"] {
            #expect(try mistake(file)?.contains("holds no certificates in PEM") == true)
        }
        let environment = ["CHAT_SERVICE_CERTIFICATE_AUTHORITIES": "\(folder.root)/good.pem"]
        #expect(folder.mistake(environment: environment) == nil)
        #expect(
            folder.mistake(environment: ["CHAT_SERVICE_CERTIFICATE_AUTHORITIES": "/nowhere.pem"])
                == "environment: certificate_authorities: \"/nowhere.pem\" cannot be read. Correct the path, or its "
                + "permissions."
        )
    }

    @Test func anEmptyVariableCountsAsNotSet() throws {
        let folder = try ConfigurationFolder(["config/service.yaml": "port: 1\n"])
        #expect(try folder.load(environment: ["CHAT_SERVICE_PORT": ""]).service.port == 1)
    }

    @Test(arguments: ["http", "65536", "-1", "8002 "])
    func aBadPortIsNamedByItsVariable(_ port: String) throws {
        #expect(
            try ConfigurationFolder().mistake(environment: ["CHAT_SERVICE_PORT": port])
                == "environment: CHAT_SERVICE_PORT is \"\(port)\". Set it to a whole number from 0 to 65535."
        )
    }

    @Test func aBadHostOrDataFolderIsNamedByItsVariable() throws {
        let folder = try ConfigurationFolder()
        #expect(
            folder.mistake(environment: ["CHAT_SERVICE_HOST": "my host"])
                == "environment: CHAT_SERVICE_HOST is \"my host\". Set it to an address without blanks, such as 0.0.0.0."
        )
        #expect(
            folder.mistake(environment: ["CHAT_SERVICE_DATA_DIR": " "])
                == "environment: CHAT_SERVICE_DATA_DIR is blank. Set it to the folder for the database files."
        )
    }

    @Test func caseOfARegionDoesNotCount() throws {
        let folder = try ConfigurationFolder(
            [
                "config/service.yaml": "default_region: LOMBARDIA\n",
                "config/regions/Lombardia.yaml": ConfigurationFolder.region(),
            ],
            without: ["config/regions/lombardia.yaml"]
        )
        #expect(try folder.load().regions.map(\.id.rawValue) == ["lombardia"])
    }

    @Test func aDisabledToolIsLeftOut() throws {
        let folder = try ConfigurationFolder([
            "config/regions/lombardia.yaml": ConfigurationFolder.region("tools:\n- prices: {enabled: false}\n")
        ])
        #expect(try folder.load().regions.first?.tools.isEmpty == true)
    }

    @Test func aRegionThatNamesAModelWins() throws {
        let folder = try ConfigurationFolder([
            "config/models.yaml": "models:\n  none: {provider: offline}\n",
            "config/regions/lombardia.yaml": ConfigurationFolder.region("model: none\n"),
            "config/regions/piemonte.yaml": ConfigurationFolder.region(),
        ])
        let regions = try folder.load(environment: ["OPENAI_API_KEY": "k"]).regions
        #expect(regions.first?.model == .offline)
        #expect(regions.last?.model != .offline)
    }

    @Test func aLimitOnCostNeedsAPrice() throws {
        let models = """
            models:
              a: {provider: openai}
              b: {provider: openai, price: {input: 1, output: 2}, fallback: [c]}
              c: {provider: offline}
              d: {provider: openai, price: {input: 1, output: 2}, fallback: [c, a]}
            """
        func mistake(_ region: String, service: String = "default_region: lombardia\n") throws -> String? {
            try ConfigurationFolder([
                "config/service.yaml": service, "config/models.yaml": models,
                "config/regions/lombardia.yaml": ConfigurationFolder.region(region),
            ]).mistake(environment: ["OPENAI_API_KEY": "k"])
        }
        let message =
            "config/regions/lombardia.yaml:6: turn_cost and session_cost need a price, and the model \"a\" has none. "
            + "Give it one in models.yaml, name another model, or remove the limits."
        #expect(try mistake("model: a\nlimits: {turn_cost: 1}\n") == message)
        #expect(try mistake("model: a\n", service: "limits: {session_cost: 1}\n") == message)
        #expect(try mistake("model: b\nlimits: {turn_cost: 1, session_cost: 1}\n") == nil)
        #expect(try mistake("model: a\n") == nil)
        #expect(try mistake("model: d\nlimits: {turn_cost: 1}\n") == message)
    }

    @Test(arguments: [
        (
            "tools: [price]\n",
            "config/regions/lombardia.yaml:6: No tool entry is named \"price\". Did you mean \"prices\"?"
        ),
        (
            "tools:\n- weather:\n    enabled: false\n",
            "config/regions/lombardia.yaml:7: No tool entry is named \"weather\". There are: prices."
        ),
        (
            "tools:\n- prices\n- prices:\n    settings: {}\n",
            "config/regions/lombardia.yaml:8: Two tools are named \"prices\", the other one in line 7. "
                + "Give one of them another name, or remove it."
        ),
        (
            "tools:\n- prices:\n    name: prezzo più basso\n",
            "config/regions/lombardia.yaml:8: \"prezzo più basso\" cannot name a tool. "
                + "Use 1 to 64 letters without accents, digits, \"_\" or \"-\"."
        ),
        ("model: gpt\n", "config/regions/lombardia.yaml:6: No model is named \"gpt\". There are: auto, default."),
        (
            "colour: red\n",
            "config/regions/lombardia.yaml:6: Unknown key \"colour\". There are: "
                + "agent, approval, assistant, brand, closures, greets, hours, language, limits, model, name, prompt, summary, texts, "
                + "time_zone, tools."
        ),
    ])
    func aRegionsReferencesMustMeanSomething(_ rest: String, _ message: String) throws {
        let folder = try ConfigurationFolder(["config/regions/lombardia.yaml": ConfigurationFolder.region(rest)])
        #expect(folder.mistake() == message)
    }

    @Test(arguments: [
        (
            "lombardia/sistem.md",
            "There is no prompt Prompts/lombardia/sistem.md. Did you mean \"lombardia/system.md\"?"
        ),
        ("veneto.md", "There is no prompt Prompts/veneto.md. Create it, or correct the path."),
        ("lombardia", "There is no prompt Prompts/lombardia. Create it, or correct the path."),
        (
            "../config/service.yaml",
            "\"../config/service.yaml\" leaves the folder of prompts. Write a path from Prompts."
        ),
    ])
    func aPromptMustBeAFileAmongThePrompts(_ path: String, _ message: String) throws {
        let region = ConfigurationFolder.region().replacing("lombardia/system.md", with: path)
        let folder = try ConfigurationFolder(["config/regions/lombardia.yaml": region])
        #expect(folder.mistake() == "config/regions/lombardia.yaml:5: \(message)")
    }

    @Test(arguments: [
        (
            "service.yaml", "host: h\ndefault_region: lombarida\n",
            "config/service.yaml:2: default_region: no region is named \"lombarida\". Did you mean \"lombardia\"?"
        ),
        ("service.yaml", "# Nothing.\n", "config/service.yaml: The file is empty. Write its settings, or remove it."),
        ("models.yaml", "default: gpt\n", "config/models.yaml:1: No model is named \"gpt\". There are: auto, default."),
        (
            "models.yaml", "default: a\nmodels:\n  a: {provider: openai}\n",
            "config/models.yaml:3: The model \"a\" has no key for https://api.openai.com/v1. "
                + "Set OPENAI_API_KEY, or base_url to a server that needs no key."
        ),
        (
            "tools/il prezzo.yaml", "kind: x\n",
            "config/tools/il prezzo.yaml: \"il prezzo\" cannot name a tool. "
                + "Use 1 to 64 letters without accents, digits, \"_\" or \"-\"."
        ),
        (
            "tools/b.yaml", "kind: x\nsettngs: {}\n",
            "config/tools/b.yaml:2: Unknown key \"settngs\". Did you mean \"settings\"?"
        ),
        (
            "regions/alto adige.yaml", "name: x\n",
            "config/regions/alto adige.yaml: \"alto adige\" cannot name a region. "
                + "Name the file with letters, digits, \"-\" and \"_\"."
        ),
    ])
    func aMistakeInAnyFileStopsTheLoading(_ file: String, _ text: String, _ message: String) throws {
        #expect(try ConfigurationFolder(["config/\(file)": text]).mistake() == message)
    }

    @Test func whatIsMissingIsNamed() throws {
        #expect(
            try ConfigurationFolder(without: ["config/service.yaml"]).mistake()
                == "config/service.yaml: There is no such file. Create it, or correct the path."
        )
        #expect(
            try ConfigurationFolder(without: ["config/regions/lombardia.yaml"]).mistake()
                == "config/regions: There is no region. Add a file such as lombardia.yaml."
        )
        let folder = try ConfigurationFolder()
        #expect(
            folder.message { _ = try LoadedConfiguration.load(directory: "\(folder.root)/conf", environment: [:]) }
                == "conf: There is no such folder. Name the one that holds service.yaml."
        )
        let unnamed = try ConfigurationFolder(
            ["config/service.yaml": "port: 1\n", "config/regions/veneto.yaml": ConfigurationFolder.region()],
            without: ["config/regions/lombardia.yaml"]
        )
        #expect(
            unnamed.mistake()
                == "config/service.yaml: default_region: no region is named \"lombardia\". There are: veneto."
        )
    }

    @Test func aRegionInTwoFilesIsAMistake() throws {
        let folder = try ConfigurationFolder(["config/regions/LOMBARDIA.yaml": ConfigurationFolder.region()])
        #expect(
            folder.mistake()
                == "config/regions/lombardia.yaml: config/regions/LOMBARDIA.yaml is the same region, "
                + "since case does not count. Remove one of them."
        )
    }
}
