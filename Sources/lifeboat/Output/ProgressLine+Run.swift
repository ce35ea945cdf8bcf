import LifeboatCore

/// The progress of a run: of the target that it is at.
extension ProgressLine: RunObserver {
    func observe(_ event: RunEvent) async {
        switch event {
        case .targetStarted(let job, let target, let estimate):
            clear()
            begin("\(job)/\(target)", of: estimate.map { $0 > 0 ? .about($0) : .unknown } ?? .unknown)
        case .progress(_, _, let plain, _): advance(to: plain)
        default: clear()
        }
    }
}
