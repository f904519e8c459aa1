/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/temp-dir.h"

#include <ftw.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

struct _ZbTempDir {
  char *path;
};

ZbTempDir *
zb_temp_dir_new (void)
{
  g_autoptr (GError) error = NULL;
  ZbTempDir *dir = g_new0 (ZbTempDir, 1);
  dir->path = g_dir_make_tmp ("zhibao-test-XXXXXX", &error);
  g_assert_no_error (error);
  return dir;
}

char *
zb_temp_dir_path (const ZbTempDir *dir, const char *name)
{
  return name == NULL ? g_strdup (dir->path) : g_build_filename (dir->path, name, NULL);
}

char *
zb_temp_dir_write (const ZbTempDir *dir, const char *name, const char *contents, gssize length)
{
  g_autoptr (GError) error = NULL;
  char *path = zb_temp_dir_path (dir, name);
  g_file_set_contents (path, contents, length, &error);
  g_assert_no_error (error);
  return path;
}

static int
open_up_cb (const char *path, const struct stat *status, int kind, struct FTW *place)
{
  /* A test may have taken away the right to write, to see what then happens. */
  if (kind == FTW_D)
    g_chmod (path, 0700);
  return 0;
}

static int
remove_cb (const char *path, const struct stat *status, int kind, struct FTW *place)
{
  g_remove (path);
  return 0;
}

void
zb_temp_dir_free (ZbTempDir *dir)
{
  nftw (dir->path, open_up_cb, 8, FTW_PHYS);
  nftw (dir->path, remove_cb, 8, FTW_DEPTH | FTW_PHYS);
  g_free (dir->path);
  g_free (dir);
}
