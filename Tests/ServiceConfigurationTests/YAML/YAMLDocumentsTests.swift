import ServiceConfiguration
import Testing

@Suite struct YAMLDocumentsTests {
    @Test func aFolderIsReadInTheOrderOfItsNames() throws {
        let folder = try ConfigurationFolder([
            "data/b.yaml": "[3]\n", "data/a.yml": "[1, 2]\n", "data/.hidden.yaml": "[9]\n", "data/notes.txt": "x",
        ])
        #expect(try YAMLDocuments().read([Int].self, at: "\(folder.root)/data") == [[1, 2], [3]])
        #expect(try YAMLDocuments().read([Int].self, at: "\(folder.root)/data/b.yaml") == [[3]])
    }

    @Test func mistakesNameTheFile() throws {
        let folder = try ConfigurationFolder([
            "data/a.yaml": "[1]\n", "data/b.yaml": "[1,\n x]\n", "empty/x.txt": "", "twins/a.yaml": "[]",
            "twins/a.yml": "[]",
        ])
        func message(_ path: String) -> String? {
            folder.message { _ = try YAMLDocuments().read([Int].self, at: "\(folder.root)/\(path)") }
        }
        #expect(message("data") == "data/b.yaml:2: [1] must be a whole number, without quotes, not \"x\".")
        #expect(message("empty") == "empty: The folder has no *.yaml file. Add one.")
        #expect(message("none") == "none: There is no such file. Create it, or correct the path.")
        #expect(
            message("twins")?.hasPrefix("twins/a.yml: ") == true
                && message("twins")?.hasSuffix("twins/a.yaml has the same name. Remove one of them.") == true
        )
    }

    @Test func variablesAreFilledIn() throws {
        let folder = try ConfigurationFolder(["x.yaml": "[\"${N}\"]\n"])
        #expect(try YAMLDocuments(environment: ["N": "7"]).read([Int].self, at: "\(folder.root)/x.yaml") == [[7]])
    }

    @Test func allWhoReadAFileSeeTheSameUntilItIsForgotten() throws {
        let folder = try ConfigurationFolder(["x.yaml": "[1]\n"])
        let path = "\(folder.root)/x.yaml"
        let documents = YAMLDocuments()
        #expect(try documents.read([Int].self, at: path) == [[1]])
        try folder.write("[2]\n", to: "x.yaml")
        #expect(try documents.read([Int].self, at: path) == [[1]])
        #expect(try documents.read([String].self, at: path) == [["1"]])
        documents.forget()
        #expect(try documents.read([Int].self, at: path) == [[2]])
    }
}
