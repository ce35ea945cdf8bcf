import Foundation
import LifeboatCore
import LifeboatTesting

/// Trees made and looked at by Python: nothing in these tests is judged by the code that they test.
enum Trees {
    /// Makes a folder full of all that a file system can hold, from a seed. Owners and devices only as root.
    static func make(at path: String, seed: Int) throws {
        try OracleTool("python3").run(["-c", maker, path, String(seed)]).checked()
    }

    /// Everything there is to know of a tree, one line per name: two equal texts are two equal trees.
    ///
    /// - Parameter blocks: include how much disk each file takes, which shows whether its holes are holes.
    static func describe(_ path: String, blocks: Bool = true) throws -> [String] {
        try OracleTool("python3").run(["-c", describer, path, blocks ? "1" : "0"]).checked().text
            .split(separator: "\n").map(String.init)
    }

    private static let describer = #"""
        import os, sys, hashlib, stat
        root = os.fsencode(sys.argv[1])
        names = [b'']
        for d, folders, files in os.walk(root):
            names += [os.path.relpath(os.path.join(d, n), root) for n in folders + files]
        firsts = {}
        for n in sorted(names):
            p = os.path.join(root, n) if n else root
            s = os.lstat(p)
            if stat.S_ISSOCK(s.st_mode): continue
            x = sorted((k, os.getxattr(p, k, follow_symlinks=False)) for k in os.listxattr(p, follow_symlinks=False))
            c = None
            if stat.S_ISLNK(s.st_mode): c = os.readlink(p)
            elif stat.S_ISREG(s.st_mode):
                with open(p, 'rb') as f: c = hashlib.sha256(f.read()).hexdigest()
            first = firsts.setdefault((s.st_dev, s.st_ino), n) if not stat.S_ISDIR(s.st_mode) else n
            size = 0 if stat.S_ISDIR(s.st_mode) else s.st_size
            blocks = s.st_blocks if sys.argv[2] == '1' and stat.S_ISREG(s.st_mode) else 0
            print((n, oct(s.st_mode), s.st_uid, s.st_gid, size, blocks, s.st_mtime_ns, s.st_rdev, x, c, first))
        """#

    private static let maker = #"""
        import os, random, struct, sys
        root, seed = os.fsencode(sys.argv[1]), int(sys.argv[2])
        r = random.Random(seed)
        os.makedirs(root, exist_ok=True)
        isRoot = os.geteuid() == 0
        def name(i):
            kind = r.randrange(8)
            if kind == 0: base = 'ünïcode 🛟 '
            elif kind == 1: base = 'x' * r.choice([90, 99, 100, 101, 150, 230])
            elif kind == 2: base = 'line\nbreak\\x'
            elif kind == 3: return b'raw\xff\xfe' + str(i).encode()
            elif kind == 4: base = '-rf '
            elif kind == 5: base = '.hidden'
            else: base = 'file'
            return (base + str(i)).encode()
        def acl(entries):
            return struct.pack('<I', 2) + b''.join(struct.pack('<HHI', t, p, i) for t, p, i in entries)
        none = 0xffffffff
        def decorate(p, folder):
            if isRoot and r.random() < .3: os.chown(p, r.choice([0, 1, 1000, 70000, 3000000]), r.choice([0, 5, 2500000]))
            if r.random() < .3 and os.path.isfile(p): os.setxattr(p, 'user.note', r.randbytes(r.randrange(0, 300)))
            os.chmod(p, r.choice([0o755, 0o744, 0o700, 0o4755, 0o2755, 0o1777] + ([0o000, 0o400] if isRoot else [])))
            if isRoot and r.random() < .1: os.setxattr(p, 'trusted.t', b'\0\xff')
            if r.random() < .2:
                os.setxattr(p, 'system.posix_acl_access', acl([(1, 7, none), (2, 5, 1), (2, 6, 54321), (4, 5, none), (8, 4, 7), (16, 7, none), (32, 0, none)]))
            if folder and r.random() < .2:
                os.setxattr(p, 'system.posix_acl_default', acl([(1, 7, none), (2, 5, 1), (4, 5, none), (16, 5, none), (32, 0, none)]))
            # From the epoch on; ten digits and more.
            os.utime(p, ns=(0, r.choice([0, 1, 999999999, 1234567890123456789, 4102444800000000001])))
        folders, files, decorated = [root], [], []
        for i in range(60):
            d = r.choice(folders)
            p = os.path.join(d, name(i))
            kind = r.randrange(14)
            if kind <= 3 and len(p) < 3000:
                os.mkdir(p); folders.append(p); decorated.append((p, True)); continue
            if kind == 4: os.symlink(r.choice([b'../up', b'/etc/passwd', b'y' * 300, b'\xfe']), p); continue
            if kind == 5 and files: os.link(r.choice(files), p); continue
            if kind == 6: os.mkfifo(p)
            elif kind == 7 and isRoot: os.mknod(p, 0o020644, os.makedev(1, 3))
            # A long name that is no text keeps no holes: a test of its own.
            elif kind in (8, 9) and b'raw' not in p:
                with open(p, 'wb') as f:
                    size = r.choice([1 << 20, 5000000, 20 << 20])
                    f.truncate(size)
                    for _ in range(r.choice([0, 1, 1, 3])):
                        f.seek(r.choice([0, 4096, r.randrange(size - 70000)])); f.write(r.randbytes(r.randrange(1, 66000)))
            else:
                with open(p, 'wb') as f: f.write(r.randbytes(r.choice([0, 1, 511, 512, 513, 4000, 300000])))
            if kind != 6: files.append(p)
            decorated.append((p, False))
        os.sync()
        for p, folder in reversed(decorated): decorate(p, folder)
        """#
}
