/// How a whole execution of `lifeboat run` went: what decides whether somebody is told.
package enum RunVerdict: String, Sendable, CaseIterable {
    /// At least one job has nothing new, or did not begin.
    case failure
    /// There is something new of every job, but not everywhere or not everything.
    case degraded
    /// All of it.
    case success
}
