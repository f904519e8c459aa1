/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/error.h"
#include "formats/zip-reader.h"
#include "formats/zip-writer.h"

#include <glib/gstdio.h>
#include <string.h>

#define MEDIA_TYPE "application/vnd.etsi.asic-e+zip"

static void
add (ZbZipWriter *writer, const char *name, const char *content)
{
  g_autoptr (GBytes) bytes = g_bytes_new (content, strlen (content));

  zb_zip_writer_add (writer, name, bytes);
}

static GBytes *
finish (ZbZipWriter *writer)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = zb_zip_writer_finish (writer, &error);

  g_assert_no_error (error);
  return bytes;
}

static GBytes *
new_container (void)
{
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();

  add (writer, "mimetype", MEDIA_TYPE);
  add (writer, "body/001-B203.xml", "<report/>");
  add (writer, "META-INF/empty", "");
  return finish (writer);
}

/* EN 319 162-1 A.1: "PK" at 0, "mimetype" at 30, the media type at 38. */
static void
test_asic_magic (void)
{
  g_autoptr (GBytes) bytes = new_container ();
  const char *data = g_bytes_get_data (bytes, NULL);

  g_assert_cmpmem (data, 4, "PK\x03\x04", 4);
  g_assert_cmpmem (data + 30, 8, "mimetype", 8);
  g_assert_cmpmem (data + 38, strlen (MEDIA_TYPE), MEDIA_TYPE, strlen (MEDIA_TYPE));
  g_assert_cmpmem (data + 38 + strlen (MEDIA_TYPE), 4, "PK\x03\x04", 4);
}

static void
test_round_trip (void)
{
  g_autoptr (GBytes) bytes = new_container ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbZip) zip = zb_zip_read ("x", bytes, NULL, &error);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) empty = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (zb_zip_n_entries (zip), ==, 3);
  g_assert_cmpstr (zb_zip_entry_name (zip, 0), ==, "mimetype");
  body = zb_zip_find (zip, "body/001-B203.xml");
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), "<report/>", 9);
  empty = zb_zip_find (zip, "META-INF/empty");
  g_assert_cmpuint (g_bytes_get_size (empty), ==, 0);
}

static void
test_same_bytes_in_any_time_zone (void)
{
  g_autoptr (GBytes) here = new_container ();
  g_autoptr (GBytes) there = NULL;

  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  there = new_container ();
  g_assert_true (g_bytes_equal (here, there));
}

/* The commonest tool agrees: every CRC is right and the content comes out. */
static void
test_unzip_agrees (void)
{
  g_autoptr (GBytes) bytes = new_container ();
  g_autofree char *folder = g_dir_make_tmp ("zb-zip-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x.asice", NULL);
  const char *test[] = {"unzip", "-tqq", path, NULL};
  const char *print[] = {"unzip", "-p", path, "body/001-B203.xml", NULL};
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL),
                                      (gssize)g_bytes_get_size (bytes), NULL));
  g_assert_true (g_spawn_sync (NULL, (char **)test, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                               NULL, &status, &error));
  g_assert_true (g_spawn_check_wait_status (status, &error));
  g_assert_true (g_spawn_sync (NULL, (char **)print, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                               NULL, &status, &error));
  g_assert_cmpstr (output, ==, "<report/>");
  g_unlink (path);
  g_rmdir (folder);
}

static void
assert_refused (ZbZipWriter *writer, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = zb_zip_writer_finish (writer, &error);

  g_assert_null (bytes);
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_FORBIDDEN);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_refuses_what_it_could_not_read (void)
{
  g_autoptr (ZbZipWriter) empty = zb_zip_writer_new ();
  g_autoptr (ZbZipWriter) twice = zb_zip_writer_new ();
  g_autoptr (ZbZipWriter) bad = zb_zip_writer_new ();

  assert_refused (empty, "new archive: the archive is empty");
  add (twice, "a", "1");
  add (twice, "a", "2");
  assert_refused (twice, "new archive: two entries are named “a”");
  add (bad, "ok", "1");
  add (bad, "../a", "1");
  assert_refused (bad, "new archive: entry 2: has a name that is not accepted");
}

/* Nothing is padded, whatever the length. */
static void
test_every_length (void)
{
  char content[40];

  for (gsize i = 0; i < sizeof content; i++)
    content[i] = (char)(i * 37 + 200);
  for (gsize length = 0; length <= sizeof content; length++) {
    g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
    g_autoptr (GBytes) bytes = g_bytes_new (content, length);
    g_autoptr (GBytes) archive = NULL;

    zb_zip_writer_add (writer, "x", bytes);
    archive = finish (writer);
    g_assert_cmpuint (g_bytes_get_size (archive), ==, 30 + 1 + length + 46 + 1 + 22);
  }
}

static void
test_large_content (void)
{
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autofree char *content = g_strnfill (3 * 1024 * 1024, 'x');
  g_autoptr (GBytes) archive = NULL;
  g_autoptr (ZbZip) zip = NULL;
  g_autoptr (GBytes) back = NULL;

  add (writer, "x", content);
  archive = finish (writer);
  zip = zb_zip_read ("x", archive, NULL, NULL);
  back = zb_zip_find (zip, "x");
  g_assert_cmpmem (g_bytes_get_data (back, NULL), g_bytes_get_size (back), content,
                   strlen (content));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/zip-writer/asic-magic", test_asic_magic);
  g_test_add_func ("/formats/zip-writer/round-trip", test_round_trip);
  g_test_add_func ("/formats/zip-writer/same-bytes-in-any-time-zone",
                   test_same_bytes_in_any_time_zone);
  g_test_add_func ("/formats/zip-writer/unzip-agrees", test_unzip_agrees);
  g_test_add_func ("/formats/zip-writer/refuses-what-it-could-not-read",
                   test_refuses_what_it_could_not_read);
  g_test_add_func ("/formats/zip-writer/every-length", test_every_length);
  g_test_add_func ("/formats/zip-writer/large-content", test_large_content);
  return g_test_run ();
}
