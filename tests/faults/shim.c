/* SPDX-License-Identifier: Apache-2.0 */
/* Loaded before the C library into the server's processes (LD_PRELOAD): lets the campaign set their
 * wall clock and make any write to a file fail, as a full or broken disk does. Where no control
 * file is named it does nothing. */
#undef _FILE_OFFSET_BITS

#include "tests/faults/control.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static ZbFaultControl *control;
static int is_server;

static int (*real_clock_gettime) (clockid_t, struct timespec *);
static ssize_t (*real_write) (int, const void *, size_t);
static ssize_t (*real_pwrite) (int, const void *, size_t, off64_t);
static int (*real_sync) (int);
static int (*real_datasync) (int);
static int (*real_truncate) (int, off64_t);
static int (*real_allocate) (int, int, off64_t, off64_t);
static int (*real_rename) (const char *, const char *);

/* Functions are found before a holder of keys confines itself. */
static void
find (const char *name, void *place)
{
  void *found = dlsym (RTLD_NEXT, name);

  memcpy (place, &found, sizeof found);
}

static void
map_control (void)
{
  const char *path = getenv (ZB_FAULT_CONTROL);
  int file = path ? open (path, O_RDWR | O_CLOEXEC) : -1;

  if (file < 0)
    return;
  void *memory = mmap (NULL, sizeof (ZbFaultControl), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close (file);
  if (memory != MAP_FAILED)
    control = memory;
}

/* Other libraries may write or ask for the time before this one's turn to start comes. */
__attribute__ ((constructor)) static void
start (void)
{
  if (real_rename)
    return;
  char program[4096] = {0};
  ssize_t n = readlink ("/proc/self/exe", program, sizeof program - 1);

  find ("clock_gettime", &real_clock_gettime);
  find ("write", &real_write);
  find ("pwrite64", &real_pwrite);
  find ("fsync", &real_sync);
  find ("fdatasync", &real_datasync);
  find ("ftruncate64", &real_truncate);
  find ("fallocate64", &real_allocate);
  find ("rename", &real_rename);
  is_server = n > 8 && strcmp (program + n - 8, "/zhibaod") == 0;
  map_control ();
}

static int64_t
load (const int64_t *member)
{
  return __atomic_load_n (member, __ATOMIC_SEQ_CST);
}

static int
is_file (int descriptor)
{
  struct stat status;

  return descriptor > 2 && fstat (descriptor, &status) == 0 && S_ISREG (status.st_mode);
}

/* Whether this write fails; errno is set then. */
static int
fails (void)
{
  if (!control || !is_server)
    return 0;
  int64_t seen = __atomic_add_fetch (&control->seen, 1, __ATOMIC_SEQ_CST);
  int64_t error = load (&control->error), nth = load (&control->nth);

  if (error == 0 || seen < nth || (seen > nth && load (&control->lasting) == 0))
    return 0;
  __atomic_add_fetch (&control->failed, 1, __ATOMIC_SEQ_CST);
  errno = (int)error;
  return 1;
}

static int
file_fails (int descriptor)
{
  start ();
  return control && is_server && is_file (descriptor) && fails ();
}

ssize_t
write (int descriptor, const void *bytes, size_t length)
{
  return file_fails (descriptor) ? -1 : real_write (descriptor, bytes, length);
}

ssize_t
pwrite64 (int descriptor, const void *bytes, size_t length, off64_t offset)
{
  return file_fails (descriptor) ? -1 : real_pwrite (descriptor, bytes, length, offset);
}

ssize_t
pwrite (int descriptor, const void *bytes, size_t length, off_t offset)
{
  return pwrite64 (descriptor, bytes, length, offset);
}

int
fsync (int descriptor)
{
  return file_fails (descriptor) ? -1 : real_sync (descriptor);
}

int
fdatasync (int descriptor)
{
  return file_fails (descriptor) ? -1 : real_datasync (descriptor);
}

int
ftruncate64 (int descriptor, off64_t length)
{
  return file_fails (descriptor) ? -1 : real_truncate (descriptor, length);
}

int
ftruncate (int descriptor, off_t length)
{
  return ftruncate64 (descriptor, length);
}

int
fallocate64 (int descriptor, int mode, off64_t offset, off64_t length)
{
  return file_fails (descriptor) ? -1 : real_allocate (descriptor, mode, offset, length);
}

int
fallocate (int descriptor, int mode, off_t offset, off_t length)
{
  return fallocate64 (descriptor, mode, offset, length);
}

int
posix_fallocate64 (int descriptor, off64_t offset, off64_t length)
{
  return fallocate64 (descriptor, 0, offset, length) == 0 ? 0 : errno;
}

int
posix_fallocate (int descriptor, off_t offset, off_t length)
{
  return posix_fallocate64 (descriptor, offset, length);
}

int
rename (const char *from, const char *to)
{
  start ();
  return fails () ? -1 : real_rename (from, to);
}

static void
shift (struct timespec *time)
{
  int64_t micros = (int64_t)time->tv_nsec / 1000 + load (&control->ahead) % 1000000;
  int64_t seconds = load (&control->ahead) / 1000000;

  time->tv_sec += (time_t)seconds;
  if (micros < 0 || micros >= 1000000)
    time->tv_sec += micros < 0 ? -1 : 1;
  time->tv_nsec = (long)((micros + 1000000) % 1000000) * 1000;
}

int
clock_gettime (clockid_t clock, struct timespec *time)
{
  start ();
  int status = real_clock_gettime (clock, time);

  if (status == 0 && control && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    shift (time);
  return status;
}

int
gettimeofday (struct timeval *restrict time, void *restrict zone)
{
  struct timespec now;

  (void)zone;
  clock_gettime (CLOCK_REALTIME, &now);
  *time = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
  return 0;
}

time_t
time (time_t *ret_time)
{
  struct timespec now;

  clock_gettime (CLOCK_REALTIME, &now);
  if (ret_time)
    *ret_time = now.tv_sec;
  return now.tv_sec;
}
