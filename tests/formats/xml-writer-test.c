/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xml-tree.h"
#include "formats/xml-writer.h"

#include <string.h>

static char *
finish (ZbXmlWriter *writer)
{
  g_autoptr (GBytes) bytes = zb_xml_writer_finish (writer);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_layout (void)
{
  g_autoptr (ZbXmlWriter) writer = zb_xml_writer_new ();
  g_autofree char *text = NULL;

  zb_xml_writer_start (writer, "r");
  zb_xml_writer_attribute (writer, "b", "1");
  zb_xml_writer_attribute (writer, "none", NULL);
  zb_xml_writer_attribute (writer, "a", "");
  zb_xml_writer_start (writer, "s");
  zb_xml_writer_leaf (writer, "c", "12.5");
  zb_xml_writer_leaf (writer, "empty", "");
  zb_xml_writer_leaf (writer, "none", NULL);
  zb_xml_writer_end (writer);
  zb_xml_writer_start (writer, "e");
  zb_xml_writer_end (writer);
  zb_xml_writer_end (writer);
  text = finish (writer);
  g_assert_cmpstr (text, ==,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<r b=\"1\" a=\"\">\n"
                   "  <s>\n"
                   "    <c>12.5</c>\n"
                   "    <empty/>\n"
                   "  </s>\n"
                   "  <e/>\n"
                   "</r>\n");
}

static void
test_mixed_text_has_no_layout (void)
{
  g_autoptr (ZbXmlWriter) writer = zb_xml_writer_new ();
  g_autofree char *text = NULL;

  zb_xml_writer_start (writer, "p");
  zb_xml_writer_text (writer, "one ");
  zb_xml_writer_start (writer, "b");
  zb_xml_writer_start (writer, "i");
  zb_xml_writer_end (writer);
  zb_xml_writer_end (writer);
  zb_xml_writer_text (writer, " two");
  text = finish (writer);
  g_assert_cmpstr (text, ==,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<p>one <b><i/></b> two</p>\n");
}

/* What is written comes back as it was, both as text and as attribute. */
static void
test_round_trip (void)
{
  static const char *const texts[] = {
      "plain", "资产总计 ≥ 负债", "a<b>&\"c'", "&amp;#38;", "]]>", "x\ty\nz\rw\r\n.", "\"", "=1+1",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (ZbXmlWriter) writer = zb_xml_writer_new ();
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (ZbXmlNode) root = NULL;
    g_autoptr (GError) error = NULL;

    zb_xml_writer_start (writer, "r");
    zb_xml_writer_attribute (writer, "a", texts[i]);
    zb_xml_writer_text (writer, texts[i]);
    bytes = zb_xml_writer_finish (writer);
    root = zb_xml_tree_read ("r", g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL,
                             &error);
    g_assert_no_error (error);
    g_assert_cmpstr (zb_xml_node_text (root), ==, texts[i]);
    g_assert_cmpstr (zb_xml_node_get (root, "a"), ==, texts[i]);
  }
}

/* Text that people paste must never make a document nobody can read. */
static void
test_illegal_characters (void)
{
  static const char *const texts[] = {"a\x01", "a\xFF", "a\xEF\xBF\xBF", "a\xED\xA0\x80"};

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (ZbXmlWriter) writer = zb_xml_writer_new ();
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (ZbXmlNode) root = NULL;
    g_autoptr (GError) error = NULL;

    zb_xml_writer_leaf (writer, "r", texts[i]);
    bytes = zb_xml_writer_finish (writer);
    root = zb_xml_tree_read ("r", g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL,
                             &error);
    g_assert_no_error (error);
    g_assert_true (g_str_has_prefix (zb_xml_node_text (root), "a\xEF\xBF\xBD"));
  }
}

static void
test_sixteen_levels (void)
{
  g_autoptr (ZbXmlWriter) writer = zb_xml_writer_new ();

  for (gsize i = 0; i < 16; i++)
    zb_xml_writer_start (writer, "e");
  g_test_expect_message (NULL, G_LOG_LEVEL_CRITICAL, "*depth*");
  zb_xml_writer_start (writer, "e");
  g_test_assert_expected_messages ();
  zb_xml_writer_text (writer, "x");
  g_autofree char *text = finish (writer);
  g_assert_nonnull (strstr (text, "<e>x</e>\n"));
  g_assert_true (g_str_has_suffix (text, "\n</e>\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/xml-writer/layout", test_layout);
  g_test_add_func ("/formats/xml-writer/mixed-text-has-no-layout", test_mixed_text_has_no_layout);
  g_test_add_func ("/formats/xml-writer/round-trip", test_round_trip);
  g_test_add_func ("/formats/xml-writer/illegal-characters", test_illegal_characters);
  g_test_add_func ("/formats/xml-writer/sixteen-levels", test_sixteen_levels);
  return g_test_run ();
}
