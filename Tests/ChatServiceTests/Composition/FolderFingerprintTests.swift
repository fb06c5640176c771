import Foundation
import Testing

@testable import ChatService

@Suite("A folder's fingerprint")
struct FolderFingerprintTests {
    /// Two folders with files in them.
    private struct Folders {
        private let first: TemporaryFolder
        private let second: TemporaryFolder

        init() throws {
            (self.first, self.second) = (try TemporaryFolder(), try TemporaryFolder())
            for file in ["service.yaml", "regions/nord.yaml", ".hidden"] { try self.write("a", to: file) }
            try Data("b".utf8).write(to: URL(filePath: "\(self.second.path)/system.md"))
        }

        var fingerprint: FolderFingerprint { FolderFingerprint(of: [self.first.path, self.second.path]) }

        func path(_ file: String) -> String { "\(self.first.path)/\(file)" }

        func write(_ text: String, to file: String) throws {
            let url = URL(filePath: self.path(file))
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: url)
        }

        func touch(_ file: String, at date: Date) throws {
            try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: self.path(file))
        }
    }

    @Test("is the same for as long as nothing is touched")
    func same() throws {
        let folders = try Folders()
        #expect(folders.fingerprint == folders.fingerprint)
        // An editor's own.
        try folders.write("more", to: ".hidden")
        try folders.write("x", to: ".service.yaml.swp")
        try FileManager.default.createDirectory(atPath: folders.path("empty"), withIntermediateDirectories: false)
        let before = folders.fingerprint
        #expect(before == folders.fingerprint)
        #expect(FolderFingerprint(of: ["/nowhere"]) == FolderFingerprint(of: []))
    }

    private enum Change: CaseIterable {
        case written, grown, touched, added, removed, renamed, moved, replaced
    }

    @Test("is another once a file is changed, added, removed, renamed or touched", arguments: Change.allCases)
    private func another(_ change: Change) throws {
        let folders = try Folders()
        let files = FileManager.default
        let file = "regions/nord.yaml"
        let old = Date(timeIntervalSince1970: 1_700_000_000)
        try folders.touch(file, at: old)
        let before = folders.fingerprint
        switch change {
        case .written: try folders.write("c", to: file)
        case .grown:
            try folders.write("longer", to: file)
            try folders.touch(file, at: old)
        case .touched: try folders.touch(file, at: old + 1)
        case .added: try folders.write("a", to: "regions/sud.yaml")
        case .removed: try files.removeItem(atPath: folders.path(file))
        case .renamed: try files.moveItem(atPath: folders.path(file), toPath: folders.path("regions/sud.yaml"))
        case .moved: try files.moveItem(atPath: folders.path("regions"), toPath: folders.path("areas"))
        case .replaced:
            try folders.write("c", to: "new")
            try folders.touch("new", at: old)
            #expect(rename(folders.path("new"), folders.path(file)) == 0)
        }
        #expect(folders.fingerprint != before)
    }

    @Test("follows links, as where a cluster mounts its configuration, and comes to an end where they make a circle")
    func links() throws {
        let folders = try Folders()
        let files = FileManager.default
        let mounted = try TemporaryFolder()
        for (version, text) in [("..1", "a"), ("..2", "b")] {
            try files.createDirectory(atPath: "\(mounted.path)/\(version)", withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: "\(mounted.path)/\(version)/base.yaml"))
        }
        let data = "\(mounted.path)/..data"
        try files.createSymbolicLink(atPath: data, withDestinationPath: "..1")
        try files.createSymbolicLink(atPath: folders.path("base.yaml"), withDestinationPath: "\(data)/base.yaml")
        try files.createSymbolicLink(atPath: folders.path("round"), withDestinationPath: folders.path(""))
        let before = folders.fingerprint
        #expect(before == folders.fingerprint)
        try files.removeItem(atPath: data)
        try files.createSymbolicLink(atPath: data, withDestinationPath: "..2")
        #expect(folders.fingerprint != before)
    }
}
