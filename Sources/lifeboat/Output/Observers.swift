import LifeboatCore

/// Several observers as one, told in order.
struct Observers: RunObserver {
    private let all: [any RunObserver]

    init(_ all: [any RunObserver]) {
        self.all = all
    }

    func observe(_ event: RunEvent) async {
        for observer in all { await observer.observe(event) }
    }
}
