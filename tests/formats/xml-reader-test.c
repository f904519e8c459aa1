/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/error.h"
#include "formats/xml-reader.h"
#include "tests/formats/xml-log.h"

#include <string.h>
#include <time.h>

static char *
read_log (const char *bytes, gsize length, const ZbXmlLimits *limits, GError **error)
{
  g_autoptr (GString) log = g_string_new (NULL);

  if (!zb_xml_read ("a.xml", bytes, length, limits, &zb_test_xml_log, log, error))
    return NULL;
  return g_strdup (log->str);
}

static void
assert_log (const char *document, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *log = read_log (document, strlen (document), NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (log, ==, expected);
}

static void
assert_refused_bytes (
    const char *bytes, gsize length, const ZbXmlLimits *limits, int code, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *log = read_log (bytes, length, limits, &error);

  if (log != NULL)
    g_error ("“%s” was read as %s", bytes, log);
  g_assert_error (error, ZB_FORMAT_ERROR, code);
  if (!g_str_has_prefix (error->message, text))
    g_error ("“%s” does not begin with “%s”", error->message, text);
}

static void
assert_refused (const char *document, int code, const char *text)
{
  assert_refused_bytes (document, strlen (document), NULL, code, text);
}

static void
test_elements (void)
{
  assert_log ("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<r xmlns='urn:x' a='1' b=\"二\">\n"
              "  <c r='201'>12</c>\n  <e/>\n</r>\n",
              "<urn:x|r a=[1] b=[二]@2><urn:x|c r=[201]@3>[12]</c@3><urn:x|e@4>[]</e@4>[]</r@5>");
}

static void
test_text (void)
{
  assert_log ("<r>a&lt;b&#38;c&#x4E2D;<![CDATA[<&]]><!-- x -->d</r>", "<r@1>[a<b&c中<&d]</r@1>");
  assert_log ("<r> <c> </c> </r>", "<r@1><c@1>[ ]</c@1>[]</r@1>");
  assert_log ("<r>x<c>y</c>z</r>", "<r@1><c@1>[y]</c@1>[xz]</r@1>");
}

static void
test_attribute_entities (void)
{
  assert_log ("<r a='&amp;&lt;&#38;' b='&amp;#38;' c='&amp;amp;'/>",
              "<r a=[&<&] b=[&#38;] c=[&amp;]@1>[]</r@1>");
}

static void
test_attribute_prefixes (void)
{
  assert_log ("<r xml:lang='en' lang='x'/>", "<r xml:lang=[en] lang=[x]@1>[]</r@1>");
  assert_refused ("<r xmlns:p='urn:p'>\n<c p:a='1'/></r>", ZB_FORMAT_ERROR_FORBIDDEN,
                  "a.xml:2: the attribute “p:a” has a prefix; only xml: is accepted");
}

static gboolean
get_cb (const ZbXmlElement *element, gpointer user_data, GError **error)
{
  g_assert_cmpstr (zb_xml_element_get (element, "b"), ==, "2");
  g_assert_null (zb_xml_element_get (element, "c"));
  *(gboolean *)user_data = TRUE;
  return TRUE;
}

static void
test_get (void)
{
  const ZbXmlHandler handler = {get_cb, NULL};
  gboolean called = FALSE;
  g_autoptr (GError) error = NULL;

  g_assert_true (zb_xml_read ("a", "<r a='1' b='2'/>", 16, NULL, &handler, &called, &error));
  g_assert_no_error (error);
  g_assert_true (called);
}

static gboolean
refuse_cb (const ZbXmlElement *element, gpointer user_data, GError **error)
{
  (*(int *)user_data)++;
  if (strcmp (element->name, "bad") != 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "no such cell");
  return FALSE;
}

static gboolean
refuse_end_cb (const char *name, const char *text, int line, gpointer user_data, GError **error)
{
  if (strcmp (text, "7") != 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "no seven");
  return FALSE;
}

static void
test_handler_stops_reading (void)
{
  static const char document[] = "<r>\n<ok/>\n<bad/>\n<never/></r>";
  static const char seven[] = "<r>\n\n<ok>7</ok><never/></r>";
  const ZbXmlHandler handler = {refuse_cb, refuse_end_cb};
  int calls = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) end_error = NULL;

  g_assert_false (zb_xml_read ("a", document, strlen (document), NULL, &handler, &calls, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_cmpstr (error->message, ==, "a:3: no such cell");
  g_assert_cmpint (calls, ==, 3);
  g_assert_false (zb_xml_read ("a", seven, strlen (seven), NULL, &handler, &calls, &end_error));
  g_assert_cmpstr (end_error->message, ==, "a:3: no seven");
  g_assert_cmpint (calls, ==, 5);
}

static void
test_malformed (void)
{
  static const struct {
    const char *document;
    const char *message;
  } cases[] = {
      {"", "a.xml:1: the document is empty"},
      {"\xEF\xBB\xBF", "a.xml:1: the document is empty"},
      {"text", "a.xml:1: "},
      {"<r>", "a.xml:1: "},
      {"<r>\n<c>\n</r>", "a.xml:3: "},
      {"<r/><r/>", "a.xml:1: "},
      {"<r/>\ntext", "a.xml:2: "},
      {"<r a='1' a='2'/>", "a.xml:1: "},
      {"<r a=1/>", "a.xml:1: "},
      {"<r\n a='<'/>", "a.xml:2: “<” inside a tag"},
      {"<r\n <c/>", "a.xml:2: “<” inside a tag"},
      {"<r>\n<c a='>", "a.xml:2: a tag has no end"},
      {"<r>\n<!-- </r>", "a.xml:2: a “<!--” section has no end"},
      {"<r>\n<![CDATA[ </r>", "a.xml:2: a “<![CDATA[” section has no end"},
      {"<![CDATA[x]]><r/>", "a.xml:1: "},
      {"<r>\n<p:c/></r>", "a.xml:2: "},
      {"<r>&unknown;</r>", "a.xml:1: "},
      {"<r a='&unknown;'/>", "a.xml:1: "},
      {"<r>&#0;</r>", "a.xml:1: "},
      {"<r>a & b</r>", "a.xml:1: "},
      {"<r>\n\x01</r>", "a.xml:2: "},
      {"<?xml version=\"1.0\"", "a.xml:1: the XML declaration has no end"},
      {"<?xml version='1.0' standalone='maybe'?><r/>", "a.xml:1: the XML declaration is malformed"},
      {"<?xml version='1.0' x='y'?><r/>", "a.xml:1: the XML declaration is malformed"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_refused (cases[i].document, ZB_FORMAT_ERROR_MALFORMED, cases[i].message);
  assert_refused_bytes (NULL, 0, NULL, ZB_FORMAT_ERROR_MALFORMED, "a.xml:1: the document is empty");
}

static void
test_doctype_and_instructions (void)
{
  static const char *const doctypes[] = {
      "<!DOCTYPE r SYSTEM 'file:///etc/passwd'><r/>",
      "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r>&x;</r>",
      "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'><!ENTITY c '&b;&b;'>]><l>&c;</l>",
      "<!doctype r><r/>",
      "<r><!ENTITY x 'y'></r>",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (doctypes); i++)
    assert_refused (doctypes[i], ZB_FORMAT_ERROR_FORBIDDEN,
                    "a.xml:1: DOCTYPE and other declarations are not accepted");
  assert_refused ("<r>\n<?php x?></r>", ZB_FORMAT_ERROR_FORBIDDEN,
                  "a.xml:2: processing instructions are not accepted");
  assert_refused ("\n<?xml version='1.0'?><r/>", ZB_FORMAT_ERROR_FORBIDDEN,
                  "a.xml:2: processing instructions are not accepted");
  assert_refused ("<?xml-stylesheet href='x'?><r/>", ZB_FORMAT_ERROR_FORBIDDEN,
                  "a.xml:1: processing instructions are not accepted");
}

static void
test_encodings (void)
{
  static const char utf16[] = "\xFF\xFE<\0r\0/\0>\0";
  static const char hidden[] = "<r>a\0b</r>";

  assert_log ("\xEF\xBB\xBF<?xml version = '1.0' encoding='UTF-8' standalone='yes' ?><r/>",
              "<r@1>[]</r@1>");
  assert_refused ("<?xml version='1.0' encoding='GB18030'?><r/>", ZB_FORMAT_ERROR_FORBIDDEN,
                  "a.xml:1: only UTF-8 encoding is read");
  assert_refused ("<?xml version='1.0' encoding='UTF-7'?><r/>", ZB_FORMAT_ERROR_FORBIDDEN,
                  "a.xml:1: only UTF-8 encoding is read");
  assert_refused ("<?xml version='1.1'?><r/>", ZB_FORMAT_ERROR_FORBIDDEN,
                  "a.xml:1: only XML version 1.0 is read");
  assert_refused ("<?xml encoding='UTF-8'?><r/>", ZB_FORMAT_ERROR_FORBIDDEN,
                  "a.xml:1: only XML version 1.0 is read");
  assert_refused ("<r>\n\xD6\xD0</r>", ZB_FORMAT_ERROR_MALFORMED,
                  "a.xml:2: byte 0xD6 does not belong to UTF-8 text");
  assert_refused_bytes (utf16, sizeof utf16 - 1, NULL, ZB_FORMAT_ERROR_MALFORMED,
                        "a.xml:1: a NUL byte: only UTF-8 is read");
  assert_refused_bytes (hidden, sizeof hidden - 1, NULL, ZB_FORMAT_ERROR_MALFORMED,
                        "a.xml:1: a NUL byte: only UTF-8 is read");
}

static void
test_limit_on_bytes (void)
{
  ZbXmlLimits limits = zb_xml_default_limits;
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  limits.max_bytes = 4;
  log = read_log ("<r/>", 4, &limits, &error);
  g_assert_no_error (error);
  assert_refused_bytes ("<rr/>", 5, &limits, ZB_FORMAT_ERROR_TOO_LARGE,
                        "a.xml: the document has 5 bytes, more than 4");
}

static char *
nested (guint depth)
{
  GString *document = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (document, "<e>");
  for (guint i = 0; i < depth; i++)
    g_string_append (document, "</e>");
  return g_string_free (document, FALSE);
}

static void
test_limit_on_depth (void)
{
  g_autofree char *at_limit = nested (zb_xml_default_limits.max_depth);
  g_autofree char *over = nested (zb_xml_default_limits.max_depth + 1);
  g_autofree char *bomb = nested (100000);
  g_autoptr (GError) error = NULL;
  g_autofree char *log = read_log (at_limit, strlen (at_limit), NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (log);
  assert_refused (over, ZB_FORMAT_ERROR_TOO_LARGE, "a.xml:1: elements are nested deeper than 16");
  assert_refused (bomb, ZB_FORMAT_ERROR_TOO_LARGE, "a.xml:1: elements are nested deeper than 16");
}

static char *
with_attributes (guint n)
{
  GString *document = g_string_new ("<r>\n<e");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (document, " a%u=''", i);
  g_string_append (document, "/></r>");
  return g_string_free (document, FALSE);
}

static void
test_limit_on_attributes (void)
{
  ZbXmlLimits wide = zb_xml_default_limits;
  g_autofree char *at_limit = with_attributes (64);
  g_autofree char *over = with_attributes (65);
  g_autofree char *bomb = with_attributes (40000);
  g_autoptr (GError) error = NULL;
  g_autofree char *log = read_log (at_limit, strlen (at_limit), NULL, &error);
  clock_t before;

  g_assert_no_error (error);
  g_assert_nonnull (strstr (log, "a63=[]"));
  assert_refused (over, ZB_FORMAT_ERROR_TOO_LARGE,
                  "a.xml:2: an element has more than 64 attributes");
  /* libxml2 takes seconds over these, in quadratic time, when it is let near them. */
  before = clock ();
  assert_refused (bomb, ZB_FORMAT_ERROR_TOO_LARGE,
                  "a.xml:2: an element has more than 64 attributes");
  wide.max_attributes = 100000;
  assert_refused_bytes (bomb, strlen (bomb), &wide, ZB_FORMAT_ERROR_TOO_LARGE,
                        "a.xml:2: a tag is longer than 8192 bytes");
  g_assert_cmpint (clock () - before, <, CLOCKS_PER_SEC);
}

static void
test_limit_on_tags (void)
{
  ZbXmlLimits limits = zb_xml_default_limits;
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  limits.max_tag_bytes = 9;
  log = read_log ("<r a='1'>text longer than a tag</r>", 35, &limits, &error);
  g_assert_no_error (error);
  assert_refused_bytes ("<r a='1'/>", 10, &limits, ZB_FORMAT_ERROR_TOO_LARGE,
                        "a.xml:1: a tag is longer than 9 bytes");
}

static void
test_limit_on_text (void)
{
  ZbXmlLimits limits = zb_xml_default_limits;
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  limits.max_text_bytes = 4;
  log = read_log ("<r>abcd</r>", 11, &limits, &error);
  g_assert_no_error (error);
  g_clear_pointer (&log, g_free);
  assert_refused_bytes ("<r>\nabcd</r>", 12, &limits, ZB_FORMAT_ERROR_TOO_LARGE,
                        "a.xml:2: an element has more than 4 bytes of text");
  assert_refused_bytes ("<r>ab&amp;<c/>cd</r>", 20, &limits, ZB_FORMAT_ERROR_TOO_LARGE,
                        "a.xml:1: an element has more than 4 bytes of text");
}

/* A few names are known to libxml2 from the beginning and count as well. */
static char *
with_names (guint n)
{
  GString *document = g_string_new ("<r>");

  for (guint i = 1; i < n; i++)
    g_string_append_printf (document, "<n%u/>", i);
  g_string_append (document, "</r>");
  return g_string_free (document, FALSE);
}

static void
test_limit_on_names (void)
{
  g_autofree char *at_limit = with_names (1024 - 16);
  g_autofree char *over = with_names (1024 + 1);
  g_autofree char *bomb = with_names (800000);
  g_autoptr (GError) error = NULL;
  g_autofree char *log = read_log (at_limit, strlen (at_limit), NULL, &error);
  clock_t before;

  g_assert_no_error (error);
  g_assert_nonnull (log);
  assert_refused (over, ZB_FORMAT_ERROR_TOO_LARGE, "a.xml:1: more than 1024 different names");
  /* libxml2 takes many seconds over these when it is let. */
  before = clock ();
  assert_refused (bomb, ZB_FORMAT_ERROR_TOO_LARGE, "a.xml:1: more than 1024 different names");
  g_assert_cmpint (clock () - before, <, CLOCKS_PER_SEC);
}

static char *
with_namespaces (guint outer, guint inner)
{
  GString *document = g_string_new ("<r");

  for (guint i = 0; i < outer; i++)
    g_string_append_printf (document, " xmlns:o%u='u:o'", i);
  g_string_append (document, "><closed xmlns:x='u:x'/>\n<e");
  for (guint i = 0; i < inner; i++)
    g_string_append_printf (document, " xmlns:i%u='u:i'", i);
  g_string_append (document, "/></r>");
  return g_string_free (document, FALSE);
}

static void
test_limit_on_namespaces (void)
{
  g_autofree char *at_limit = with_namespaces (20, 12);
  g_autofree char *over = with_namespaces (20, 13);
  g_autoptr (GError) error = NULL;
  g_autofree char *log = read_log (at_limit, strlen (at_limit), NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (log);
  assert_refused (over, ZB_FORMAT_ERROR_TOO_LARGE,
                  "a.xml:2: more than 32 namespaces are declared at once");
}

static void
test_layout_is_no_text (void)
{
  ZbXmlLimits limits = zb_xml_default_limits;
  g_autoptr (GString) document = g_string_new ("<r>");
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  limits.max_text_bytes = 8;
  for (int i = 0; i < 100; i++)
    g_string_append (document, "\n    <c/>");
  g_string_append (document, "\n</r>");
  log = read_log (document->str, document->len, &limits, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (log, "<c@101>[]</c@101>[]</r@102>"));
}

static gpointer
read_often_cb (gpointer ok)
{
  for (int i = 0; i < 200; i++) {
    g_autofree char *log = read_log ("<r a='1'>x<c/></r>", 18, NULL, NULL);
    g_autofree char *bad = read_log ("<r a='1'>x<c></r>", 17, NULL, NULL);

    if (g_strcmp0 (log, "<r a=[1]@1><c@1>[]</c@1>[x]</r@1>") != 0 || bad != NULL)
      return NULL;
  }
  return ok;
}

static void
test_threads (void)
{
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_often_cb, threads);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (g_thread_join (threads[i]) == threads);
}

/* A thread keeps its parser, and nothing of what it read with it. */
static void
test_keeps_nothing (void)
{
  for (guint i = 0; i < 20; i++) {
    g_autofree char *document = g_strdup_printf ("<r%u><a%u/><b%u>x</b%u></r%u>", i, i, i, i, i);
    g_autofree char *expected =
        g_strdup_printf ("<r%u@1><a%u@1>[]</a%u@1><b%u@1>[x]</b%u@1>[]</r%u@1>", i, i, i, i, i, i);
    g_autofree char *names = with_names (1024 - 16);
    g_autofree char *many = read_log (names, strlen (names), NULL, NULL);
    g_autofree char *bad = read_log ("<r xmlns='u:x'>x<c></r>", 23, NULL, NULL);
    g_autofree char *log = read_log (document, strlen (document), NULL, NULL);

    g_assert_nonnull (many);
    g_assert_null (bad);
    g_assert_cmpstr (log, ==, expected);
  }
}

/* A handler may read another document. */
static gboolean
read_inner_cb (const ZbXmlElement *element, gpointer user_data, GError **error)
{
  char **ret_log = user_data;

  if (strcmp (element->name, "inner") == 0)
    *ret_log = read_log ("<x a='1'>y</x>", 14, NULL, error);
  else if (strcmp (element->name, "last") == 0)
    g_assert_cmpstr (zb_xml_element_get (element, "b"), ==, "2");
  return TRUE;
}

static void
test_reads_within_reading (void)
{
  static const ZbXmlHandler handler = {read_inner_cb, NULL};
  g_autoptr (GError) error = NULL;
  g_autofree char *log = NULL;

  zb_xml_read ("a.xml", "<r><inner/><last b='2'/></r>", 28, NULL, &handler, &log, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (log, ==, "<x a=[1]@1>[y]</x@1>");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/xml-reader/elements", test_elements);
  g_test_add_func ("/formats/xml-reader/text", test_text);
  g_test_add_func ("/formats/xml-reader/attribute-entities", test_attribute_entities);
  g_test_add_func ("/formats/xml-reader/attribute-prefixes", test_attribute_prefixes);
  g_test_add_func ("/formats/xml-reader/get", test_get);
  g_test_add_func ("/formats/xml-reader/handler-stops-reading", test_handler_stops_reading);
  g_test_add_func ("/formats/xml-reader/malformed", test_malformed);
  g_test_add_func ("/formats/xml-reader/doctype-and-instructions", test_doctype_and_instructions);
  g_test_add_func ("/formats/xml-reader/encodings", test_encodings);
  g_test_add_func ("/formats/xml-reader/limit-on-bytes", test_limit_on_bytes);
  g_test_add_func ("/formats/xml-reader/limit-on-depth", test_limit_on_depth);
  g_test_add_func ("/formats/xml-reader/limit-on-attributes", test_limit_on_attributes);
  g_test_add_func ("/formats/xml-reader/limit-on-tags", test_limit_on_tags);
  g_test_add_func ("/formats/xml-reader/limit-on-text", test_limit_on_text);
  g_test_add_func ("/formats/xml-reader/limit-on-names", test_limit_on_names);
  g_test_add_func ("/formats/xml-reader/limit-on-namespaces", test_limit_on_namespaces);
  g_test_add_func ("/formats/xml-reader/layout-is-no-text", test_layout_is_no_text);
  g_test_add_func ("/formats/xml-reader/threads", test_threads);
  g_test_add_func ("/formats/xml-reader/keeps-nothing", test_keeps_nothing);
  g_test_add_func ("/formats/xml-reader/reads-within-reading", test_reads_within_reading);
  return g_test_run ();
}
