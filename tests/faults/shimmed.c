/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/faults/shimmed.h"

#include "tests/faults/control.h"
#include "tests/support/temp-dir.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#define PRELOAD "LD_PRELOAD"

struct _ZbShimmed {
  ZbTempDir *dir;
  ZbFaultControl *control;
};

static void
put (int64_t *member, int64_t value)
{
  __atomic_store_n (member, value, __ATOMIC_SEQ_CST);
}

ZbShimmed *
zb_shimmed_new (void)
{
  ZbShimmed *shimmed = g_new0 (ZbShimmed, 1);
  g_autofree char *shim =
      g_build_filename (g_getenv ("ZB_BUILD_ROOT"), "tests", "faults", "libzb-fault-shim.so", NULL);

  shimmed->dir = zb_temp_dir_new ();
  g_autofree char *path = zb_temp_dir_path (shimmed->dir, "control");
  int file = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  g_assert_cmpint (file, >=, 0);
  g_assert_cmpint (ftruncate (file, sizeof (ZbFaultControl)), ==, 0);
  shimmed->control =
      mmap (NULL, sizeof (ZbFaultControl), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  g_assert_true (shimmed->control != MAP_FAILED);
  close (file);
  g_assert_true (g_file_test (shim, G_FILE_TEST_EXISTS));
  g_setenv (ZB_FAULT_CONTROL, path, TRUE);
  g_setenv (PRELOAD, shim, TRUE);
  return shimmed;
}

void
zb_shimmed_free (ZbShimmed *shimmed)
{
  g_unsetenv (PRELOAD);
  g_unsetenv (ZB_FAULT_CONTROL);
  munmap (shimmed->control, sizeof (ZbFaultControl));
  zb_temp_dir_free (shimmed->dir);
  g_free (shimmed);
}

void
zb_shimmed_set_clock (ZbShimmed *shimmed, gint64 ahead)
{
  put (&shimmed->control->ahead, ahead);
}

void
zb_shimmed_arm (ZbShimmed *shimmed, int error, guint nth, gboolean lasting)
{
  put (&shimmed->control->error, 0);
  put (&shimmed->control->nth, nth);
  put (&shimmed->control->lasting, lasting);
  put (&shimmed->control->seen, 0);
  put (&shimmed->control->failed, 0);
  put (&shimmed->control->error, error);
}

guint
zb_shimmed_disarm (ZbShimmed *shimmed, guint *ret_seen)
{
  put (&shimmed->control->error, 0);
  if (ret_seen)
    *ret_seen = (guint)__atomic_load_n (&shimmed->control->seen, __ATOMIC_SEQ_CST);
  return (guint)__atomic_load_n (&shimmed->control->failed, __ATOMIC_SEQ_CST);
}
