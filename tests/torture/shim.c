/*
 * Stands between the desk and its disk: loaded with LD_PRELOAD, it writes down every change of the
 * files below a folder in the order in which they happen, what was synced when, and what was sent
 * to clients meanwhile; or it lets the n-th change fail. Never changes what a call does otherwise.
 *
 * SIGAP_SHIM_FOLDER  the folder, an absolute path without links in it
 * SIGAP_SHIM_LOG     write down into this file (outside of the folder)
 * SIGAP_SHIM_FAULT   CLASS:N:ERRNO:MODE, e.g. s:3:5:on. CLASS is one of w (write), s (sync),
 *                    t (set length), o (open for writing), r (rename), u (remove), m (make a
 *                    folder), a (any of them), i (read). The N-th such call fails with ERRNO, with
 *                    MODE "on" all later ones too, with "late" the same after a while for w, s and
 *                    i, with "once" only this one; "short" writes or reads half.
 * SIGAP_SHIM_BAD     FROM:TO:FILE, places of a file (as it is now, by its inode) that cannot be read
 *
 * A record is the header below, then both paths, then the data (none when it is all zeros). All
 * numbers are in the machine's own order: the reader runs on the same one.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum kind {
    BEGIN = 1, CREATE, MKDIR, WRITE, RESIZE, RENAME, UNLINK, RMDIR, SYNC, SYNCED, SEND, CLOSE, STRANGE
};

struct header {
    uint32_t magic;
    uint8_t kind;
    uint8_t zeros;
    uint16_t path, other;
    uint16_t pad;
    uint32_t data;
    uint64_t ino, at, count;
};

#define MAGIC 0x53475348u
#define FDS 4096
#define LOG_FD 2047

static char folder[PATH_MAX];
static size_t folder_length;
static dev_t folder_device;
static int logging;
static struct { char class; long at; int error; char mode; } fault;
static struct { ino_t ino; long from, to; } bad;
static long seen;
static int tripped;
static uint64_t syncs;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
/* Files below the folder by descriptor; 0 for others. */
static ino_t tracked[FDS];


static int is_zero(const unsigned char *bytes, size_t count) {
    return count == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, count - 1) == 0);
}

static void note(enum kind kind, uint64_t ino, uint64_t at, uint64_t count, const char *path,
                 const char *other, const void *data) {
    if (!logging) return;
    struct header header = { .magic = MAGIC, .kind = kind, .ino = ino, .at = at, .count = count };
    header.path = path ? (uint16_t)strlen(path) : 0;
    header.other = other ? (uint16_t)strlen(other) : 0;
    header.zeros = data != NULL && is_zero(data, count);
    header.data = data != NULL && !header.zeros ? (uint32_t)count : 0;
    /* One write per record: a kill leaves whole ones. */
    struct iovec parts[4] = {
        { &header, sizeof header }, { (void *)path, header.path }, { (void *)other, header.other },
        { (void *)data, header.data },
    };
    size_t whole = sizeof header + header.path + header.other + header.data;
    long done = syscall(SYS_writev, LOG_FD, parts, 4);
    if (done != (long)whole) abort();
}

__attribute__((constructor)) static void begin(void) {
    const char *given = getenv("SIGAP_SHIM_FOLDER");
    if (!given || strlen(given) >= sizeof folder) return;
    struct stat about;
    if (stat(given, &about) != 0) return;
    strcpy(folder, given);
    folder_length = strlen(folder);
    folder_device = about.st_dev;
    const char *log = getenv("SIGAP_SHIM_LOG");
    if (log) {
        long fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (fd < 0 || syscall(SYS_dup3, fd, LOG_FD, O_CLOEXEC) < 0) abort();
        syscall(SYS_close, fd);
        logging = 1;
        note(BEGIN, about.st_ino, 0, 0, folder, NULL, NULL);
    }
    const char *wanted = getenv("SIGAP_SHIM_FAULT");
    char mode[8];
    if (wanted && sscanf(wanted, "%c:%ld:%d:%7s", &fault.class, &fault.at, &fault.error, mode) == 4)
        fault.mode = mode[0] == 'o' && mode[1] == 'n' && mode[2] == 'c' ? 'c' : mode[0];
    const char *place = getenv("SIGAP_SHIM_BAD");
    char file[PATH_MAX];
    if (place && sscanf(place, "%ld:%ld:%4095s", &bad.from, &bad.to, file) == 3 && stat(file, &about) == 0)
        bad.ino = about.st_ino;
}

