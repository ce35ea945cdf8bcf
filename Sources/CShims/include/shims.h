// What `import Glibc` cannot see: variadic functions, macros, and system calls without a wrapper.
#ifndef LIFEBOAT_SHIMS_H
#define LIFEBOAT_SHIMS_H

#include <stdint.h>
#include <stddef.h>
#include <sys/types.h>

/// pipe2(2) with O_CLOEXEC: no child inherits an end by accident.
int lifeboat_pipe(int ends[2]);

/// open(2) with a mode, always O_CLOEXEC.
int lifeboat_open(const char *path, int flags, mode_t mode);

/// openat(2) with a mode, always O_CLOEXEC.
int lifeboat_openat(int folder, const char *path, int flags, mode_t mode);

/// fcntl(2) F_SETPIPE_SZ: a larger pipe means fewer switches between us and a dump tool.
int lifeboat_set_pipe_size(int fd, int size);

/// ioprio_set(2) for one thread: best-effort class, level 0 (first) to 7 (last).
int lifeboat_set_io_priority(pid_t thread, int level);

/// Catches SIGTERM, SIGINT and SIGHUP from now on; each arrives as one byte, its number, on the descriptor returned.
/// -1 and errno on failure. One that was ignored when we were started stays ignored. Handlers, unlike ignored signals, are not inherited by the programs we start.
int lifeboat_catch_signals(void);

/// Lets a write to a closed pipe fail with EPIPE instead of ending the process, without passing that on to children.
void lifeboat_survive_closed_pipes(void);

/// For process number 1, which the kernel spares the signals that it does not handle, and gives every orphan to: runs this
/// same program once more as a child with these arguments, hands it every signal, reaps whatever ends, and returns the child's exit
/// status, 128 plus the signal's number for one that was ended by a signal. -1 and errno when there is no child.
int lifeboat_serve_as_init(char *const arguments[]);

/// renameat2(2) with RENAME_NOREPLACE inside one open folder: fails with EEXIST instead of replacing.
int lifeboat_rename_exclusively(int folder, const char *from, const char *to);

/// sync_file_range(2): asks for this part of a file to be written to the disk, without waiting.
int lifeboat_start_write_back(int fd, int64_t offset, int64_t count);

/// sync_file_range(2): waits until this part of a file has been written to the disk.
int lifeboat_finish_write_back(int fd, int64_t offset, int64_t count);

/// syncfs(2): waits until all of the file system that `fd` lies on has been written to the disk.
int lifeboat_sync_file_system(int fd);

/// memfd_create(2) with MFD_CLOEXEC: an empty file that lies in memory only.
int lifeboat_memory_file(const char *name);

/// fcntl(2) O_NONBLOCK: a read or write that would wait fails with EAGAIN.
int lifeboat_set_nonblocking(int fd);

/// fcntl(2) F_OFD_SETLK, a write lock without waiting: fails with EAGAIN or EACCES where anybody holds a lock on a part
/// of it, be it of the classic kind. It ends when `fd` is closed, and not with another descriptor of the same file.
int lifeboat_lock_exclusively(int fd, int64_t start, int64_t length);

/// fcntl(2) F_OFD_SETLK, F_UNLCK over the whole file: what close(2) does too, but for a child that was just forked.
int lifeboat_unlock(int fd);

/// waitid(2) with WNOWAIT: waits until the child ends and leaves it to be reaped. 1 when it exited with status 0.
int lifeboat_wait_for_exit(pid_t child);

/// The flags of open(2) and the origins of lseek(2) that only _GNU_SOURCE shows.
int lifeboat_o_noatime(void);
int lifeboat_seek_data(void);
int lifeboat_seek_hole(void);

/// UTIME_OMIT of utimensat(2): leave this time alone.
long lifeboat_utime_omit(void);

/// sys/xattr.h, which `import Glibc` leaves out: extended attributes of an open file, and of a path whose last
/// component is not followed.
ssize_t lifeboat_flistxattr(int fd, char *names, size_t size);
ssize_t lifeboat_llistxattr(const char *path, char *names, size_t size);
ssize_t lifeboat_fgetxattr(int fd, const char *name, void *value, size_t size);
ssize_t lifeboat_lgetxattr(const char *path, const char *name, void *value, size_t size);
int lifeboat_fsetxattr(int fd, const char *name, const void *value, size_t size);
int lifeboat_lsetxattr(const char *path, const char *name, const void *value, size_t size);
int lifeboat_fremovexattr(int fd, const char *name);

/// environ(7): `NAME=VALUE` texts, the last one followed by NULL. Bytes, of whatever encoding.
char *const *lifeboat_environment(void);

/// setfsuid(2): whose rights this thread alone has on files. Returns who it was.
int lifeboat_set_thread_file_user(uid_t user);

#endif
