import Foundation
import ServiceConfiguration

/// What files there are in some folders and when each was last changed: two that are equal mean that nothing was touched.
struct FolderFingerprint: Equatable, Sendable {
    private struct File: Equatable {
        let path: String
        let size: Int
        let changed: Date?
    }

    private let files: [File]

    init(of folders: [String]) {
        let keys: [URLResourceKey] = [.fileSizeKey, .contentModificationDateKey, .isRegularFileKey]
        self.files = folders.flatMap { folder -> [File] in
            // Folders may be links, as where a cluster mounts its configuration.
            let url = URL(filePath: folder).resolvingSymlinksInPath()
            let found = FileManager.default.enumerator(at: url, includingPropertiesForKeys: keys)
            return (found?.compactMap { $0 as? URL } ?? []).compactMap { url in
                let values = try? url.resolvingSymlinksInPath().resourceValues(forKeys: Set(keys))
                guard values?.isRegularFile == true, !url.lastPathComponent.hasPrefix(".") else { return nil }
                return File(path: url.path(), size: values?.fileSize ?? 0, changed: values?.contentModificationDate)
            }
        }.sorted { $0.path < $1.path }
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
            ("cors", self.cors != old.cors), ("store", self.store != old.store),
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
            ("mcp", self.mcp != old.mcp),
        ]
        return changes.filter(\.isChanged).map(\.key)
    }
}
