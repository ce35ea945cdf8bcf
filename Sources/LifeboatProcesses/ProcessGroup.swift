import Foundation

/// The child and everything it started, as long as that stays in the child's process group.
///
/// To be used only while the child is not reaped: until then its number, which names the group, cannot be given to
/// anybody else.
package struct ProcessGroup: Sendable {
    /// The child's process id and the group's number.
    let leader: Int32

    func send(_ signal: Int32) {
        // The group may be gone already; that is what the signal is for.
        _ = kill(-leader, signal)
    }

    /// Whether a member is alive. Zombies are not. `false` too where /proc cannot be read.
    var hasLivingMembers: Bool {
        ProcessStatus.numbers.lazy.compactMap(ProcessStatus.init).contains { $0.group == leader && $0.isLiving }
    }

    /// Kills every group that a child of ours leads, without waiting for anybody: for a process that ends at once.
    ///
    /// Those are the ones that ``Command`` started. What a shell started before it became this process is not one: it is
    /// in the shell's own group, or belongs to somebody who does job control.
    package static func killAllOfOurs() {
        let own = getpid()
        for number in ProcessStatus.numbers {
            guard let status = ProcessStatus(number), status.parent == own, status.group == number else { continue }
            ProcessGroup(leader: number).send(SIGKILL)
        }
    }
}
