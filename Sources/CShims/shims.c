#define _GNU_SOURCE
#include "shims.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/syscall.h>
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

int lifeboat_rename_exclusively(int folder, const char *from, const char *to) {
    return renameat2(folder, from, folder, to, RENAME_NOREPLACE);
}

int lifeboat_start_write_back(int fd, int64_t offset, int64_t count) {
    return sync_file_range(fd, offset, count, SYNC_FILE_RANGE_WRITE);
}

int lifeboat_finish_write_back(int fd, int64_t offset, int64_t count) {
    return sync_file_range(
        fd, offset, count,
        SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
}
