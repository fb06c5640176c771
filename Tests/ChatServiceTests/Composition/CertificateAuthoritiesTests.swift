import AgentTesting
import Foundation
import HTTPTransport
import ServiceConfiguration
import Testing

@testable import ChatService

extension ExecutableTests {
    @Suite(
        "Certificate authorities",
        .enabled(if: TLSServer.canRun, "openssl is not here: TLS was not tried.")
    )
    struct CertificateAuthoritiesTests {
        @Test("of one's own, named in configuration, are trusted by what the service connects with")
        func own() async throws {
            let copy = try ConfigurationCopy()
            let server = try await TLSServer.running(in: copy.path)
            func client(_ environment: [String: String]) throws -> HTTPClient {
                let configuration = try LoadedConfiguration.load(
                    directory: "\(copy.path)/config",
                    environment: environment.merging(["CHAT_SERVICE_DATA_DIR": copy.path]) { $1 }
                )
                return try Assembly.Environment(configuration.service, logger: .silent).http
            }
            let trusting = try client(["CHAT_SERVICE_CERTIFICATE_AUTHORITIES": server.certificate])
            #expect(try await trusting.send(HTTPClientRequest(url: server.url)).head.status == 200)
            let error = await #expect(throws: HTTPTransportError.self) {
                try await client([:]).send(HTTPClientRequest(url: server.url))
            }
            guard case .tls? = error else { return #expect(error == .tls("")) }
        }
    }
}

/// A web server over TLS with a certificate that it signed itself: OpenSSL's. It ends when the test drops it.
private final class TLSServer: @unchecked Sendable {
    static let openssl = "/usr/bin/openssl"
    static var canRun: Bool { FileManager.default.isExecutableFile(atPath: Self.openssl) }

    // Foundation's Process is only started and killed here.
    private let process: Process
    let certificate: String
    let url: String

    private init(_ process: Process, certificate: String, port: Int) {
        self.process = process
        self.certificate = certificate
        self.url = "https://127.0.0.1:\(port)/"
    }

    deinit { kill(self.process.processIdentifier, SIGKILL) }

    struct NotStarted: Error {}

    static func running(in folder: String) async throws -> TLSServer {
        let (key, certificate) = ("\(folder)/key.pem", "\(folder)/certificate.pem")
        let (making, _) = try Self.start([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
        ])
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                making.waitUntilExit()
                continuation.resume()
            }
        }
        let (process, output) = try Self.start([
            "s_server", "-www", "-accept", "127.0.0.1:0", "-key", key, "-cert", certificate,
        ])
        // It says "ACCEPT 127.0.0.1:<port>".
        let port = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var text = ""
                while !text.contains(/ACCEPT \S+:\d+\n/) {
                    let data = output.fileHandleForReading.availableData
                    if data.isEmpty { break }
                    text += String(decoding: data, as: UTF8.self)
                }
                continuation.resume(returning: text.firstMatch(of: /ACCEPT \S+:(\d+)\n/).flatMap { Int($0.1) })
            }
        }
        guard let port else { throw NotStarted() }
        return TLSServer(process, certificate: certificate, port: port)
    }

    private static func start(_ arguments: [String]) throws -> (Process, output: Pipe) {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: Self.openssl)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/bin:/bin"]
        process.standardInput = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        return (process, output)
    }
}