/* Whether a read of a file meets a place that the disk cannot read. */
static int is_bad(ino_t ino, off_t at, size_t count) {
    if (ino == 0 || ino != bad.ino || at >= bad.to || at + (off_t)count <= bad.from) return 0;
    errno = EIO;
    return 1;
}

/* A process that ends takes its other threads with it at any moment: none of them may be between a
 * change and its record then. Whoever comes later waits for the end. */
__attribute__((destructor)) static void end(void) {
    if (logging) pthread_mutex_lock(&turn);
}

/* Whether this call is to fail; 2 when it is to write or read half. Held: turn. */
static int fails(char class) {
    if (fault.at == 0 || (fault.class != class && (fault.class != 'a' || class == 'i'))) return 0;
    seen += 1;
    if (seen < fault.at || (tripped && fault.mode != 'o' && fault.mode != 'l')) return 0;
    tripped = 1;
    if (fault.mode == 's') return class == 'w' || class == 'i' ? 2 : 0;
    errno = fault.error;
    return 1;
}

/* A disk that fails often takes its time, and not the same for every call. Not held: turn. */
static void dawdle(long millis) {
    if (fault.mode != 'l') return;
    int kept = errno;
    nanosleep(&(struct timespec){ .tv_nsec = millis * 1000 * 1000 }, NULL);
    errno = kept;
}

static int below(const char *path) {
    return folder_length > 0 && strncmp(path, folder, folder_length) == 0 &&
           (path[folder_length] == '/' || path[folder_length] == 0);
}

/* The absolute path of a name; empty when there is none. */
static void absolute(int dir, const char *path, char *out) {
    out[0] = 0;
    if (path[0] == '/') {
        snprintf(out, PATH_MAX, "%s", path);
        return;
    }
    char base[PATH_MAX];
    if (dir == AT_FDCWD) {
        if (syscall(SYS_getcwd, base, sizeof base) <= 0) return;
    } else {
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
        long count = syscall(SYS_readlinkat, AT_FDCWD, link, base, sizeof base - 1);
        if (count <= 0) return;
        base[count] = 0;
    }
    if (strlen(base) + strlen(path) + 2 > PATH_MAX) return;
    strcpy(out, base);
    strcat(out, "/");
    strcat(out, path);
}

static int look(int fd, struct stat *about) {
    int kept = errno, found = fstat(fd, about);
    errno = kept;
    return found == 0;
}

/* The inode when a descriptor is of a file below the folder, else 0. */
static ino_t mine(int fd) {
    struct stat about;
    if (fd < 0 || fd >= FDS || tracked[fd] == 0 || !look(fd, &about)) return 0;
    return about.st_dev == folder_device && about.st_ino == tracked[fd] ? about.st_ino : 0;
}

static int is_socket(int fd) {
    struct stat about;
    return logging && look(fd, &about) && S_ISSOCK(about.st_mode);
}

