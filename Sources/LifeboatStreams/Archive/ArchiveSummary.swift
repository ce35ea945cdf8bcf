package import LifeboatCore

/// What an archive holds, or what came out of one: the same numbers on both sides, so that they can be compared.
package struct ArchiveSummary: Sendable, Equatable {
    /// Regular files, each counted once however many names it has.
    package var files: Int64 = 0
    /// Further names of things that are in the archive already.
    package var hardLinks: Int64 = 0
    package var folders: Int64 = 0
    package var symlinks: Int64 = 0
    /// Pipes with a name, and device nodes.
    package var specialFiles: Int64 = 0
    /// The files' sizes, holes included.
    package var bytes: Int64 = 0
    /// What is missing or may be torn.
    package var omissions = Omissions()
    /// Owners could not be given to what was restored, because the process is not root.
    package var ownersLeftOut = false

    package init() {}

    package var evidence: Evidence {
        var counts = ["files": files, "folders": folders, "symlinks": symlinks, "bytes": bytes]
        if hardLinks > 0 { counts["hard_links"] = hardLinks }
        if specialFiles > 0 { counts["special_files"] = specialFiles }
        return Evidence(counts: counts)
    }

    mutating func note(_ name: some Collection<UInt8>, _ reason: Omission.Reason, _ detail: String? = nil) {
        omissions.add(Omission(name: DisplayName.text(of: name), reason: reason, detail: detail))
    }
}
