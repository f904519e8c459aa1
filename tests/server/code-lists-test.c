/* SPDX-License-Identifier: Apache-2.0 */
#include "server/code-lists.h"

#include "formats/xml-elsewhere.h"
#include "server/reading/error.h"
#include "tests/support/temp-dir.h"

#include <glib/gstdio.h>

typedef struct {
  ZbTempDir *dir;
  ZbCatalogue *catalogue;
  guint n_read; /* that took somebody else */
} Fixture;

static void
put (const Fixture *fixture, const char *id)
{
  g_autofree char *name = g_strdup_printf ("codelists/%s.xml", id);
  g_autofree char *text = g_strdup_printf (
      "<codelist xmlns=\"urn:zhibao:codelist:1\" id=\"%s\" version=\"2024\">\n"
      "<title xml:lang=\"zh\">规模</title><title xml:lang=\"en\">Size</title>\n"
      "<code code=\"1\"><name xml:lang=\"zh\">大</name><name xml:lang=\"en\">Large</name></code>\n"
      "</codelist>\n",
      id);

  g_free (zb_temp_dir_write (fixture->dir, name, text, -1));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = zb_temp_dir_new ();
  fixture->catalogue = zb_catalogue_new ();
  g_autofree char *folder = zb_temp_dir_path (fixture->dir, "codelists");
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  put (fixture, "sizes");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_catalogue_unref (fixture->catalogue);
  zb_temp_dir_free (fixture->dir);
}

static GBytes *
nobody_cb (
    const void *bytes, gsize length, const ZbXmlLimits *limits, gpointer data, GError **error)
{
  Fixture *fixture = data;

  fixture->n_read++;
  g_set_error_literal (error, ZB_READING_ERROR, ZB_READING_ERROR_UNAVAILABLE, "nobody reads");
  return NULL;
}

static gboolean
load (const Fixture *fixture, GError **error)
{
  g_autofree char *dir = zb_temp_dir_path (fixture->dir, NULL);

  return zb_code_lists_load (dir, fixture->catalogue, error);
}

/* As a node does every minute: nobody is started to read what it knows. */
static void
test_reads_each_once (Fixture *fixture, gconstpointer data)
{
  const ZbXmlElsewhere nobody = {nobody_cb, fixture};
  g_autoptr (GError) error = NULL, away = NULL;

  load (fixture, &error);
  g_assert_no_error (error);
  zb_xml_set_elsewhere (&nobody);
  load (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->n_read, ==, 0);
  put (fixture, "types");
  g_assert_false (load (fixture, &away));
  g_assert_error (away, ZB_READING_ERROR, ZB_READING_ERROR_UNAVAILABLE);
  g_assert_cmpuint (fixture->n_read, ==, 1);
  zb_xml_set_elsewhere (NULL);
  load (fixture, &error);
  g_assert_no_error (error);
  g_assert_nonnull (zb_catalogue_code_list (fixture->catalogue, "sizes"));
  g_assert_nonnull (zb_catalogue_code_list (fixture->catalogue, "types"));
}

/* Whatever its file is called. */
static void
test_knows_them_by_their_ids (Fixture *fixture, gconstpointer data)
{
  g_autofree char *from = zb_temp_dir_path (fixture->dir, "codelists/sizes.xml");
  g_autofree char *to = zb_temp_dir_path (fixture->dir, "codelists/other.xml");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_rename (from, to), ==, 0);
  load (fixture, &error);
  g_assert_no_error (error);
  g_assert_nonnull (zb_catalogue_code_list (fixture->catalogue, "sizes"));
  g_assert_null (zb_catalogue_code_list (fixture->catalogue, "other"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test)                                                                            \
  g_test_add ("/server/code-lists/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("reads-each-once", test_reads_each_once);
  ADD ("knows-them-by-their-ids", test_knows_them_by_their_ids);
  return g_test_run ();
}
