/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/error.h"
#include "formats/file.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  fixture->folder = g_dir_make_tmp ("zb-file-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "a", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
assert_refused (const char *path, gsize max_bytes, int code, const char *reason)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *message = g_strdup_printf ("%s: %s", path, reason);

  g_assert_null (zb_file_read (path, max_bytes, &error));
  g_assert_error (error, ZB_FORMAT_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
}

/* Around the size of a block, and with NUL bytes. */
static void
test_content (Fixture *fixture, gconstpointer unused)
{
  static const gsize sizes[] = {0, 1, 16383, 16384, 16385, 40000};

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *content = g_malloc0 (sizes[i] + 1);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;

    memset (content, 'x', sizes[i] / 2);
    g_assert_true (g_file_set_contents (fixture->path, content, (gssize)sizes[i], NULL));
    bytes = zb_file_read (fixture->path, sizes[i], &error);
    g_assert_no_error (error);
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), content, sizes[i]);
    if (sizes[i] == 40000)
      assert_refused (fixture->path, 39999, ZB_FORMAT_ERROR_TOO_LARGE,
                      "the file has more than 39999 bytes");
  }
}

static void
test_absent (Fixture *fixture, gconstpointer unused)
{
  assert_refused (fixture->path, 1, ZB_FORMAT_ERROR_IO, "No such file or directory");
}

static void
test_folder (Fixture *fixture, gconstpointer unused)
{
  assert_refused (fixture->folder, 1, ZB_FORMAT_ERROR_IO, "Is a directory");
}

static void
test_endless (Fixture *fixture, gconstpointer unused)
{
  assert_refused ("/dev/zero", 100000, ZB_FORMAT_ERROR_TOO_LARGE,
                  "the file has more than 100000 bytes");
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/formats/file/content", test_content);
  add ("/formats/file/absent", test_absent);
  add ("/formats/file/folder", test_folder);
  add ("/formats/file/endless", test_endless);
  return g_test_run ();
}
