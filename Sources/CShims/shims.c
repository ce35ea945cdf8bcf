#define _GNU_SOURCE
#include "shims.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

int lifeboat_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int lifeboat_open(const char *path, int flags, mode_t mode) { return open(path, flags | O_CLOEXEC, mode); }

int lifeboat_openat(int folder, const char *path, int flags, mode_t mode) {
    return openat(folder, path, flags | O_CLOEXEC, mode);
}

int lifeboat_set_pipe_size(int fd, int size) { return fcntl(fd, F_SETPIPE_SZ, size); }

int lifeboat_lock_exclusively(int fd, int64_t start, int64_t length) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = start, .l_len = length};
    return fcntl(fd, F_OFD_SETLK, &lock);
}

int lifeboat_unlock(int fd) {
    struct flock lock = {.l_type = F_UNLCK, .l_whence = SEEK_SET};
    return fcntl(fd, F_OFD_SETLK, &lock);
}

int lifeboat_set_io_priority(pid_t thread, int level) {
    // linux/ioprio.h: IOPRIO_WHO_PROCESS is 1, the class best-effort is 2 and stands above bit 13.
    return (int)syscall(SYS_ioprio_set, 1, thread, (2 << 13) | level);
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

int lifeboat_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

int lifeboat_set_nonblocking(int fd) {
    int flags = fcntl(fd, F_GETFL);
    return flags < 0 ? -1 : fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

int lifeboat_wait_for_exit(pid_t child) {
    siginfo_t information = {0};
    int result;
    do {
        result = waitid(P_PID, (id_t)child, &information, WEXITED | WNOWAIT);
    } while (result < 0 && errno == EINTR);
    return result == 0 && information.si_code == CLD_EXITED && information.si_status == 0;
}

static int signal_pipe[2] = {-1, -1};

static void forward_signal(int number) {
    int saved = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t ignored = write(signal_pipe[1], &byte, 1);
    (void)ignored;
    errno = saved;
}

static void do_nothing(int number) { (void)number; }

int lifeboat_catch_signals(void) {
    if (signal_pipe[0] >= 0) return signal_pipe[0];
    if (pipe2(signal_pipe, O_CLOEXEC) != 0) return -1;
    struct sigaction action = {.sa_handler = forward_signal, .sa_flags = SA_RESTART};
    int numbers[] = {SIGTERM, SIGINT, SIGHUP};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        // What our parent ignores (`nohup`) stays ignored.
        struct sigaction inherited;
        if (sigaction(numbers[i], NULL, &inherited) != 0) return -1;
        if (inherited.sa_handler == SIG_IGN) continue;
        if (sigaction(numbers[i], &action, NULL) != 0) return -1;
    }
    return signal_pipe[0];
}

void lifeboat_survive_closed_pipes(void) {
    struct sigaction action = {.sa_handler = do_nothing, .sa_flags = SA_RESTART};
    sigaction(SIGPIPE, &action, NULL);
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

int lifeboat_sync_file_system(int fd) { return syncfs(fd); }

char *const *lifeboat_environment(void) { return environ; }

// Handlers and not a mask: a mask is of one thread, and whoever started us may have others.
static volatile sig_atomic_t served_child = 0;
static volatile sig_atomic_t early_signal = 0;

static void hand_on(int number) {
    int saved = errno;
    if (served_child > 0) {
        kill(served_child, number);
    } else {
        early_signal = number;
    }
    errno = saved;
}

int lifeboat_serve_as_init(char *const arguments[]) {
    struct sigaction action = {.sa_handler = hand_on, .sa_flags = SA_RESTART};
    int numbers[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (sigaction(numbers[i], &action, NULL) != 0) return -1;
    }
    pid_t child;
    int failure = posix_spawn(&child, "/proc/self/exe", NULL, NULL, arguments, environ);
    if (failure != 0) {
        errno = failure;
        return -1;
    }
    served_child = child;
    if (early_signal != 0) kill(child, early_signal);
    for (;;) {
        int status;
        pid_t ended = waitpid(-1, &status, 0);
        if (ended == child) return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        if (ended < 0 && errno != EINTR) return -1;
    }
}
