/* SPDX-License-Identifier: Apache-2.0 */
#include "server/keys/sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>

/* Memory, the open channels, the clock, random numbers, the end. */
static const int allowed[] = {
    SCMP_SYS (read),         SCMP_SYS (write),           SCMP_SYS (writev),
    SCMP_SYS (recvfrom),     SCMP_SYS (recvmsg),         SCMP_SYS (sendto),
    SCMP_SYS (sendmsg),      SCMP_SYS (accept4),         SCMP_SYS (poll),
    SCMP_SYS (ppoll),        SCMP_SYS (close),           SCMP_SYS (fstat),
    SCMP_SYS (newfstatat),   SCMP_SYS (lseek),           SCMP_SYS (brk),
    SCMP_SYS (munmap),       SCMP_SYS (mremap),          SCMP_SYS (madvise),
    SCMP_SYS (futex),        SCMP_SYS (getrandom),       SCMP_SYS (clock_gettime),
    SCMP_SYS (gettimeofday), SCMP_SYS (clock_adjtime),   SCMP_SYS (adjtimex),
    SCMP_SYS (getpid),       SCMP_SYS (gettid),          SCMP_SYS (sched_yield),
    SCMP_SYS (rt_sigaction), SCMP_SYS (rt_sigprocmask),  SCMP_SYS (rt_sigreturn),
    SCMP_SYS (sigaltstack),  SCMP_SYS (restart_syscall), SCMP_SYS (exit),
    SCMP_SYS (exit_group),
};

static gboolean
fail (const char *what, int code, GError **error)
{
  g_set_error (error, G_FILE_ERROR, (int)g_file_error_from_errno (code), "%s: %s", what,
               g_strerror (code));
  return FALSE;
}

/* Memory may be had, but none that is executable. Opening a file is refused rather than deadly: the
 * C library looks for the time zone whenever it likes, and does without. */
static int
add_rules (scmp_filter_ctx filter)
{
  int result = seccomp_rule_add (filter, SCMP_ACT_ERRNO (EACCES), SCMP_SYS (openat), 0);

  for (guint i = 0; result == 0 && i < G_N_ELEMENTS (allowed); i++)
    result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, allowed[i], 0);
  if (result == 0)
    result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 1,
                               SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  if (result == 0)
    result = seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mprotect), 1,
                               SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  return result;
}

static gboolean
load_filter (GError **error)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_KILL_PROCESS);
  int result = filter ? add_rules (filter) : -ENOMEM;

  if (result == 0)
    result = seccomp_load (filter);
  if (filter)
    seccomp_release (filter);
  return result == 0 || fail ("the system calls cannot be confined", -result, error);
}

gboolean
zb_sandbox_enter (GError **error)
{
  if (prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
    return fail ("the memory cannot be kept to this process", errno, error);
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return fail ("rights cannot be given up", errno, error);
  return load_filter (error);
}
