/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/error.h"
#include "formats/xml-tree.h"

#include <glib/gstdio.h>
#include <string.h>

static ZbXmlNode *
read_tree (const char *document)
{
  g_autoptr (GError) error = NULL;
  ZbXmlNode *root = zb_xml_tree_read ("form.xml", document, strlen (document), NULL, &error);

  g_assert_no_error (error);
  return root;
}

static void
test_navigation (void)
{
  g_autoptr (ZbXmlNode) root =
      read_tree ("<f xmlns='urn:f'>\n<a id='1'> x </a>\n<b/>\n<a id='2'><c/></a></f>");
  const ZbXmlNode *first = zb_xml_node_first (root, "a");
  const ZbXmlNode *second = zb_xml_node_next (first, "a");

  g_assert_cmpstr (zb_xml_node_name (root), ==, "f");
  g_assert_cmpstr (zb_xml_node_ns (root), ==, "urn:f");
  g_assert_cmpstr (zb_xml_node_text (root), ==, "");
  g_assert_cmpstr (zb_xml_node_text (first), ==, "x");
  g_assert_cmpint (zb_xml_node_line (first), ==, 2);
  g_assert_cmpstr (zb_xml_node_source (first), ==, "form.xml");
  g_assert_cmpstr (zb_xml_node_get (second, "id"), ==, "2");
  g_assert_null (zb_xml_node_get (second, "no"));
  g_assert_true (zb_xml_node_first (root, NULL) == first);
  g_assert_cmpstr (zb_xml_node_name (zb_xml_node_next (first, NULL)), ==, "b");
  g_assert_cmpstr (zb_xml_node_name (zb_xml_node_first (second, NULL)), ==, "c");
  g_assert_null (zb_xml_node_next (second, "a"));
  g_assert_null (zb_xml_node_next (second, NULL));
  g_assert_null (zb_xml_node_first (first, NULL));
  g_assert_null (zb_xml_node_first (root, "c"));
}

static void
test_mixed_text (void)
{
  g_autoptr (ZbXmlNode) root = read_tree ("<r> one <b>two</b> three\n</r>");

  g_assert_cmpstr (zb_xml_node_text (root), ==, "one  three");
  g_assert_cmpstr (zb_xml_node_text (zb_xml_node_first (root, "b")), ==, "two");
}

static void
test_errors_name_the_place (void)
{
  g_autoptr (ZbXmlNode) root = read_tree ("<r>\n<cell id='1'/></r>");
  const ZbXmlNode *cell = zb_xml_node_first (root, "cell");
  g_autoptr (GError) failure = NULL;
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) none = NULL;

  g_assert_false (zb_xml_node_fail (cell, &failure, "no row %d", 7));
  g_assert_error (failure, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED);
  g_assert_cmpstr (failure->message, ==, "form.xml:2: no row 7");
  g_assert_null (zb_xml_node_require (cell, "unit", &missing));
  g_assert_error (missing, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED);
  g_assert_cmpstr (missing->message, ==, "form.xml:2: <cell> lacks the attribute “unit”");
  g_assert_cmpstr (zb_xml_node_require (cell, "id", &none), ==, "1");
  g_assert_no_error (none);
}

static void
test_malformed (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_xml_tree_read ("form.xml", "<r><a>", 6, NULL, &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED);
  g_assert_true (g_str_has_prefix (error->message, "form.xml:1: "));
}

static void
test_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("zb-xml-tree-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.xml", NULL);
  g_autofree char *absent = g_build_filename (folder, "b.xml", NULL);
  g_autofree char *too_large = g_strdup_printf ("%s: the file has more than 3 bytes", path);
  ZbXmlLimits limits = zb_xml_default_limits;
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbXmlNode) root = NULL;

  g_assert_true (g_file_set_contents (path, "<r/>", -1, NULL));
  limits.max_bytes = 4;
  root = zb_xml_tree_read_file (path, &limits, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (zb_xml_node_source (root), ==, path);
  limits.max_bytes = 3;
  g_assert_null (zb_xml_tree_read_file (path, &limits, &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, too_large);
  g_clear_error (&error);
  g_assert_null (zb_xml_tree_read_file (absent, NULL, &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_IO);
  g_assert_true (g_str_has_prefix (error->message, absent));
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/xml-tree/navigation", test_navigation);
  g_test_add_func ("/formats/xml-tree/mixed-text", test_mixed_text);
  g_test_add_func ("/formats/xml-tree/errors-name-the-place", test_errors_name_the_place);
  g_test_add_func ("/formats/xml-tree/malformed", test_malformed);
  g_test_add_func ("/formats/xml-tree/file", test_file);
  return g_test_run ();
}
