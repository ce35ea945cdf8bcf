import Foundation
import LifeboatCore
import LifeboatEngine

extension Catalogue {
    /// At a time when nothing is in the future any more.
    func choose(_ choice: BackupChoice, target: KeyComponent) throws -> FoundBackup {
        try choose(choice, target: target, now: .distantFuture)
    }
}
