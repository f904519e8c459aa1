/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/error.h"
#include "formats/xml-plain.h"
#include "formats/xml-trace-private.h"
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

  if (short_cut == NULL)
    return FALSE;
  g_autoptr (GBytes) trace = zb_xml_trace_make (document, length, limits);
  g_autofree char *plainly = hear_trace (short_cut);
  g_autofree char *parsed = hear_trace (trace);
  g_assert_cmpstr (plainly, ==, parsed);
  g_assert_cmpuint (g_bytes_get_size (short_cut), <=, zb_xml_trace_most (length));
  return TRUE;
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

/* A root with so many children, each of a name of its own. */
static gboolean
reads_names (guint n)
{
  g_autoptr (GString) document = g_string_new ("<a>");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (document, "<n%u/>", i);
  g_string_append (document, "</a>");
  return check_plain (document->str, document->len, NULL);
}

static void
test_leaves_many_names_to_the_parser (void)
{
  g_assert_true (reads_names (512));
  g_assert_false (reads_names (513));
}

/* Documents that make the most of their bytes. */
static void
test_limit_on_what_is_plain (void)
{
  static const char *const repeated[] = {"<a/>", "<a/>\n", "<a>\n</a>\n", "<a b=\"\"/>\n"};

  for (guint i = 0; i < G_N_ELEMENTS (repeated); i++) {
    g_autoptr (GString) document = g_string_new ("<a>");

    for (guint n = 0; n < 10000; n++)
      g_string_append (document, repeated[i]);
    g_string_append (document, "</a>");
    g_assert_true (check_plain (document->str, document->len, NULL));
  }
}

static void
check_broken (GBytes *trace)
{
  g_autofree char *told = hear_trace (trace);

  g_assert_false (zb_xml_trace_is_sound (trace));
  if (!g_str_has_suffix (told, "!0 a.xml: it was read in a wrong form"))
    g_error ("a broken trace tells: %s", told);
}

/* (transfer full): the texts "", "a" and one that is no UTF-8, and these marks behind them. */
static GBytes *
make_trace (const guint32 *marks, gsize n_marks)
{
  static const char texts[] = "\0a\0\x80";
  const guint32 n = sizeof texts;
  GByteArray *trace = g_byte_array_new ();

  g_byte_array_append (trace, (const guint8 *)&n, sizeof n);
  g_byte_array_append (trace, (const guint8 *)texts, sizeof texts);
  g_byte_array_append (trace, (const guint8 *)marks, (guint)(n_marks * sizeof *marks));
  return g_byte_array_free_to_bytes (trace);
}

#define MARK(kind, value) ZB_XML_MARK (ZB_XML_MARK_##kind, value)
#define A 1        /* the place of "a" */
#define NO_TEXT 3  /* of what is none */
#define NO_PLACE 5 /* behind the texts */
#define MOST_MARKS 6

static void
test_refuses_marks_out_of_place (void)
{
  static const struct {
    guint n;
    guint32 marks[MOST_MARKS];
  } none[] = {
      {1, {MARK (DONE, 0)}}, /* no root */
      {2, {MARK (END, 0), MARK (DONE, 0)}},
      {1, {MARK (START, A)}},
      {2, {MARK (START, A), MARK (DONE, 0)}},
      {2, {MARK (START, A), MARK (END, 0)}},
      {4, {MARK (START, A), MARK (END, 0), MARK (DONE, 0), MARK (DONE, 0)}},
      {4, {MARK (START, A), MARK (END, 0), MARK (START, A), MARK (DONE, 0)}}, /* a second root */
      {3, {MARK (START, NO_PLACE), MARK (END, 0), MARK (DONE, 0)}},
      {3, {MARK (START, A), MARK (END, NO_PLACE), MARK (DONE, 0)}},
      {3, {MARK (ATTRIBUTE, A), MARK (ATTRIBUTE, A), MARK (DONE, 0)}},
      {4, {MARK (START, A), MARK (ATTRIBUTE, A), MARK (END, 0), MARK (DONE, 0)}},
      {5,
       {MARK (START, A), MARK (ATTRIBUTE, A), MARK (ATTRIBUTE, NO_PLACE), MARK (END, 0),
        MARK (DONE, 0)}},
      {4, {MARK (NAMESPACE, NO_PLACE), MARK (START, A), MARK (END, 0), MARK (DONE, 0)}},
      {5, {MARK (LINE, 2), MARK (START, A), MARK (LINE, 1), MARK (END, 0), MARK (DONE, 0)}},
      {2, {MARK (FAILURE, 3), MARK (FAILURE, A)}}, /* an error that readers do not make */
      {2, {MARK (FAILURE, 0), MARK (FAILURE, NO_TEXT)}},
      {2, {MARK (FAILURE, 0), MARK (DONE, 0)}},
      {3, {MARK (FAILURE, 0), MARK (FAILURE, A), MARK (DONE, 0)}},
      {1, {ZB_XML_MARK (7, 0)}},
  };
  static const guint32 sound[] = {MARK (NAMESPACE, A), MARK (START, A), MARK (ATTRIBUTE, A),
                                  MARK (ATTRIBUTE, 0), MARK (END, A),   MARK (DONE, 0)};
  g_autoptr (GBytes) good = make_trace (sound, G_N_ELEMENTS (sound));

  g_assert_true (zb_xml_trace_is_sound (good));
  for (guint i = 0; i < G_N_ELEMENTS (none); i++) {
    g_autoptr (GBytes) trace = make_trace (none[i].marks, none[i].n);
    check_broken (trace);
  }
}

