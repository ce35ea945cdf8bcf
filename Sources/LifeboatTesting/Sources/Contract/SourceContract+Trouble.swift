import LifeboatCore

extension SourceContract {
    /// The error of something that must fail.
    private func failure(_ what: String, _ body: () async throws -> Void) async throws -> LifeboatError {
        do {
            try await body()
        } catch let violation as Violation {
            throw violation
        } catch {
            return LifeboatError(wrapping: error)
        }
        throw Violation(self, "\(what) succeeded")
    }

    private func dumps(_ fixture: some SourceFixture, path: String) async throws -> CollectedDump {
        let dumped = CollectedDump()
        _ = try await dump(
            fixture.target, of: fixture.source(targets: [fixture.target], path: path), into: dumped)
        return dumped
    }

    // MARK: The server

    func serverDown(_ fixture: some SourceFixture) async throws {
        for (what, body) in troubles(fixture.unreachable(), fixture) {
            let error = try await failure(what, body)
            try require(error.hint != nil, "\(what) says only: \(error.summary)")
            try requireNoSecret(error, fixture.password)
        }
    }

    func wrongPassword(_ fixture: some SourceFixture) async throws {
        let wrong = "wr0ng'p\"a ss"
        for (what, body) in troubles(fixture.source(password: wrong), fixture) {
            let error = try await failure(what, body)
            try require(error.hint != nil, "\(what) says only: \(error.summary)")
            try requireNoSecret(error, wrong)
        }
    }

    /// A dump and a probe.
    private func troubles(
        _ source: any Source, _ fixture: some SourceFixture
    ) -> [(String, () async throws -> Void)] {
        [
            ("the probe", { _ = try await source.probe() }),
            ("the dump", { _ = try await dump(fixture.target, of: source, into: CollectedDump()) }),
        ]
    }

    private func requireNoSecret(_ error: LifeboatError, _ secret: String) throws {
        try require(!"\(error)".contains(secret), "the error shows it")
    }

    func missingTarget(_ fixture: some SourceFixture) async throws {
        guard fixture.namesTargets else { return try await unknownTarget(fixture) }
        let source = fixture.source(targets: [fixture.target, "not there"], path: nil)
        let error = try await failure("the dump of what is not there") {
            _ = try await dump("not there", of: source, into: CollectedDump())
        }
        try require(error.kind == .notFound, "it is told as: \(error.summary)")
        let dumped = CollectedDump()
        _ = try await dump(fixture.target, of: source, into: dumped)
        try require(dumped.size > 0, "the other is empty")
    }

    private func unknownTarget(_ fixture: some SourceFixture) async throws {
        let unknown = Target(name: "not there", fileExtension: "dump", origin: "not there")
        let source = fixture.source(targets: [fixture.target], path: nil)
        let error = try await failure("the dump of what is not there") {
            _ = try await source.withSession { session in
                let context = DumpContext(pool: BlockPool(), temporaryFolder: nil)
                return try await session.dump(unknown, context, into: CollectedDump())
            }
        }
        try require(error.kind == .notFound, "it is told as: \(error.summary)")
    }

    // MARK: The program

    func missingTool(_ fixture: some SourceFixture) async throws {
        let error = try await failure("the dump") { _ = try await dumps(fixture, path: "/nowhere") }
        try require(error.kind == .missingTool, "it is told as: \(error.summary)")
        try require(error.hint?.contains("apt-get install") == true, "the hint is: \(error.hint ?? "none")")
    }

    func fails(_ fixture: some SourceFixture, with fault: ToolFault) async throws {
        try await withScratchFolder { folder in
            let tool = try ToolStandIn(
                for: fixture.program, fixture.script(fault), real: fixture.programPath, in: folder)
            let error = try await failure("the dump") { _ = try await dumps(fixture, path: tool.path) }
            try require(error.kind != .interrupted, "it is told as an interruption")
        }
    }

    func worksWith(_ fixture: some SourceFixture, _ fault: ToolFault) async throws {
        try await withScratchFolder { folder in
            let tool = try ToolStandIn(
                for: fixture.program, fixture.script(fault), real: fixture.programPath, in: folder)
            let dumped = try await dumps(fixture, path: tool.path)
            try require(dumped.size > 0, "the dump is empty")
        }
    }

    func argumentsHoldNoSecret(_ fixture: some SourceFixture) async throws {
        try await withScratchFolder { folder in
            let script = fixture.script(.tellsItsArguments)
            let tool = try ToolStandIn(for: fixture.program, script, real: fixture.programPath, in: folder)
            _ = try await dumps(fixture, path: tool.path)
            try require(tool.notes.contains(fixture.program), "the program was not run: \(tool.notes)")
            try require(!tool.notes.contains(fixture.password), "they are: \(tool.notes)")
        }
    }

    // MARK: Ends

    func cancellationEndsTheTool(_ fixture: some SourceFixture) async throws {
        try await withScratchFolder { folder in
            let tool = try ToolStandIn(
                for: fixture.program, fixture.script(.hangs), real: fixture.programPath, in: folder)
            let (begun, beginning) = AsyncStream<Void>.makeStream()
            @Sendable func begin() {
                beginning.yield()
                beginning.finish()
            }
            let source = fixture.source(targets: [fixture.target], path: tool.path)
            let task = Task {
                try await dump(
                    fixture.target, of: source,
                    into: CollectedDump { _ in begin() })
            }
            if fixture.dumpsToFile {
                try await tool.waitForStart()
            } else {
                for await _ in begun {}
            }
            task.cancel()
            // Returning is the proof: a dump ends only when its program and all of its group have ended.
            let error = try await failure("the dump") { _ = try await task.value }
            try require(error.kind == .interrupted, "it is told as: \(error.summary)")
        }
    }

    func goneReaderEndsTheTool(_ fixture: some SourceFixture) async throws {
        try await withScratchFolder { folder in
            // A program that writes a file has ended before anybody reads.
            let fault = fixture.dumpsToFile ? ToolFault.isChatty : .hangs
            let tool = try ToolStandIn(
                for: fixture.program, fixture.script(fault), real: fixture.programPath, in: folder)
            let gone = LifeboatError(.noSpace, "the reader is gone")
            let source = fixture.source(targets: [fixture.target], path: tool.path)
            let error = try await failure("the dump") {
                _ = try await dump(fixture.target, of: source, into: CollectedDump { _ in throw gone })
            }
            try require(error.isSameTrouble(as: gone), "it is told as: \(error.summary)")
        }
    }
}
