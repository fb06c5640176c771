import Foundation

/// A server on the loopback interface that speaks HTTP/2 and HTTP/1.1 over TLS, with a certificate that it signed itself:
/// Node's. It ends when the test drops it.
final class SecureServer: @unchecked Sendable {
    // Foundation's Process is only started and killed here.
    private let process: Process
    let port: Int

    static let node = "/usr/bin/node"
    static let openssl = "/usr/bin/openssl"
    static var canRun: Bool { [Self.node, Self.openssl].allSatisfy(FileManager.default.isExecutableFile) }

    /// What it serves:
    /// - `/version`: the version of HTTP the request came by.
    /// - `/gather/N`: nothing until N requests are waiting; then each is told how many connections they came by.
    /// - `/flood/N`: N times 64 KiB.
    /// - `/reset`, `/cut`: a beginning, then the stream is reset, or the connection dropped.
    /// - `/gzip`: a long text, compressed.
    private static let script = """
        const http2 = require('http2'), zlib = require('zlib');
        const [key, cert] = process.argv.slice(1).map(path => require('fs').readFileSync(path));
        const server = http2.createSecureServer({ key, cert, allowHTTP1: true, settings: { maxConcurrentStreams: 1000 } });
        const waiting = [], sockets = [];
        server.on('secureConnection', socket => sockets.push(socket));
        const block = Buffer.alloc(65536, 'x');
        server.on('request', (request, response) => {
          const [, name, count] = request.url.split('/');
          if (name === 'version') return response.end(request.httpVersion);
          if (name === 'gzip') {
            response.setHeader('Content-Encoding', 'gzip');
            return response.end(zlib.gzipSync('prova '.repeat(1000)));
          }
          if (name === 'gather') {
            waiting.push({ response, socket: request.stream ? request.stream.session : request.socket });
            if (waiting.length < Number(count)) return;
            const connections = new Set(waiting.map(each => each.socket)).size;
            return waiting.splice(0).forEach(each => each.response.end(String(connections)));
          }
          response.write('beginning');
          if (name === 'reset') setTimeout(() => request.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR), 20);
          if (name === 'cut') setTimeout(() => sockets.forEach(socket => socket.destroy()), 20);
          if (name === 'flood') {
            let left = Number(count);
            const more = () => {
              while (left > 0) { left -= 1; if (!response.write(block)) return response.once('drain', more); }
              response.end();
            };
            more();
          }
        });
        server.on('sessionError', () => {});
        server.listen(0, '127.0.0.1', () => console.log(server.address().port));
        process.stdin.on('end', () => process.exit()).resume();
        """

    private init(_ process: Process, port: Int) {
        self.process = process
        self.port = port
    }

    deinit { kill(self.process.processIdentifier, SIGKILL) }

    struct NotStarted: Error {}

    static func running() async throws -> SecureServer {
        let certificate = try await Certificate.shared.value
        let process = Process()
        process.executableURL = URL(filePath: Self.node)
        process.arguments = ["-e", Self.script, certificate.keyFile, certificate.file]
        // Of its own: another test changes this process's while it would be read.
        process.environment = ["PATH": "/usr/bin:/bin"]
        let output = Pipe()
        process.standardInput = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let port = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var text = ""
                while !text.contains("\n") {
                    let data = output.fileHandleForReading.availableData
                    if data.isEmpty { break }
                    text += String(decoding: data, as: UTF8.self)
                }
                continuation.resume(returning: Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
            }
        }
        guard let port else { throw NotStarted() }
        return SecureServer(process, port: port)
    }

    func url(_ path: String) -> String { "https://127.0.0.1:\(self.port)\(path)" }
}

/// A certificate for 127.0.0.1 that signs itself.
struct Certificate: Sendable {
    let keyFile: String
    let file: String

    /// Made once per process.
    static let shared = Task { try await Certificate() }

    private init() async throws {
        let folder = NSTemporaryDirectory() + "http-transport-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        self.keyFile = "\(folder)/key.pem"
        self.file = "\(folder)/certificate.pem"
        let process = Process()
        process.executableURL = URL(filePath: SecureServer.openssl)
        process.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", self.keyFile, "-out", self.file,
        ]
        process.environment = ["PATH": "/usr/bin:/bin"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let status = try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        guard status == 0 else { throw SecureServer.NotStarted() }
    }
}
