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

/// ioprio_set(2) for this process: best-effort class, level 0 (first) to 7 (last).
int lifeboat_set_io_priority(int level);

/// renameat2(2) with RENAME_NOREPLACE: fails with EEXIST instead of replacing.
int lifeboat_rename_exclusively(const char *from, const char *to);

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

/// setfsuid(2): whose rights this thread alone has on files. Returns who it was.
int lifeboat_set_thread_file_user(uid_t user);

#endif
