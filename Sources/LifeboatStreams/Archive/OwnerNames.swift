import Glibc

/// Names of users and groups, each asked for once: a lookup may go to a directory server.
struct OwnerNames {
    private var users: [uid_t: [CChar]?] = [:]
    private var groups: [gid_t: [CChar]?] = [:]

    /// `nil` when there is no name; the archive then holds the number alone.
    mutating func user(_ id: uid_t) -> [CChar]? {
        if let known = users[id] { return known }
        let name = Self.look { buffer, size, found in
            var record = passwd()
            var result: UnsafeMutablePointer<passwd>?
            let status = getpwuid_r(id, &record, buffer, size, &result)
            found = result == nil ? nil : Self.copy(record.pw_name)
            return status
        }
        users[id] = .some(name)
        return name
    }

    mutating func group(_ id: gid_t) -> [CChar]? {
        if let known = groups[id] { return known }
        let name = Self.look { buffer, size, found in
            var record = Glibc.group()
            var result: UnsafeMutablePointer<Glibc.group>?
            let status = getgrgid_r(id, &record, buffer, size, &result)
            found = result == nil ? nil : Self.copy(record.gr_name)
            return status
        }
        groups[id] = .some(name)
        return name
    }

    /// The number behind a name, for lists of other tools that give only the name; `nil` when nobody has it.
    static func user(named name: UnsafePointer<CChar>) -> uid_t? {
        look { buffer, size, found in
            var record = passwd()
            var result: UnsafeMutablePointer<passwd>?
            let status = getpwnam_r(name, &record, buffer, size, &result)
            found = result == nil ? nil : record.pw_uid
            return status
        }
    }

    static func group(named name: UnsafePointer<CChar>) -> gid_t? {
        look { buffer, size, found in
            var record = Glibc.group()
            var result: UnsafeMutablePointer<Glibc.group>?
            let status = getgrnam_r(name, &record, buffer, size, &result)
            found = result == nil ? nil : record.gr_gid
            return status
        }
    }

    private static func copy(_ text: UnsafeMutablePointer<CChar>) -> [CChar] {
        Array(UnsafeBufferPointer(start: text, count: strlen(text) + 1))
    }

    /// Calls with growing buffers: a group may have thousands of members.
    private static func look<Found>(
        _ ask: (UnsafeMutablePointer<CChar>, Int, inout Found?) -> Int32
    ) -> Found? {
        var size = 1024
        while size <= 1 << 20 {
            var found: Found?
            let status = withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { memory in
                memory.baseAddress.map { ask($0, memory.count, &found) } ?? ENOMEM
            }
            if status != ERANGE { return found }
            size *= 4
        }
        return nil
    }
}
