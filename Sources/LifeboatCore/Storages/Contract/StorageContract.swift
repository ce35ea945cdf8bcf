/// What every storage promises, as rules that can be run: in the tests on each storage, and by `lifeboat check`, as
/// far as they are harmless probes, on the user's.
///
/// A new storage costs a dozen lines of test: run every case on it.
package enum StorageContract: String, CaseIterable, Sendable {
    // Contents
    case roundTrip
    case emptyObject
    case largeObject
    case readAfterWrite
    case statAgreesWithPut
    case ranges
    case concurrentReads
    case readerEndsEarly
    case readerThrows

    // Commit
    case invisibleWhileWritten
    case throwingBodyLeavesNothing
    case throwingReplacementKeepsOld
    case cancellationLeavesNothing
    case existingIsKept
    case replaceReplaces
    case sameKeyAgain

    // Concurrency
    case concurrentPutsOneWins
    case concurrentPutsOfManyKeys
    case listDuringWrites
    case deletesBesidePuts

    // Names
    case missingIsNotFound
    case missingHasNoStat
    case deepKeys
    case oddKeys
    case caseIsNotMerged

    // Listing
    case listingIsExact
    case prefixesDoNotBleed
    case prefixIsNotItself
    case missingPrefixIsEmpty
    case rootIsListed
    case manyPages
    case pageThrows

    // Deleting
    case deleteRemoves
    case deleteLeavesSiblings
    case deleteOfNothingSucceeds

    /// The promise, in one sentence.
    package var summary: String {
        switch self {
        case .roundTrip: "an object comes back byte for byte"
        case .emptyObject: "an object may be empty"
        case .largeObject: "an object of many blocks and an odd size comes back byte for byte"
        case .readAfterWrite: "what was put is read, found and listed at once"
        case .statAgreesWithPut: "put, stat and list tell the same key and size"
        case .ranges: "a range gives exactly its bytes, cut at the object's end"
        case .concurrentReads: "several readers of one object do not disturb each other"
        case .readerEndsEarly: "a reader that stops early does no harm"
        case .readerThrows: "a reader's own error is thrown on"
        case .invisibleWhileWritten: "an object is not visible, in any way, before it is whole"
        case .throwingBodyLeavesNothing: "a body that throws makes put throw and leaves nothing"
        case .throwingReplacementKeepsOld: "a replacement that throws leaves the old object"
        case .cancellationLeavesNothing: "a cancelled put throws and leaves nothing"
        case .existingIsKept: "a put on an existing key throws alreadyExists and keeps the old bytes"
        case .replaceReplaces: "a put that may replace does, with a longer and with a shorter object"
        case .sameKeyAgain: "a key can be used again after its object was deleted"
        case .concurrentPutsOneWins: "of several puts of one key exactly one wins, whole"
        case .concurrentPutsOfManyKeys: "puts of different keys at the same time do not disturb each other"
        case .listDuringWrites: "a listing beside writers succeeds and shows whole objects only"
        case .deletesBesidePuts: "deletes never make puts beside them fail"
        case .missingIsNotFound: "reading what is not there throws notFound"
        case .missingHasNoStat: "what is not there has no stat"
        case .deepKeys: "keys may have many components"
        case .oddKeys: "every key that can be built can be stored and is listed unchanged"
        case .caseIsNotMerged: "names that differ in case only are kept apart or refused, never merged"
        case .listingIsExact: "a listing shows every object below its prefix once, and nothing else"
        case .prefixesDoNotBleed: "a prefix ends at a component: db never lists db2"
        case .prefixIsNotItself: "an object is not listed below its own key"
        case .missingPrefixIsEmpty: "a prefix that nothing is below lists nothing"
        case .rootIsListed: "the root lists what lies anywhere"
        case .manyPages: "a listing of more than one page forgets and repeats nothing"
        case .pageThrows: "an error thrown while a page is looked at ends the listing"
        case .deleteRemoves: "a deleted object is gone, and deleting it again succeeds"
        case .deleteLeavesSiblings: "a delete leaves everything else alone"
        case .deleteOfNothingSucceeds: "deleting what never was succeeds"
        }
    }

    /// Whether the rule may be run on a storage in use: a few small objects, no long listing, nothing parallel.
    package var isHarmlessProbe: Bool {
        switch self {
        case .largeObject, .manyPages, .rootIsListed, .concurrentReads, .concurrentPutsOneWins,
            .concurrentPutsOfManyKeys, .listDuringWrites, .deletesBesidePuts, .cancellationLeavesNothing:
            false
        default: true
        }
    }

    /// Runs this rule in a place of its own below `prefix` and removes again what it put there.
    ///
    /// - Parameters:
    ///   - manyObjects: how many objects ``manyPages`` puts: more than the storage lists at a time.
    /// - Throws: ``Violation`` when the promise is broken; the storage's own error when it does not get that far.
    package func run(on storage: any Storage, below prefix: ObjectKey, manyObjects: Int = 1_100) async throws {
        let probe = Probe(self, storage, prefix.appending(name: rawValue), manyObjects: manyObjects)
        do {
            try await check(probe)
            // One that was noticed inside a body, where a storage may have put its own error in its place.
            if let violation = probe.firstViolation { throw violation }
        } catch {
            // The rule's own error is the news; a storage that breaks one promise may fail to clean up, too.
            try? await probe.cleanUp()
            throw probe.firstViolation ?? error
        }
        try await probe.cleanUp()
    }

    private func check(_ probe: Probe) async throws {
        switch self {
        case .roundTrip: try await probe.roundTrip()
        case .emptyObject: try await probe.emptyObject()
        case .largeObject: try await probe.largeObject()
        case .readAfterWrite: try await probe.readAfterWrite()
        case .statAgreesWithPut: try await probe.statAgreesWithPut()
        case .ranges: try await probe.ranges()
        case .concurrentReads: try await probe.concurrentReads()
        case .readerEndsEarly: try await probe.readerEndsEarly()
        case .readerThrows: try await probe.readerThrows()
        case .invisibleWhileWritten: try await probe.invisibleWhileWritten()
        case .throwingBodyLeavesNothing: try await probe.throwingBodyLeavesNothing()
        case .throwingReplacementKeepsOld: try await probe.throwingReplacementKeepsOld()
        case .cancellationLeavesNothing: try await probe.cancellationLeavesNothing()
        case .existingIsKept: try await probe.existingIsKept()
        case .replaceReplaces: try await probe.replaceReplaces()
        case .sameKeyAgain: try await probe.sameKeyAgain()
        case .concurrentPutsOneWins: try await probe.concurrentPutsOneWins()
        case .concurrentPutsOfManyKeys: try await probe.concurrentPutsOfManyKeys()
        case .listDuringWrites: try await probe.listDuringWrites()
        case .deletesBesidePuts: try await probe.deletesBesidePuts()
        case .missingIsNotFound: try await probe.missingIsNotFound()
        case .missingHasNoStat: try await probe.missingHasNoStat()
        case .deepKeys: try await probe.deepKeys()
        case .oddKeys: try await probe.oddKeys()
        case .caseIsNotMerged: try await probe.caseIsNotMerged()
        case .listingIsExact: try await probe.listingIsExact()
        case .prefixesDoNotBleed: try await probe.prefixesDoNotBleed()
        case .prefixIsNotItself: try await probe.prefixIsNotItself()
        case .missingPrefixIsEmpty: try await probe.missingPrefixIsEmpty()
        case .rootIsListed: try await probe.rootIsListed()
        case .manyPages: try await probe.manyPages()
        case .pageThrows: try await probe.pageThrows()
        case .deleteRemoves: try await probe.deleteRemoves()
        case .deleteLeavesSiblings: try await probe.deleteLeavesSiblings()
        case .deleteOfNothingSucceeds: try await probe.deleteOfNothingSucceeds()
        }
    }
}
