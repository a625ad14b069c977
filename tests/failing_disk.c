/* A disk that fails, as a process sees it: loaded before libc, so that SQLite's own calls fail, too.

   FAILING_DISK is "CALL:ERROR:HOW:N:PART:FILE"
     CALL   sync (fsync, fdatasync), write (write, pwrite, ftruncate) or rename
     ERROR  EIO or ENOSPC; a write without room is carried out by half before it fails
     HOW    once: the N-th such call alone; on: the N-th and all later ones
     PART   of the path of the file concerned, - for all; regular files and the sync of folders count
     FILE   where it is told, a line each: "fault CALL PATH", "post UID" once for each POST that is sent
   The time (seconds since the epoch) begins each line. Nothing fails in a process that does not have it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static long seen = 0;

struct order { char call[16], error[16], how[8], part[256], file[PATH_MAX]; long nth; };

static int ordered(struct order *o) {
    const char *text = getenv("FAILING_DISK");
    return text && sscanf(text, "%15[^:]:%15[^:]:%7[^:]:%ld:%255[^:]:%4095s", o->call, o->error,
                          o->how, &o->nth, o->part, o->file) == 6;
}

static void tell(const struct order *o, const char *what, const char *call, const char *more) {
    char line[PATH_MAX + 100];
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    int length = snprintf(line, sizeof line, "%ld.%06ld %s %s%s\n", (long)now.tv_sec,
                          now.tv_nsec / 1000, what, call, more);
    int file = syscall(SYS_openat, AT_FDCWD, o->file, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (file >= 0) {
        syscall(SYS_write, file, line, (size_t)length);
        syscall(SYS_close, file);
    }
}

static int fails(const char *call, const char *path, int *error) {
    struct order o;
    if (!ordered(&o) || strcmp(o.call, call)) return 0;
    if (strcmp(o.part, "-") && !strstr(path, o.part)) return 0;
    pthread_mutex_lock(&turn);
    long number = ++seen;
    pthread_mutex_unlock(&turn);
    if (strcmp(o.how, "once") ? number < o.nth : number != o.nth) return 0;
    char named[PATH_MAX + 1] = " ";
    strncat(named, path, PATH_MAX - 1);
    tell(&o, "fault", call, named);
    *error = strcmp(o.error, "EIO") ? ENOSPC : EIO;
    return 1;
}

static int fails_at(const char *call, int file, int *error) {
    char link[64], path[PATH_MAX];
    struct stat state;
    if (!getenv("FAILING_DISK") || fstat(file, &state)) return 0;
    if (!S_ISREG(state.st_mode) && !S_ISDIR(state.st_mode)) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return fails(call, path, error);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

int fsync(int file) {
    int error;
    if (fails_at("sync", file, &error)) return errno = error, -1;
    return REAL(fsync)(file);
}

int fdatasync(int file) {
    int error;
    if (fails_at("sync", file, &error)) return errno = error, -1;
    return REAL(fdatasync)(file);
}

int ftruncate64(int file, off64_t size) {
    int error;
    if (fails_at("write", file, &error)) return errno = error, -1;
    return REAL(ftruncate64)(file, size);
}

int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

ssize_t write(int file, const void *data, size_t size) {
    int error;
    if (!fails_at("write", file, &error)) return REAL(write)(file, data, size);
    if (error == ENOSPC && size > 1) (void)!REAL(write)(file, data, size / 2);
    return errno = error, -1;
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    int error;
    if (!fails_at("write", file, &error)) return REAL(pwrite64)(file, data, size, at);
    if (error == ENOSPC && size > 1) (void)!REAL(pwrite64)(file, data, size / 2, at);
    return errno = error, -1;
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
    return pwrite64(file, data, size, at);
}

int rename(const char *from, const char *to) {
    int error;
    if (fails("rename", to, &error)) return errno = error, -1;
    return REAL(rename)(from, to);
}

ssize_t send(int socket, const void *data, size_t size, int flags) {
    struct order o;
    if (size > 5 && !memcmp(data, "POST ", 5) && ordered(&o)) {
        const char *key = memmem(data, size, "Idempotency-Key: ", 17);
        char uid[64] = "?";
        if (key) sscanf(key + 17, "%63[0-9a-z_]", uid);
        tell(&o, "post", uid, "");
    }
    return REAL(send)(socket, data, size, flags);
}
