import AgentRuntime
import AgentTesting
import Foundation
import HTTPTransport
import Testing

extension ExecutableTests {
    /// The pages followed from top to bottom, as a reader would who types what they show.
    @Suite("What the documentation shows")
    struct DocumentedCommandsTests {
        /// Writes the files of these blocks and types their commands, in order.
        private func follow(_ blocks: [Document.Block], in folder: DocumentedFolder) async throws {
            let data = try TemporaryFolder()
            try await Repository.$folder.withValue(folder.folder.path) {
                for block in blocks {
                    try folder.write(block)
                    for example in ConsoleExample.all(in: block) where example.command.hasPrefix("chat-service ") {
                        let run = try await ServiceProcess.shell(example.command, data: data)
                        #expect(example.promises(run.output), "\(example.command)\n\(run.output)")
                    }
                }
            }
        }

        @Test("in the README is so")
        func readme() async throws {
            let readme = try Document("README.md")
            try await self.follow(readme.blocks, in: DocumentedFolder(for: readme))
            let service = try await ServiceProcess.serving(data: TemporaryFolder())
            let calls = readme.blocks.flatMap(ConsoleExample.all).filter { $0.command.hasPrefix("curl ") }
            #expect(calls.count == 2)
            for call in calls {
                let match = try #require(
                    call.command.firstMatch(of: /^curl -s (?:-X (\w+) )?localhost:8002(\S+)(?: -d '([^']*)')?$/)
                )
                let answer = try await service.call(
                    String(match.1 ?? "GET"),
                    String(match.2),
                    body: match.3.map(String.init)
                )
                let promised = try JSONValue(parsing: call.output)
                #expect(answer.object?.keys.sorted() == promised.object?.keys.sorted())
                for key in ["agent", "service", "status", "version", "region"] { #expect(answer[key] == promised[key]) }
            }
            #expect(await service.stop() == 0)
        }

