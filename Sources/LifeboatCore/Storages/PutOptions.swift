/// How an object is to be stored.
package struct PutOptions: Sendable {
    package enum OnExisting: Sendable {
        /// Throw ``LifeboatError/Kind/alreadyExists`` and leave the old object alone.
        case fail
        /// Put the new object in the old one's place, in one step.
        case replace
    }

    package var onExisting: OnExisting

    package init(onExisting: OnExisting = .fail) {
        self.onExisting = onExisting
    }
}
