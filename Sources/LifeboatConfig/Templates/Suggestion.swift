/// Finds what somebody may have meant by a name that does not exist.
package enum Suggestion {
    /// The candidate with the fewest typing mistakes: a letter that is wrong, missing, too many, or swapped with its neighbour.
    ///
    /// - Returns: nil when even the closest one is too far to be a mistake: more than one in three letters and never more than three.
    ///   Of equally close ones it is the first in alphabetical order, so that a message is always the same.
    package static func closestMatch(to name: String, in candidates: some Sequence<String>) -> String? {
        closestMatches(to: name, in: candidates).first
    }

    /// The same, where no other candidate is as close: what is evidently meant.
    static func onlyMatch(to name: String, in candidates: some Sequence<String>) -> String? {
        let matches = closestMatches(to: name, in: candidates)
        return matches.count == 1 ? matches.first : nil
    }

    /// In alphabetical order.
    private static func closestMatches(to name: String, in candidates: some Sequence<String>) -> [String] {
        let name = Array(name.unicodeScalars)
        let limit = min(3, max(1, name.count / 3))
        var best: [String] = []
        var bestDistance = Int.max
        for candidate in candidates {
            let scalars = Array(candidate.unicodeScalars)
            guard abs(scalars.count - name.count) <= limit else { continue }
            let distance = distance(name, scalars)
            guard distance > 0, distance <= limit, distance < scalars.count else { continue }
            if distance < bestDistance { best = [] }
            bestDistance = min(distance, bestDistance)
            if distance == bestDistance, !best.contains(candidate) { best.append(candidate) }
        }
        return best.sorted()
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