/* So many elements in each other, the innermost with so many attributes. */
static gboolean
is_sound (guint depth, guint n_attributes)
{
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (guint32));
  const guint32 start = MARK (START, A), attribute = MARK (ATTRIBUTE, A), end = MARK (END, 0),
                done = MARK (DONE, 0);

  for (guint i = 0; i < depth; i++)
    g_array_append_val (marks, start);
  for (guint i = 0; i < 2 * n_attributes; i++)
    g_array_append_val (marks, attribute);
  for (guint i = 0; i < depth; i++)
    g_array_append_val (marks, end);
  g_array_append_val (marks, done);
  g_autoptr (GBytes) trace = make_trace ((const guint32 *)(gpointer)marks->data, marks->len);
  return zb_xml_trace_is_sound (trace);
}

static void
test_limits_of_what_it_tells (void)
{
  g_assert_true (is_sound (ZB_XML_TRACE_DEPTH, ZB_XML_TRACE_ATTRIBUTES));
  g_assert_false (is_sound (ZB_XML_TRACE_DEPTH + 1, 0));
  g_assert_false (is_sound (1, ZB_XML_TRACE_ATTRIBUTES + 1));
}

static void
test_refuses_what_is_none (void)
{
  static const struct {
    guint32 n_texts;
    const char *texts;
    gsize length;
  } none[] = {
      {0, "", 0},
      {2, "\0", 1},  /* more than there is */
      {2, "\0a", 2}, /* no NUL in the end */
      {1, "\0x", 2}, /* no mark */
  };
  g_autoptr (GBytes) nothing = g_bytes_new_static ("\0\0\0", 3);

  check_broken (nothing);
  for (guint i = 0; i < G_N_ELEMENTS (none); i++) {
    g_autoptr (GByteArray) bytes = g_byte_array_new ();

    g_byte_array_append (bytes, (const guint8 *)&none[i].n_texts, sizeof none[i].n_texts);
    g_byte_array_append (bytes, (const guint8 *)none[i].texts, (guint)none[i].length);
    g_autoptr (GBytes) trace = g_bytes_new (bytes->data, bytes->len);
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

/* Namespaces in turn, which two letters stand for, would make it grow without end. */
static void
test_limit_on_its_size (void)
{
  g_autofree char *name = g_strnfill (900, 'n');
  g_autoptr (GString) document = g_string_new (NULL);

  g_string_append_printf (document, "<a xmlns:p=\"urn:p:%s\" xmlns:q=\"urn:q:%s\">", name, name);
  for (guint i = 0; i < 10000; i++)
    g_string_append (document, "<p:u/><q:u/>");
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
  ADD ("leaves-many-names-to-the-parser", test_leaves_many_names_to_the_parser);
  ADD ("limit-on-what-is-plain", test_limit_on_what_is_plain);
  ADD ("refuses-what-is-none", test_refuses_what_is_none);
  ADD ("refuses-marks-out-of-place", test_refuses_marks_out_of_place);
  ADD ("limits-of-what-it-tells", test_limits_of_what_it_tells);
  ADD ("limit-on-its-size", test_limit_on_its_size);
  ADD ("names-the-place-of-a-refusal", test_names_the_place_of_a_refusal);
  return g_test_run ();
}
