package import LifeboatCore

/// A way to be a bad storage. Each names the rule of the contract that must catch it; every rule catches one.
package enum StorageFlaw: String, CaseIterable, Sendable {
    case losesLastBlock, forgetsEmptyObjects, losesWhatIsPast32MiB, listsAFirstLookForEver, listsSizesAsZero
    case ignoresRanges, rangesEndOneLate, throwsOnRangesPastTheEnd
    case readersShareAPosition, earlyEndSpoilsTheObject, replacesTheReadersError
    case visibleWhileWriting, keepsHalfAfterThrow, takesAThrowForTheEnd, removesOldBeforeReplacing, ignoresCancellation
    case overwritesAlways, neverReplaces, remembersDeletedKeys
    case looksForExistingFirstOnly, mixesConcurrentPuts, listStumblesOverWrites, deleteRemovesTheFolderUnderAPut
    case readsMissingAsEmpty, hasStatsForFolders, cutsDeepKeys, cutsLongNames, mergesCase
    case listsTwice, listsFolders, prefixBleeds, prefixListsItself, throwsOnMissingPrefix, rootIsEmpty
    case forgetsTheSecondPage, swallowsThePagesError
    case deleteDoesNothing, deleteTakesWhatIsBelow, deleteTakesNeighbours, deleteThrowsWhenMissing

    /// The rule that must catch it.
    package var caughtBy: StorageContract {
        switch self {
        case .losesLastBlock: .roundTrip
        case .forgetsEmptyObjects: .emptyObject
        case .losesWhatIsPast32MiB: .largeObject
        case .listsAFirstLookForEver: .readAfterWrite
        case .listsSizesAsZero: .statAgreesWithPut
        case .ignoresRanges, .rangesEndOneLate, .throwsOnRangesPastTheEnd: .ranges
        case .readersShareAPosition: .concurrentReads
        case .earlyEndSpoilsTheObject: .readerEndsEarly
        case .replacesTheReadersError: .readerThrows
        case .visibleWhileWriting: .invisibleWhileWritten
        case .keepsHalfAfterThrow, .takesAThrowForTheEnd: .throwingBodyLeavesNothing
        case .removesOldBeforeReplacing: .throwingReplacementKeepsOld
        case .ignoresCancellation: .cancellationLeavesNothing
        case .overwritesAlways: .existingIsKept
        case .neverReplaces: .replaceReplaces
        case .remembersDeletedKeys: .sameKeyAgain
        case .looksForExistingFirstOnly: .concurrentPutsOneWins
        case .mixesConcurrentPuts: .concurrentPutsOfManyKeys
        case .listStumblesOverWrites: .listDuringWrites
        case .deleteRemovesTheFolderUnderAPut: .deletesBesidePuts
        case .readsMissingAsEmpty: .missingIsNotFound
        case .hasStatsForFolders: .missingHasNoStat
        case .cutsDeepKeys: .deepKeys
        case .cutsLongNames: .oddKeys
        case .mergesCase: .caseIsNotMerged
        case .listsTwice, .listsFolders: .listingIsExact
        case .prefixBleeds: .prefixesDoNotBleed
        case .prefixListsItself: .prefixIsNotItself
        case .throwsOnMissingPrefix: .missingPrefixIsEmpty
        case .rootIsEmpty: .rootIsListed
        case .forgetsTheSecondPage: .manyPages
        case .swallowsThePagesError: .pageThrows
        case .deleteDoesNothing: .deleteRemoves
        case .deleteTakesWhatIsBelow, .deleteTakesNeighbours: .deleteLeavesSiblings
        case .deleteThrowsWhenMissing: .deleteOfNothingSucceeds
        }
    }
}
