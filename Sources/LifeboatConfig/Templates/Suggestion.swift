/// Finds what somebody may have meant by a name that does not exist.
package enum Suggestion {
    /// The candidate with the fewest typing mistakes: a letter that is wrong, missing, too many, or swapped with its neighbour.
    ///
    /// - Returns: nil when even the closest one is too far to be a mistake: more than one in three letters and never more than three.
    ///   Of equally close ones it is the first in alphabetical order, so that a message is always the same.
    package static func closestMatch(to name: String, in candidates: some Sequence<String>) -> String? {
        let name = Array(name.unicodeScalars)
        let limit = min(3, max(1, name.count / 3))
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let scalars = Array(candidate.unicodeScalars)
            guard abs(scalars.count - name.count) <= limit else { continue }
            let distance = distance(name, scalars)
            guard distance > 0, distance <= limit, distance < scalars.count else { continue }
            if let found = best, (found.distance, found.candidate) <= (distance, candidate) { continue }
            best = (candidate, distance)
        }
        return best?.candidate
    }

    /// The edit distance in which swapping two neighbours is one step.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let isSame = left[row] == right[column]
                var cost = min(last[column] + (isSame ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
