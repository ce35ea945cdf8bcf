#define _GNU_SOURCE
#include "shims.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

int lifeboat_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int lifeboat_open(const char *path, int flags, mode_t mode) { return open(path, flags | O_CLOEXEC, mode); }

int lifeboat_openat(int folder, const char *path, int flags, mode_t mode) {
    return openat(folder, path, flags | O_CLOEXEC, mode);
}

int lifeboat_set_pipe_size(int fd, int size) { return fcntl(fd, F_SETPIPE_SZ, size); }

int lifeboat_set_io_priority(int level) {
    // linux/ioprio.h: IOPRIO_WHO_PROCESS is 1, the class best-effort is 2 and stands above bit 13.
    return (int)syscall(SYS_ioprio_set, 1, 0, (2 << 13) | level);
}

int lifeboat_rename_exclusively(const char *from, const char *to) {
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

int lifeboat_o_noatime(void) { return O_NOATIME; }
int lifeboat_seek_data(void) { return SEEK_DATA; }
int lifeboat_seek_hole(void) { return SEEK_HOLE; }

long lifeboat_utime_omit(void) { return UTIME_OMIT; }

ssize_t lifeboat_flistxattr(int fd, char *names, size_t size) { return flistxattr(fd, names, size); }

ssize_t lifeboat_llistxattr(const char *path, char *names, size_t size) { return llistxattr(path, names, size); }

ssize_t lifeboat_fgetxattr(int fd, const char *name, void *value, size_t size) {
    return fgetxattr(fd, name, value, size);
}

ssize_t lifeboat_lgetxattr(const char *path, const char *name, void *value, size_t size) {
    return lgetxattr(path, name, value, size);
}

int lifeboat_fsetxattr(int fd, const char *name, const void *value, size_t size) {
    return fsetxattr(fd, name, value, size, 0);
}

int lifeboat_lsetxattr(const char *path, const char *name, const void *value, size_t size) {
    return lsetxattr(path, name, value, size, 0);
}

int lifeboat_fremovexattr(int fd, const char *name) { return fremovexattr(fd, name); }

int lifeboat_set_thread_file_user(uid_t user) { return setfsuid(user); }