static int opened(int dir, const char *path, int flags, mode_t mode) {
    char full[PATH_MAX];
    absolute(dir, path, full);
    if (!below(full)) {
        long fd = (syscall(SYS_openat, dir, path, flags, mode));
        if (fd >= 0 && fd < FDS) tracked[fd] = 0;
        return (int)fd;
    }
    pthread_mutex_lock(&turn);
    int kept = errno;
    int was_there = faccessat(AT_FDCWD, full, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
    errno = kept;
    int changes = (flags & (O_CREAT | O_TRUNC)) || (flags & O_ACCMODE) != O_RDONLY;
    long fd = changes && fails('o') ? -1 : (syscall(SYS_openat, dir, path, flags, mode));
    struct stat about;
    if (fd >= 0 && fd < FDS && look((int)fd, &about)) {
        tracked[fd] = about.st_ino;
        if ((flags & O_CREAT) && !was_there)
            note(CREATE, about.st_ino, 0, 0, full, NULL, NULL);
        else if ((flags & O_TRUNC) && S_ISREG(about.st_mode))
            note(RESIZE, about.st_ino, 0, 0, NULL, NULL, NULL);
    } else if (fd >= FDS) {
        note(STRANGE, 0, 0, 0, "a descriptor too high", NULL, NULL);
    }
    pthread_mutex_unlock(&turn);
    return (int)fd;
}

#define MODE(last)                                                                                 \
    mode_t mode = 0;                                                                               \
    if (flags & (O_CREAT | O_TMPFILE)) {                                                           \
        va_list rest;                                                                              \
        va_start(rest, last);                                                                      \
        mode = va_arg(rest, mode_t);                                                               \
        va_end(rest);                                                                              \
    }

int open(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int openat(int dir, const char *path, int flags, ...) { MODE(flags) return opened(dir, path, flags, mode); }
int openat64(int dir, const char *path, int flags, ...) { MODE(flags) return opened(dir, path, flags, mode); }
int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int close(int fd) {
    if (is_socket(fd)) {
        pthread_mutex_lock(&turn);
        note(CLOSE, (uint64_t)fd, 0, 0, NULL, NULL, NULL);
        pthread_mutex_unlock(&turn);
    }
    if (fd >= 0 && fd < FDS) tracked[fd] = 0;
    return (int)syscall(SYS_close, fd);
}

static ssize_t written(int fd, const void *bytes, size_t count, off_t at) {
    ino_t ino = mine(fd);
    if (ino == 0) {
        if (at < 0 && is_socket(fd)) {
            pthread_mutex_lock(&turn);
            note(SEND, (uint64_t)fd, 0, count, NULL, NULL, bytes);
            pthread_mutex_unlock(&turn);
        }
        return at < 0 ? syscall(SYS_write, fd, bytes, count)
                      : syscall(SYS_pwrite64, fd, bytes, count, at);
    }
    pthread_mutex_lock(&turn);
    off_t place = at;
    if (at < 0) {
        struct stat about;
        int appends = fcntl(fd, F_GETFL) & O_APPEND;
        place = appends && look(fd, &about) ? about.st_size : (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR);
    }
    int fault_here = fails('w');
    size_t wanted = fault_here == 2 && count > 1 ? count / 2 : count;
    ssize_t done = fault_here == 1 ? -1
                   : at < 0        ? syscall(SYS_write, fd, bytes, wanted)
                                   : syscall(SYS_pwrite64, fd, bytes, wanted, at);
    if (done > 0) note(WRITE, ino, (uint64_t)place, (uint64_t)done, NULL, NULL, bytes);
    pthread_mutex_unlock(&turn);
    if (fault_here == 1) dawdle(20);
    return done;
}

ssize_t write(int fd, const void *bytes, size_t count) { return written(fd, bytes, count, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) { return written(fd, bytes, count, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) { return written(fd, bytes, count, at); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
    /* A short write is allowed: whoever writes parts must be ready to go on after the first. */
    for (int i = 0; i < count; i++)
        if (parts[i].iov_len > 0 && (mine(fd) || is_socket(fd)))
            return written(fd, parts[i].iov_base, parts[i].iov_len, -1);
    return syscall(SYS_writev, fd, parts, count);
}

static ssize_t taken(int fd, void *bytes, size_t count, off_t at) {
    size_t wanted = count;
    ino_t ino = mine(fd);
    if (is_bad(ino, at < 0 ? (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR) : at, count)) return -1;
    if (ino) {
        pthread_mutex_lock(&turn);
        int fault_here = fails('i');
        pthread_mutex_unlock(&turn);
        if (fault_here == 1) {
            dawdle(20);
            return -1;
        }
        if (fault_here == 2 && count > 1) wanted = count / 2;
    }
    return at < 0 ? syscall(SYS_read, fd, bytes, wanted) : syscall(SYS_pread64, fd, bytes, wanted, at);
}

ssize_t read(int fd, void *bytes, size_t count) { return taken(fd, bytes, count, -1); }
ssize_t pread(int fd, void *bytes, size_t count, off_t at) { return taken(fd, bytes, count, at); }
ssize_t pread64(int fd, void *bytes, size_t count, off64_t at) { return taken(fd, bytes, count, at); }

ssize_t send(int fd, const void *bytes, size_t count, int flags) {
    if (is_socket(fd)) {
        pthread_mutex_lock(&turn);
        note(SEND, (uint64_t)fd, 0, count, NULL, NULL, bytes);
        pthread_mutex_unlock(&turn);
    }
    return syscall(SYS_sendto, fd, bytes, count, flags, NULL, 0);
}

static int synced(int fd, long number) {
    ino_t ino = mine(fd);
    if (ino == 0) return (int)syscall(number, fd);
    pthread_mutex_lock(&turn);
    int bad = fails('s');
    uint64_t id = ++syncs;
    if (!bad) note(SYNC, ino, id, 0, NULL, NULL, NULL);
    pthread_mutex_unlock(&turn);
    if (bad) {
        dawdle(20);
        return -1;
    }
    int result = (int)syscall(number, fd);
    pthread_mutex_lock(&turn);
    if (result == 0) note(SYNCED, ino, id, 0, NULL, NULL, NULL);
    pthread_mutex_unlock(&turn);
    return result;
}

int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

/* Starts writing out and promises nothing: not a sync. */
int sync_file_range(int fd, off64_t at, off64_t count, unsigned flags) {
    if (mine(fd)) {
        pthread_mutex_lock(&turn);
        int bad = fails('s');
        pthread_mutex_unlock(&turn);
        if (bad) {
            dawdle(60);
            return -1;
        }
    }
    return (int)syscall(SYS_sync_file_range, fd, at, count, flags);
}

static int resized(int fd, off_t length) {
    ino_t ino = mine(fd);
    if (ino == 0) return (int)syscall(SYS_ftruncate, fd, length);
    pthread_mutex_lock(&turn);
    int result = fails('t') ? -1 : (int)syscall(SYS_ftruncate, fd, length);
    if (result == 0) note(RESIZE, ino, (uint64_t)length, 0, NULL, NULL, NULL);
    pthread_mutex_unlock(&turn);
    return result;
}

int ftruncate(int fd, off_t length) { return resized(fd, length); }
int ftruncate64(int fd, off64_t length) { return resized(fd, length); }

/* Calls that this does not understand below the folder are said to the reader, who fails. */
static void strange(int fd, const char *what) {
    if (!mine(fd)) return;
    pthread_mutex_lock(&turn);
    note(STRANGE, 0, 0, 0, what, NULL, NULL);
    pthread_mutex_unlock(&turn);
}

int fallocate(int fd, int mode, off_t at, off_t count) {
    strange(fd, "fallocate");
    return (int)syscall(SYS_fallocate, fd, mode, at, count);
}
int fallocate64(int fd, int mode, off64_t at, off64_t count) { return fallocate(fd, mode, at, count); }
int posix_fallocate(int fd, off_t at, off_t count) { return fallocate(fd, 0, at, count) == 0 ? 0 : errno; }
int posix_fallocate64(int fd, off64_t at, off64_t count) { return posix_fallocate(fd, at, count); }

ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *place, size_t count, unsigned flags) {
    if (is_bad(mine(from), at ? *at : (off_t)syscall(SYS_lseek, from, 0, SEEK_CUR), count)) return -1;
    if (mine(to)) {
        /* Not here: the caller copies by reading and writing then, which is understood. */
        errno = ENOSYS;
        return -1;
    }
    return syscall(SYS_copy_file_range, from, at, to, place, count, flags);
}
ssize_t sendfile(int to, int from, off_t *at, size_t count) {
    if (mine(to)) {
        errno = ENOSYS;
        return -1;
    }
    return syscall(SYS_sendfile, to, from, at, count);
}
ssize_t sendfile64(int to, int from, off64_t *at, size_t count) { return sendfile(to, from, at, count); }
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
    strange(fd, "pwritev");
    return syscall(SYS_pwritev, fd, parts, count, at, 0);
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { return pwritev(fd, parts, count, at); }

static void *mapped(void *at, size_t count, int prot, int flags, int fd, off_t from) {
    if (fd >= 0 && (flags & MAP_SHARED) && (prot & PROT_WRITE)) strange(fd, "a writable map");
    return (void *)syscall(SYS_mmap, at, count, prot, flags, fd, from);
}
void *mmap(void *at, size_t count, int prot, int flags, int fd, off_t from) { return mapped(at, count, prot, flags, fd, from); }
void *mmap64(void *at, size_t count, int prot, int flags, int fd, off64_t from) { return mapped(at, count, prot, flags, fd, from); }

static int renamed(int from_dir, const char *from, int to_dir, const char *to, unsigned flags) {
    char old[PATH_MAX], new[PATH_MAX];
    absolute(from_dir, from, old);
    absolute(to_dir, to, new);
    if (!below(old) && !below(new)) return (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, flags);
    pthread_mutex_lock(&turn);
    int result = fails('r') ? -1 : (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, flags);
    if (result == 0) note(flags == 0 ? RENAME : STRANGE, 0, 0, 0, old, new, NULL);
    pthread_mutex_unlock(&turn);
    return result;
}

int rename(const char *from, const char *to) { return renamed(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return renamed(a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) { return renamed(a, from, b, to, flags); }

static int removed(int dir, const char *path, int flags) {
    char full[PATH_MAX];
    absolute(dir, path, full);
    if (!below(full)) return (int)syscall(SYS_unlinkat, dir, path, flags);
    pthread_mutex_lock(&turn);
    int result = fails('u') ? -1 : (int)syscall(SYS_unlinkat, dir, path, flags);
    if (result == 0) note(flags & AT_REMOVEDIR ? RMDIR : UNLINK, 0, 0, 0, full, NULL, NULL);
    pthread_mutex_unlock(&turn);
    return result;
}

int unlink(const char *path) { return removed(AT_FDCWD, path, 0); }
int unlinkat(int dir, const char *path, int flags) { return removed(dir, path, flags); }
int rmdir(const char *path) { return removed(AT_FDCWD, path, AT_REMOVEDIR); }

static int made(int dir, const char *path, mode_t mode) {
    char full[PATH_MAX];
    absolute(dir, path, full);
    if (!below(full)) return (int)syscall(SYS_mkdirat, dir, path, mode);
    pthread_mutex_lock(&turn);
    int result = fails('m') ? -1 : (int)syscall(SYS_mkdirat, dir, path, mode);
    struct stat about;
    if (result == 0 && stat(full, &about) == 0) note(MKDIR, about.st_ino, 0, 0, full, NULL, NULL);
    pthread_mutex_unlock(&turn);
    return result;
}

int mkdir(const char *path, mode_t mode) { return made(AT_FDCWD, path, mode); }
int mkdirat(int dir, const char *path, mode_t mode) { return made(dir, path, mode); }

static int linked(const char *what) {
    pthread_mutex_lock(&turn);
    note(STRANGE, 0, 0, 0, what, NULL, NULL);
    pthread_mutex_unlock(&turn);
    return 0;
}
int linkat(int a, const char *from, int b, const char *to, int flags) {
    linked("linkat");
    return (int)syscall(SYS_linkat, a, from, b, to, flags);
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }
