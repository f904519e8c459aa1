/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/error.h"
#include "formats/xml-plain.h"
#include "formats/xml-trace.h"
#include "tests/formats/xml-log.h"

#include <string.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"

/* As our programs write. */
static const char *const plain[] = {
    "<a/>",
    "<a></a>",
    HEAD "<r xmlns=\"urn:zhibao:x:1\" a=\"1\" b=\"二\">\n"
         "  <c r='201'>12</c>\n\t<e />\n  <t> &amp;&lt;&gt;&#13;\n三\t</t>\n</r>\n",
    "\xEF\xBB\xBF<r xmlns=\"urn:zhibao:x:1\"><f id=\"&quot;&apos;&#10;&#x9;\">x</f ></r>",
    "<s><row key=\"01\"><c>1</c><c>2</c><c st=\"na\"></c></row><row key=\"02\"/></s>",
};

/* Whoever wants to know what these say has to read XML. */
static const char *const fancy[] = {
    "<a><!-- 1 --></a>",
    "<a><![CDATA[1]]></a>",
    "<a>&#65;</a>",
    "<p:a xmlns:p=\"urn:zhibao:x:1\"/>",
    "<a><b xmlns=\"urn:zhibao:x:1\"/></a>",
    "<a>1<b/>2</a>",
    "<a xml:lang=\"zh\"/>",
    "<a b=\"1\n2\"/>",
    "<a>\r\n</a>",
};

static const char *const wrong[] = {
    "", "<a>", "<a></b>", "<a b=\"1\" b=\"2\"/>", "<a/><a/>", "<!DOCTYPE a><a/>", "<a><b>1</a>",
};

/* What a handler hears of @document, and in what error it ends. */
static char *
hear_document (const char *document, gsize length)
{
  GString *log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  if (!zb_xml_read ("a.xml", document, length, NULL, &zb_test_xml_log, log, &error))
    g_string_append_printf (log, "!%d %s", error->code, error->message);
  return g_string_free (log, FALSE);
}

static char *
hear_trace (GBytes *trace)
{
  GString *log = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  if (!zb_xml_trace_read ("a.xml", trace, &zb_test_xml_log, log, &error))
    g_string_append_printf (log, "!%d %s", error->code, error->message);
  return g_string_free (log, FALSE);
}

static void
check_told (const char *document)
{
  gsize length = strlen (document);
  g_autoptr (GBytes) trace = zb_xml_trace_make (document, length, NULL);
  g_autofree char *direct = hear_document (document, length);
  g_autofree char *told = hear_trace (trace);

  g_assert_cmpstr (told, ==, direct);
  g_assert_cmpuint (g_bytes_get_size (trace), <=, zb_xml_trace_most (length));
  g_assert_true (zb_xml_trace_is_sound (trace));
}

static void
test_tells_what_a_reader_sees (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    check_told (plain[i]);
  for (guint i = 0; i < G_N_ELEMENTS (fancy); i++)
    check_told (fancy[i]);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    check_told (wrong[i]);
}

/* Without a parser the same is told, or nothing. */
static gboolean
check_plain (const char *document, gsize length, const ZbXmlLimits *limits)
{
  g_autoptr (GBytes) short_cut = zb_xml_plain_trace (document, length, limits);
  g_autoptr (GBytes) trace = zb_xml_trace_make (document, length, limits);

  if (short_cut != NULL && !g_bytes_equal (short_cut, trace))
    g_error ("“%s” is read in another way without a parser", document);
  return short_cut != NULL;
}

static void
test_needs_no_parser_for_what_is_plain (void)
{
  static const char lines[] = "<a\n b='1'\n>\n\n<c\n/></a\n>\n\n";

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    g_assert_true (check_plain (plain[i], strlen (plain[i]), NULL));
  for (guint i = 0; i < G_N_ELEMENTS (fancy); i++)
    g_assert_false (check_plain (fancy[i], strlen (fancy[i]), NULL));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (check_plain (wrong[i], strlen (wrong[i]), NULL));
  g_assert_true (check_plain (lines, strlen (lines), NULL));
}

/* Whatever signs stand in it, and wherever it is cut off: it is held in memory of its own, so that
 * a sanitizer sees who reads on behind its end. */
static void
test_reads_plainly_or_not_at_all (void)
{
  static const char signs[] = " \n\t\r<>/=\"'&;:a1-]!\1\x7f\x80\xef";

  for (guint i = 0; i < G_N_ELEMENTS (plain); i++) {
    gsize length = strlen (plain[i]);

    for (gsize at = 0; at < length; at++) {
      g_autofree char *cut = g_memdup2 (plain[i], at);

      check_plain (cut, at, NULL);
      for (gsize k = 0; k < sizeof signs; k++) {
        g_autofree char *changed = g_memdup2 (plain[i], length);

        changed[at] = signs[k];
        check_plain (changed, length, NULL);
      }
    }
  }
}

/* A document of elements, attributes and text just so many or one more, which is the parser's to
 * refuse. */
static void
test_leaves_limits_to_the_parser (void)
{
  static const ZbXmlLimits limits = {200, 3, 4, 60, 20};
  static const struct {
    const char *within, *beyond;
  } cases[] = {
      {"<a><b><c/></b></a>", "<a><b><c><d/></c></b></a>"},
      {"<a b='1' c='2' d='3'/>", "<a b='1' c='2' d='3' e='4' f='5'/>"},
      {"<a>12345678901234567890</a>", "<a>123456789012345678901</a>"},
      {"<a>1234567890123456789&amp;</a>", "<a>12345678901234567890&amp;</a>"},
      {"<a>                    <b/></a>", "<a>                     <b/></a>"},
      {"<a                                                        />",
       "<a                                                         />"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_assert_true (check_plain (cases[i].within, strlen (cases[i].within), &limits));
    g_assert_false (check_plain (cases[i].beyond, strlen (cases[i].beyond), &limits));
  }
  static const ZbXmlLimits no_attributes = {200, 3, 0, 60, 20};
  g_assert_true (check_plain ("<a/>", 4, &no_attributes));
  g_assert_false (check_plain ("<a xmlns=\"urn:zhibao:a\"/>", 25, &no_attributes));
  g_autofree char *blanks = g_strnfill (197, ' ');
  g_autofree char *within = g_strconcat ("<a/>", blanks + 1, NULL);
  g_autofree char *beyond = g_strconcat ("<a/>", blanks, NULL);
  g_assert_true (check_plain (within, 200, &limits));
  g_assert_false (check_plain (beyond, 201, &limits));
}

static void
check_broken (GBytes *trace)
{
  g_autofree char *told = hear_trace (trace);

  g_assert_false (zb_xml_trace_is_sound (trace));
  if (!g_str_has_suffix (told, "!0 a.xml: it was read in a wrong form"))
    g_error ("a broken trace tells: %s", told);
}

static void
test_refuses_what_is_none (void)
{
  static const struct {
    const char *bytes;
    gsize length;
  } none[] = {
      {"", 0},
      {".", 1},                      /* no root */
      {"E\0\0\0.", 5},               /* an end without a start */
      {"S\0\x3f\0\0.", 6},           /* a name that was never given */
      {"S\0\x3f\x40\1a\0\0", 8},     /* it ends within */
      {"S\0\x3f\x40\1a\0\0.", 9},    /* it does not end */
      {"S\0\x3f\x40\2a\0\0\0.", 10}, /* a name with a NUL in it */
      {"S\0\x3f\x40\1ab\0.", 9},     /* a name without its NUL */
      {"S\0\x3f\x7f\1a\0\0.", 9},    /* a place that there is not */
      {"S\0\x3f\x40\1a\0\x41.", 9},  /* more attributes than may be */
      {"S\xff\xff\xff\xff\x7f", 6},  /* a number without end */
      {"!\3\1x\0", 5},               /* an error that readers do not make */
      {"!\0\1\x80\0", 5},            /* one that is no text */
      {"?", 1},
  };

  for (guint i = 0; i < G_N_ELEMENTS (none); i++) {
    g_autoptr (GBytes) trace = g_bytes_new_static (none[i].bytes, none[i].length);
    check_broken (trace);
  }
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++) {
    g_autoptr (GBytes) trace = zb_xml_trace_make (plain[i], strlen (plain[i]), NULL);

    for (gsize cut = 0; cut < g_bytes_get_size (trace); cut++) {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (trace, 0, cut);
      check_broken (part);
    }
  }
}

/* Names that push each other out of their place (it follows from their first letters) would make it
 * grow without end. */
static void
test_limit_on_its_size (void)
{
  g_autofree char *name = g_strnfill (900, 'n');
  g_autoptr (GString) document = g_string_new (NULL);

  g_string_append_printf (document, "<a xmlns=\"urn:zhibao:%s\">", name);
  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (document, "<ur%u/>", i % 1000);
  g_string_append (document, "</a>");
  g_autoptr (GBytes) trace = zb_xml_trace_make (document->str, document->len, NULL);
  g_autofree char *told = hear_trace (trace);
  g_assert_cmpuint (g_bytes_get_size (trace), <=, zb_xml_trace_most (document->len) + 2048);
  g_assert_nonnull (strstr (told, "its names take more room than the document"));
}

static gboolean
refuse_cb (const ZbXmlElement *element, gpointer user_data, GError **error)
{
  g_set_error_literal (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE, "enough");
  return FALSE;
}

static void
test_names_the_place_of_a_refusal (void)
{
  static const ZbXmlHandler refusing = {refuse_cb, NULL};
  g_autoptr (GBytes) trace = zb_xml_trace_make ("\n<a/>", 5, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (zb_xml_trace_read ("a.xml", trace, &refusing, NULL, &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, "a.xml:2: enough");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, test) g_test_add_func ("/formats/xml-trace/" path, test)
  ADD ("tells-what-a-reader-sees", test_tells_what_a_reader_sees);
  ADD ("needs-no-parser-for-what-is-plain", test_needs_no_parser_for_what_is_plain);
  ADD ("reads-plainly-or-not-at-all", test_reads_plainly_or_not_at_all);
  ADD ("leaves-limits-to-the-parser", test_leaves_limits_to_the_parser);
  ADD ("refuses-what-is-none", test_refuses_what_is_none);
  ADD ("limit-on-its-size", test_limit_on_its_size);
  ADD ("names-the-place-of-a-refusal", test_names_the_place_of_a_refusal);
  return g_test_run ();
}
