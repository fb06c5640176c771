// swift-tools-version: 6.2
import PackageDescription

/// Every target compiles in the Swift 6 language mode, with the upcoming features that make imports and
/// isolation say what they mean, and without a single warning.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let concurrencyHelpers = Target.Dependency.product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let sqlite = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")

let package = Package(
    name: "swift-chat-service",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "chat-service", targets: ["ChatServiceMain"]),
        .library(name: "AgentRuntime", targets: ["AgentRuntime"]),
        .library(name: "AgentTesting", targets: ["AgentTesting"]),
        .library(name: "ChatService", targets: ["ChatService"]),
        .library(name: "Gateway", targets: ["Gateway"]),
        .library(name: "HTTPTransport", targets: ["HTTPTransport"]),
        .library(name: "Observability", targets: ["Observability"]),
        .library(name: "ServiceConfiguration", targets: ["ServiceConfiguration"]),
        .library(name: "SessionStores", targets: ["SessionStores"]),
        .library(name: "Tools", targets: ["Tools"]),
    ],
    // Exact: an update is a change like any other, with a test run of its own.
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-system.git", exact: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", exact: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", exact: "1.0.2"),
        .package(url: "https://github.com/vapor/jwt-kit.git", exact: "5.7.1"),
    ],
    targets: [
        // C, behind one door each.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CStemmer", providers: [.apt(["libstemmer-dev"])]),

        // Arrows point inward: what stands below does not know what stands above.
        .target(name: "HTTPTransport", dependencies: ["CCurl", concurrencyHelpers], swiftSettings: settings),
        .target(
            name: "AgentRuntime",
            dependencies: [
                "HTTPTransport", concurrencyHelpers, logging,
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "ServiceConfiguration",
            dependencies: [
                "AgentRuntime", "HTTPTransport", concurrencyHelpers, .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Tools",
            dependencies: [
                "AgentRuntime", "CStemmer", "HTTPTransport", concurrencyHelpers, logging, sqlite,
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "SessionStores",
            dependencies: ["AgentRuntime", concurrencyHelpers, logging, sqlite],
            swiftSettings: settings
        ),
        .target(
            name: "Observability",
            dependencies: ["AgentRuntime", "HTTPTransport", concurrencyHelpers, lifecycle, logging],
            swiftSettings: settings
        ),
        .target(
            name: "Gateway",
            dependencies: [
                "AgentRuntime", "HTTPTransport", "Observability", concurrencyHelpers, hummingbird, lifecycle, logging,
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ],
            resources: [.embedInCode("Description/openapi.json")],
            swiftSettings: settings
        ),
        .target(
            name: "AgentTesting",
            dependencies: [
                "AgentRuntime", "HTTPTransport", concurrencyHelpers, logging,
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "ChatService",
            dependencies: [
                "AgentRuntime", "Gateway", "HTTPTransport", "Observability", "ServiceConfiguration", "SessionStores",
                "Tools",
                concurrencyHelpers, lifecycle, logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(name: "ChatServiceMain", dependencies: ["ChatService"], swiftSettings: settings),
        .executableTarget(
            name: "Bench",
            dependencies: [
                "AgentRuntime", "AgentTesting", "Gateway", "HTTPTransport", "Observability", concurrencyHelpers,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        // What tests kill in the middle of a write.
        .executableTarget(
            name: "EffectProbe",
            dependencies: [
                "AgentRuntime", "AgentTesting", "HTTPTransport", "ServiceConfiguration", "SessionStores", "Tools",
                concurrencyHelpers, logging,
            ],
            path: "Tests/EffectProbe",
            swiftSettings: settings
        ),
        // What `make conformance` puts before a referee of RFC 6455.
        .executableTarget(
            name: "EchoServer",
            dependencies: [
                "Gateway", hummingbird, logging, .product(name: "HummingbirdCore", package: "hummingbird"),
            ],
            swiftSettings: settings
        ),
        // What the benchmark measures the service against.
        .executableTarget(name: "BenchRelay", linkerSettings: [.linkedLibrary("curl")]),

        .testTarget(
            name: "HTTPTransportTests",
            dependencies: ["HTTPTransport", "AgentTesting", concurrencyHelpers],
            swiftSettings: settings
        ),
        .testTarget(
            name: "AgentRuntimeTests",
            dependencies: ["AgentRuntime", "AgentTesting", "HTTPTransport", concurrencyHelpers, logging],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ServiceConfigurationTests",
            dependencies: ["ServiceConfiguration", "AgentRuntime", "AgentTesting", "HTTPTransport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ToolsTests",
            dependencies: [
                "Tools", "AgentRuntime", "AgentTesting", "HTTPTransport", concurrencyHelpers, logging, sqlite,
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "SessionStoresTests",
            dependencies: ["SessionStores", "AgentRuntime", "AgentTesting", logging, sqlite],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ObservabilityTests",
            dependencies: [
                "Observability", "AgentRuntime", "AgentTesting", "HTTPTransport", concurrencyHelpers, logging,
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "GatewayTests",
            dependencies: [
                "Gateway", "AgentRuntime", "AgentTesting", "HTTPTransport", "Observability", concurrencyHelpers,
                lifecycle, logging,
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ChatServiceTests",
            dependencies: [
                "ChatService", "AgentRuntime", "AgentTesting", "Gateway", "HTTPTransport", "Observability",
                "ServiceConfiguration", "SessionStores", "Tools", lifecycle, logging,
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: settings
        ),
    ]
)
