import Foundation
import LifeboatCore
import LifeboatNotifiers
import LifeboatTesting
import Testing

@Suite("A textfile of metrics")
struct MetricsTextfileTests {
    private func names(_ folder: ScratchFolder) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    @Test("One file for each job, which others can read; a later one takes the place of its own job's only")
    func replaces() async throws {
        try await withScratchFolder { folder in
            let textfile = MetricsTextfile(folder: folder.path)
            try await textfile.publish([SampleStatus.status(job: "db"), SampleStatus.status(job: "a/b")])
            let all = ["lifeboat-nixys+a%2Fb.prom", "lifeboat-nixys+db.prom"]
            #expect(try names(folder) == all)
            let other = try String(contentsOfFile: folder(all[0]), encoding: .utf8)
            #expect(other == MetricsPage.text([SampleStatus.status(job: "a/b")]))
            let mode = try FileManager.default.attributesOfItem(atPath: folder(all[1]))[.posixPermissions] as? Int
            #expect(mode == 0o644)

            var status = SampleStatus.status(job: "db")
            status.lastRun?.outcome = .failed
            try await textfile.publish([status])
            #expect(try names(folder) == all)
            #expect(try String(contentsOfFile: folder(all[0]), encoding: .utf8) == other)
            #expect(try String(contentsOfFile: folder(all[1]), encoding: .utf8) == MetricsPage.text([status]))
        }
    }

    @Test(
        "A folder that is not there is not made, and a file that cannot be replaced stays whole; nothing is left behind"
    )
    func troubles() async throws {
        try await withScratchFolder { folder in
            let missing = await expectLifeboatError(.notFound) {
                try await MetricsTextfile(folder: folder("none")).publish([SampleStatus.status()])
            }
            #expect(missing?.hint == "`textfile` names the folder that node exporter reads; make it first")
            // A folder in the place of the file.
            try folder.write("lifeboat-nixys+db.prom/x", "")
            await expectLifeboatError(.failed) {
                try await MetricsTextfile(folder: folder.path).publish([SampleStatus.status()])
            }
            #expect(try names(folder) == ["lifeboat-nixys+db.prom"])
        }
    }
}
