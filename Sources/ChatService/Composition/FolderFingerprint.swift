import Glibc
import ServiceConfiguration

/// What files there are in some folders and when each was last changed: two that are equal mean that nothing was touched.
///
/// It is taken every other second for as long as the service runs, so it asks the system for no more than that.
struct FolderFingerprint: Equatable, Sendable {
    private struct File: Equatable {
        let path: String
        /// Of the file, not of a link to it: folders and files may be links, as where a cluster mounts its configuration.
        let inode: UInt64
        let size: Int
        let seconds: Int
        let nanoseconds: Int
    }

    private let files: [File]

    init(of folders: [String]) {
        var files: [File] = []
        for folder in folders { Self.take(folder, depth: 0, into: &files) }
        self.files = files.sorted { $0.path < $1.path }
    }

    /// How deep folders may lie in each other; links can make circles.
    private static let deepest = 16

    private static func take(_ folder: String, depth: Int, into files: inout [File]) {
        guard depth < self.deepest, let directory = opendir(folder) else { return }
        defer { closedir(directory) }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard !name.hasPrefix(".") else { continue }
            let path = "\(folder)/\(name)"
            var status = stat()
            guard stat(path, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                self.take(path, depth: depth + 1, into: &files)
            } else if status.st_mode & S_IFMT == S_IFREG {
                files.append(
                    File(
                        path: path,
                        inode: UInt64(status.st_ino),
                        size: Int(status.st_size),
                        seconds: status.st_mtim.tv_sec,
                        nanoseconds: status.st_mtim.tv_nsec
                    )
                )
            }
        }
    }
}

extension LoadedConfiguration {
    /// The folders that it was read from.
    var folders: [String] { [self.directory, self.promptsDirectory] }
}

extension ServiceSettings {
    /// The keys whose values differ from those of `old` and are read only when the service starts.
    func changesThatWait(since old: ServiceSettings) -> [String] {
        let changes: [(key: String, isChanged: Bool)] = [
            ("host", self.host != old.host), ("port", self.port != old.port), ("service", self.service != old.service),
            ("public_url", self.publicURL != old.publicURL), ("data_dir", self.dataDirectory != old.dataDirectory),
            ("auth", self.auth != old.auth), ("cors", self.cors != old.cors), ("store", self.store != old.store),
            ("limits.message_characters", self.limits.messageCharacters != old.limits.messageCharacters),
            ("limits.body_bytes", self.limits.bodyBytes != old.limits.bodyBytes),
            ("limits.frame_bytes", self.limits.frameBytes != old.limits.frameBytes),
            ("limits.waiting_messages", self.limits.waitingMessages != old.limits.waitingMessages),
            ("limits.header_bytes", self.limits.headerBytes != old.limits.headerBytes),
            ("limits.buffered_bytes", self.limits.bufferedBytes != old.limits.bufferedBytes),
            ("rates", self.rates != old.rates), ("capacity", self.capacity != old.capacity),
            ("timeouts", self.timeouts != old.timeouts), ("proxies", self.proxies != old.proxies),
            ("shutdown", self.shutdown != old.shutdown),
            ("sessions", self.sessions != old.sessions), ("logging", self.logging != old.logging),
            ("mcp", self.mcp != old.mcp), ("metrics", self.metrics != old.metrics),
            (
                "tls.certificate_authorities",
                self.tls.certificateAuthorities?.value != old.tls.certificateAuthorities?.value
            ),
        ]
        return changes.filter(\.isChanged).map(\.key)
    }
}
