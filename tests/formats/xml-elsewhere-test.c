/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/xml-elsewhere.h"

#include "formats/error.h"
#include "formats/xml-trace.h"
#include "formats/xml-tree.h"

#include <gio/gio.h>
#include <string.h>

#define PLAIN "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b=\"1\"><c>text</c></a>\n"
#define FOREIGN "<a b='1'><!-- of others --><c><![CDATA[text]]></c></a>"

static const ZbXmlLimits limits = {4096, 4, 8, 256, 64};

typedef struct {
  guint n;      /* what was asked for */
  GError *fail; /* (nullable) why it is not told */
} Elsewhere;

/* Stands in for another process: on its own it is read by the library. */
static GBytes *
trace_cb (const void *bytes, gsize length, const ZbXmlLimits *asked, gpointer data, GError **error)
{
  Elsewhere *elsewhere = data;

  elsewhere->n++;
  g_assert_cmpmem (asked, sizeof *asked, &limits, sizeof limits);
  if (elsewhere->fail) {
    g_propagate_error (error, g_error_copy (elsewhere->fail));
    return NULL;
  }
  zb_xml_set_elsewhere (NULL);
  return zb_xml_trace_make (bytes, length, asked);
}

static ZbXmlNode *
read_text (const char *text, Elsewhere *elsewhere, GError **error)
{
  const ZbXmlElsewhere chosen = {trace_cb, elsewhere};

  zb_xml_set_elsewhere (&chosen);
  ZbXmlNode *root = zb_xml_tree_read ("x.xml", text, strlen (text), &limits, error);
  zb_xml_set_elsewhere (NULL);
  return root;
}

static void
check_root (const ZbXmlNode *root)
{
  g_assert_nonnull (root);
  g_assert_cmpstr (zb_xml_node_get (root, "b"), ==, "1");
  g_assert_cmpstr (zb_xml_node_text (zb_xml_node_first (root, "c")), ==, "text");
}

static void
test_reads_what_is_plain_here (void)
{
  Elsewhere elsewhere = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbXmlNode) root = read_text (PLAIN, &elsewhere, &error);

  g_assert_no_error (error);
  check_root (root);
  g_assert_cmpuint (elsewhere.n, ==, 0);
}

static void
test_has_the_rest_read (void)
{
  Elsewhere elsewhere = {0};
  g_autoptr (GError) error = NULL, wrong = NULL;
  g_autoptr (ZbXmlNode) root = read_text (FOREIGN, &elsewhere, &error);

  g_assert_no_error (error);
  check_root (root);
  g_assert_null (read_text ("<a>\n<b></a>", &elsewhere, &wrong));
  g_assert_error (wrong, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED);
  g_assert_true (g_str_has_prefix (wrong->message, "x.xml:2: "));
  g_assert_cmpuint (elsewhere.n, ==, 2);
}

static void
test_hands_on_why_nobody_reads (void)
{
  Elsewhere elsewhere = {.fail = g_error_new (G_IO_ERROR, G_IO_ERROR_BUSY, "nobody is there")};
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text (FOREIGN, &elsewhere, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_error_free (elsewhere.fail);
}

/* At the limit and one above, which is nobody's to read. */
static void
test_limit_of_bytes (void)
{
  Elsewhere elsewhere = {0};
  g_autoptr (GString) text = g_string_new (FOREIGN);
  g_autoptr (GError) error = NULL, too_large = NULL;

  while (text->len < limits.max_bytes)
    g_string_append_c (text, ' ');
  g_autoptr (ZbXmlNode) root = read_text (text->str, &elsewhere, &error);
  g_assert_no_error (error);
  check_root (root);
  g_string_append_c (text, ' ');
  g_assert_null (read_text (text->str, &elsewhere, &too_large));
  g_assert_error (too_large, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE);
  g_assert_cmpuint (elsewhere.n, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/xml-elsewhere/reads-what-is-plain-here",
                   test_reads_what_is_plain_here);
  g_test_add_func ("/formats/xml-elsewhere/has-the-rest-read", test_has_the_rest_read);
  g_test_add_func ("/formats/xml-elsewhere/hands-on-why-nobody-reads",
                   test_hands_on_why_nobody_reads);
  g_test_add_func ("/formats/xml-elsewhere/limit-of-bytes", test_limit_of_bytes);
  return g_test_run ();
}