        @Test("in the README's conversation is so")
        func conversation() async throws {
            let block = try #require(try Document("README.md").blocks.first { $0.lines.first?.hasPrefix("> ") == true })
            let questions = block.lines.filter { $0.hasPrefix("> ") }.map { $0.dropFirst(2) }
            let folder = try TemporaryFolder()
            let typed = "\(folder.path)/typed"
            try "\(questions.joined(separator: "\n"))\n".write(toFile: typed, atomically: true, encoding: .utf8)
            let run = try await ServiceProcess.shell("chat-service chat < \(typed)", data: folder)
            func folded(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
            // What is typed does not show where there is no terminal.
            let promised = block.lines.map { $0.hasPrefix("> ") ? ">" : $0 }.joined(separator: "\n")
            let example = ConsoleExample(command: "", output: "[…]\(folded(promised))[…]")
            #expect(example.promises(folded(run.output)), "\(run.output)")
        }

        @Test("about a tool of an existing kind is so")
        func tool() async throws {
            let page = try Document("docs/adding-a-tool.md")
            let chapter = page.blocks.filter { $0.chapter.hasPrefix("An existing kind") }
            #expect(chapter.flatMap(ConsoleExample.all).count >= 3)
            try await self.follow(chapter, in: DocumentedFolder(for: page))
        }

        @Test("about keys is so")
        func keys() async throws {
            let page = try Document("docs/security.md")
            #expect(page.blocks.flatMap(ConsoleExample.all).count == 1)
            try await self.follow(page.blocks, in: DocumentedFolder(for: page))
        }

        @Test("about MCP clients is so")
        func clients() async throws {
            let examples = try Document("docs/mcp.md").blocks.flatMap(ConsoleExample.all)
            let typed = examples.filter { $0.command.hasPrefix("printf ") }
            #expect(typed.count == 1)
            for example in typed {
                let run = try await ServiceProcess.shell("\(example.command) 2>/dev/null", data: TemporaryFolder())
                #expect(example.promises(run.output), "\(run.output)")
            }
            let configuration = try ConfigurationCopy()
            try configuration.change("service.yaml", "enabled: false # in the mode", to: "enabled: true # in the mode")
            let service = try await ServiceProcess.serving(configuration.options, data: TemporaryFolder())
            let calls = examples.filter { $0.command.hasPrefix("curl ") }
            #expect(calls.count == 1)
            for call in calls {
                let path = try #require(call.command.firstMatch(of: /^curl -s http:\/\/localhost:8002(\S+)/)).1
                let body = try #require(call.command.firstMatch(of: /-d '([^']*)'$/)).1
                var request = HTTPClientRequest(
                    method: "POST",
                    url: "http://127.0.0.1:\(service.port)\(path)",
                    body: Array(body.utf8)
                )
                for field in call.command.matches(of: /-H '([^:']+): ([^']*)'/) {
                    request.headers[String(field.1)] = String(field.2)
                }
                let answer = try JSONValue(parsing: try await service.http.send(request).body)
                #expect(answer["result"]?["isError"] == false, "\(answer)")
            }
            #expect(await service.stop() == 0)
        }

        @Test("about keys that nobody reads is so")
        func unknownKeys() async throws {
            let data = try TemporaryFolder()
            for (key, words) in [
                ("texts.closd", "left out in every layer"), ("limits.stpes", "Did you mean \"steps\"?"),
                ("tools.booking.timout", "Did you mean \"timeout\"?"),
                ("tools.knowledge_base_lombardia.settings.scoeps", "Did you mean \"scopes\"?"),
            ] {
                let run = try await ServiceProcess.run(["config", "explain", key], data: data)
                #expect((run.status == 0) == (key == "texts.closd"), "\(run.output)")
                #expect(run.output.contains(words), "\(run.output)")
            }
        }

        @Test("in other languages can be parsed")
        func languages() async throws {
            let blocks = try DocumentationTests.documents().flatMap(\.blocks)
            let checks = [("sh", "sh -n"), ("javascript", "node --check")]
            // The tests of clients in Node say it where that is not here.
            for (language, check) in checks where language != "javascript" || NodeProgram.canRun {
                let shown = blocks.filter { $0.language == language }
                #expect(!shown.isEmpty, "\(language)")
                for block in shown {
                    let folder = try TemporaryFolder()
                    // A module, in which `await` may stand alone.
                    let file = "\(folder.path)/shown.mjs"
                    try block.lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
                    let run = try await ServiceProcess.shell("\(check) \(file)", data: folder)
                    #expect(run.status == 0, "\(block.lines.first ?? ""): \(run.output)")
                }
            }
        }

        @Test("about regions is so, and the third region answers")
        func region() async throws {
            let page = try Document("docs/regions.md")
            let folder = try DocumentedFolder(for: page)
            try await self.follow(page.blocks, in: folder)
            try await Repository.$folder.withValue(folder.folder.path) {
                let service = try await ServiceProcess.serving(data: TemporaryFolder())
                let socket = try await service.connect("/ws/\(try await service.session(region: "Veneto"))")
                try await socket.say("Dove si parcheggia a Verona?")
                let frames = try await socket.frames(labelled: "ready")
                #expect(frames.functionsCalled == ["knowledge_base_veneto"])
                #expect(frames.first { $0.type == "complete" }?["full_response"]?.string?.contains("portici") == true)
                #expect(await service.stop() == 0)
            }
        }
    }

    /// What no shipped command can show, since the kinds are those of a reader.
    @Suite("What a new kind does", .files(of: "docs/adding-a-tool.md"))
    struct DocumentedKindTests {
        @Test("is as the page shows it")
        func calls() async throws {
            let page = try Document("docs/adding-a-tool.md")
            let examples = page.blocks.filter { !$0.chapter.hasPrefix("An existing kind") }.flatMap(ConsoleExample.all)
            let calls = examples.compactMap { example in
                example.command.firstMatch(of: /^chat-service tools call (\w+) '(.*)'$/).map {
                    (tool: String($0.1), arguments: String($0.2), output: example.output)
                }
            }
            #expect(calls.map(\.tool) == ["report_time", "callback"])
            for call in calls {
                let model = ScriptedModel(.calls(call.tool, text: call.arguments), .says("Ecco."))
                let chat = try await RegionConversation("lombardia", model: model)
                #expect(try await chat.say("?").functionsCalled == [call.tool])
                let result = try #require(try await chat.recording().calls.first?.returned?.result)
                let parts = call.output.components(separatedBy: "Instruction for the model: ")
                #expect(result.content == (try JSONValue(parsing: parts[0])))
                #expect(result.instruction == parts.dropFirst().first)
            }
        }
    }
}
