extension StorageContract.Probe {
    func missingIsNotFound() async throws {
        try await put([1, 2, 3], at: key("folder", "object"))
        let missing = [
            key("nothing"), key("folder"), key("folder", "objec"), key("folder", "object2"),
            key("no", "such", "folder"),
            key("folder", "object", "below"), place,
        ]
        for key in missing {
            try await expectError(.notFound, "reading \(key), which is no object,") {
                _ = try await self.storage.readAll(key)
            }
            try await expectError(.notFound, "reading a range of \(key), which is no object,") {
                try await self.storage.read(key, range: 0..<1) { _ = try await $0.collect(limit: 10) }
            }
        }
    }

    func missingHasNoStat() async throws {
        try await put([1, 2, 3], at: key("folder", "object"))
        let missing = [
            key("nothing"), key("folder"), key("folder", "objec"), key("folder", "object2"),
            key("no", "such", "folder"),
            key("folder", "object", "below"), place,
        ]
        for key in missing {
            let found = try await storage.stat(key)
            try expect(found == nil, "\(key) has a stat, but is no object")
        }
    }

    func deepKeys() async throws {
        let keys = [1, 7, 20].map { depth in
            (0..<depth).reduce(place) { $0.appending(name: "level-\($1)") }.appending(name: "object")
        }
        for (index, key) in keys.enumerated() { try await put(content(10 + index), at: key) }
        for (index, key) in keys.enumerated() { try await expectObject(content(10 + index), at: key) }
        try await expectListing(of: place, keys)
    }

    func oddKeys() async throws {
        let names = [
            "файлы", "Ünïcode 🛟", "a b; rm -rf $HOME", "100%", "%41", "A", "..", ".", ".hidden", "a/b", "-rf", "--",
            "~", "*", "?", "[x]", "new\nline", "tab\t", "quo\"te'", "back\\slash", "\u{0}", "#", "a+b", "a&b=c", "a:b",
            // What Windows keeps as something else.
            "con", "NUL.sql", "com1.tar.zst", "trailing.",
            "", String(repeating: "x", count: 200), String(repeating: "ы", count: 150),
        ]
        let keys = names.map { key("odd", $0, "object") }
        for (index, key) in keys.enumerated() { try await put([UInt8(index)], at: key) }
        for (index, key) in keys.enumerated() { try await expectObject([UInt8(index)], at: key) }
        try await expectListing(of: place, keys)
        for (index, key) in keys.enumerated() {
            try await storage.delete(key)
            try await expectListing(of: place, Array(keys[(index + 1)...]), "after \(index + 1) deletes")
        }
    }

    func caseIsNotMerged() async throws {
        try await put([1], at: key("Name"))
        do {
            try await put([2], at: key("name"))
        } catch let error as LifeboatError where error.kind == .alreadyExists {
            try await expectObject([1], at: key("Name"))
            return
        }
        try await expectObject([1], at: key("Name"))
        try await expectObject([2], at: key("name"))
        try await storage.delete(key("name"))
        try await expectObject([1], at: key("Name"))
        try await expectListing(of: place, [key("Name")])
    }
}
