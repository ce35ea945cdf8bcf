package import Foundation
import LifeboatCore

/// One execution of `lifeboat run`, when it is over: all jobs that were asked for.
package struct RunReport: Sendable {
    /// `server_name`, or the host's name.
    package var serverName: String
    package var lifeboatVersion: String
    package var started: Date
    package var finished: Date
    package var jobs: [JobReport]
    /// The configuration that commands have to be given; `nil` where they find it by themselves.
    package var configuration: String?
    /// Whether there was no run, and somebody only wants to see whether messages arrive.
    package private(set) var isTest = false

    package init(
        serverName: String, lifeboatVersion: String, started: Date, finished: Date, jobs: [JobReport],
        configuration: String? = nil
    ) {
        self.serverName = serverName
        self.lifeboatVersion = lifeboatVersion
        self.started = started
        self.finished = finished
        self.jobs = jobs
        self.configuration = configuration
    }

    /// Tells of no run.
    package static func test(serverName: String, lifeboatVersion: String, now: Date) -> RunReport {
        var report = RunReport(
            serverName: serverName, lifeboatVersion: lifeboatVersion, started: now, finished: now, jobs: [])
        report.isTest = true
        return report
    }

    /// The worst of its jobs.
    package var verdict: RunVerdict {
        let verdicts = Set(jobs.map(\.verdict))
        return RunVerdict.allCases.first(where: verdicts.contains) ?? .success
    }

    /// `[failed] web-1: 1 of 3 jobs failed`.
    package var subject: String { "[\(word)] \(serverName): \(statement)" }

    /// `1 of 3 jobs failed, 1 degraded`; of a single job its name.
    package var statement: String {
        if isTest { return "a test message, no backup was made" }
        if let job = jobs.first, jobs.count == 1 { return "job \(job.job): \(job.outcomeWords)" }
        let counts = ["failed", "interrupted", "not begun", "degraded", JobReport.gone].compactMap { words in
            let count = jobs.count { $0.outcomeWords == words }
            return count > 0 ? (words == JobReport.gone ? "without a target that was there" : words, count) : nil
        }
        guard let first = counts.first else { return "\(jobs.count) jobs, all ok" }
        return (["\(first.1) of \(jobs.count) jobs \(first.0)"] + counts.dropFirst().map { "\($0.1) \($0.0)" })
            .joined(separator: ", ")
    }

    private var word: String {
        if isTest { return "test" }
        switch verdict {
        case .failure: return "failed"
        case .degraded: return "degraded"
        case .success: return "ok"
        }
    }

    /// Only these jobs; `nil` when none of them was asked for.
    package func restricted(to names: [String]) -> RunReport? {
        guard !names.isEmpty else { return self }
        var report = self
        report.jobs = jobs.filter { names.contains($0.job) }
        return report.jobs.isEmpty ? nil : report
    }
}
