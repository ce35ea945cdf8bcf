import CShims
import Glibc
package import LifeboatCore

/// Figures for the textfile collector of Prometheus' node exporter: one file for each job, so that no job's run touches
/// another's.
///
/// A file is replaced as a whole, by a rename: who reads it meanwhile sees the old one or the new one. It is readable by
/// all users, since node exporter is another one.
package struct MetricsTextfile: MetricsPublisher {
    private let folder: String

    /// - Parameter folder: has to be there: it is node exporter's.
    package init(folder: String) {
        self.folder = folder
    }

    package var name: String { "metrics textfile" }

    package func publish(_ statuses: [JobStatus]) async throws {
        for status in statuses {
            let names = [status.serverName, status.job].compactMap(\.self).map { KeyComponent(escaping: $0).escaped }
            try replace("lifeboat-\(names.joined(separator: "+")).prom", MetricsPage.text([status]))
        }
    }

    package func test(_ report: RunReport) async throws -> String {
        let path = "\(folder)/lifeboat.\(getpid()).test"
        unlink(path)
        let descriptor = lifeboat_open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw failure(errno, "make a file in", folder) }
        close(descriptor)
        guard unlink(path) == 0 else { throw failure(errno, "remove", path) }
        return "files can be written to \(folder)"
    }

    private func replace(_ name: String, _ text: String) throws {
        let path = "\(folder)/\(name)"
        // The collector reads what ends in .prom and nothing else.
        let temporary = "\(path).\(getpid())"
        // What a process of the same number left when it was killed.
        unlink(temporary)
        let descriptor = lifeboat_open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else { throw failure(errno, "make a file in", folder) }
        do {
            defer { close(descriptor) }
            try write(Array(text.utf8), to: descriptor, temporary)
            guard fchmod(descriptor, 0o644) == 0 else { throw failure(errno, "open to other users", temporary) }
            guard fsync(descriptor) == 0 else { throw failure(errno, "write", temporary) }
            guard rename(temporary, path) == 0 else { throw failure(errno, "write", path) }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    private func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure(errno, "write", path) }
            rest = rest.dropFirst(count)
        }
    }

    private func failure(_ number: Int32, _ what: String, _ path: String) -> LifeboatError {
        var error = LifeboatError(errno: number, what, path)
        if number == ENOENT { error.hint = "`textfile` names the folder that node exporter reads; make it first" }
        return error
    }
}
