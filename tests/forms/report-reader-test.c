/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/example.h"

#include "formats/error.h"
#include "forms/error.h"
#include "forms/report-notes.h"
#include "forms/report-reader.h"
#include "forms/report-writer.h"

#include <string.h>

#define DIGEST "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static ZbReport *
read_text (const char *text, GError **error)
{
  g_autoptr (ZbCatalogue) catalogue = zb_example_catalogue_new ();

  return zb_report_read_sample ("report.xml", text, strlen (text), catalogue, error);
}

static ZbReport *
read_example (void)
{
  g_autoptr (GError) error = NULL;
  ZbReport *report = read_text (zb_example_report, &error);

  g_assert_no_error (error);
  return report;
}

static void
test_reads_the_heading (void)
{
  g_autoptr (ZbReport) report = read_example ();
  g_autoptr (ZbPackage) package = zb_example_package_new ();

  g_assert_cmpstr (zb_report_package (report), ==, zb_package_digest (package));
  g_assert_cmpstr (zb_report_unit (report), ==, "9135020061202218XY");
  g_assert_cmpuint (zb_report_period (report).index, ==, 6);
  g_assert_cmpint (zb_report_kind (report), ==, ZB_REPORT_CORRECTION);
  g_assert_cmpstr (zb_report_replaces (report), ==, "message-7");
  g_assert_cmpstr (zb_report_on_behalf (report), ==, "district");
}

static void
test_reads_cells_into_their_types (void)
{
  g_autoptr (ZbReport) report = read_example ();

  g_assert_cmpstr (zb_report_field (report, 1), ==, "2.5");
  g_assert_cmpint (zb_report_cell (report, 0, 0, 0).number, ==, -52340);
  g_assert_cmpint (zb_report_cell (report, 0, 0, 1).state, ==, ZB_STATE_WITHHELD);
  g_assert_cmpint (zb_report_cell (report, 0, 1, 0).state, ==, ZB_STATE_BLANK);
  g_assert_cmpint (zb_report_cell (report, 0, 1, 1).number, ==, 18640);
  g_assert_cmpint (zb_report_cell (report, 0, 2, 1).state, ==, ZB_STATE_NOT_APPLICABLE);
  g_assert_cmpuint (zb_report_n_rows (report, 1), ==, 2);
  g_assert_cmpint (zb_report_cell (report, 1, 0, 0).number, ==, 12340);
  g_assert_cmpuint (zb_report_n_rows (report, 2), ==, 0);
  g_assert_cmpstr (zb_report_cell (report, 3, 0, 1).text, ==, " a <");
}

static void
test_reads_the_notes (void)
{
  g_autoptr (ZbReport) report = read_example ();
  const ZbExplanation *explanation = zb_report_find_explanation (report, "T-01#7/A.01");

  g_assert_cmpuint (zb_report_n_explanations (report), ==, 2);
  g_assert_cmpstr (explanation->text, ==, "two\nlines");
  g_assert_cmpstr (explanation->reason, ==, "new-product");
  g_assert_cmpuint (explanation->revision, ==, 3);
  g_assert_cmpint (explanation->time, ==, G_GINT64_CONSTANT (1720497600000000));
  g_assert_cmpuint (zb_report_n_prefill_changes (report), ==, 2);
  g_assert_cmpstr (zb_report_prefill_change (report, 0)->reason, ==, "error");
  g_assert_cmpstr (zb_report_context_digest (report), ==, DIGEST);
  g_assert_cmpuint (zb_report_attachment (report, 0)->size, ==, 1024);
}

static void
test_what_is_read_is_written_again (void)
{
  g_autoptr (ZbReport) report = read_example ();
  g_autoptr (GBytes) bytes = zb_report_write (report);
  g_autofree char *written = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autofree char *digest = g_strdup_printf ("package=\"%s\"", zb_report_package (report));
  g_autofree char *expected = zb_example_edit (zb_example_report, "package=\"sample\"", digest);

  g_assert_cmpstr (written, ==, expected);
}

static void
test_intake_takes_no_sample (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_example_catalogue_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (zb_report_read ("report.xml", zb_example_report, strlen (zb_example_report),
                                 catalogue, &error));
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==,
                   "report.xml:2: package=\"sample\" is no SHA-256 in lower-case hex");
}

static void
test_package_is_found_by_digest (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_example_catalogue_new ();
  g_autoptr (ZbReport) sample = read_example (), report = NULL;
  g_autoptr (GBytes) bytes = zb_report_write (sample);
  g_autoptr (GError) error = NULL;

  report = zb_report_read ("report.xml", g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                           catalogue, &error);
  g_assert_no_error (error);
  g_assert_true (zb_report_form (report) == zb_package_form (zb_catalogue_at (catalogue, 0)));
}

static gpointer
read_object (const char *text, GError **error)
{
  return read_text (text, error);
}

static void
assert_refused (const ZbExampleRefusal *cases, guint n)
{
  zb_example_assert_refused (zb_example_report, read_object, cases, n);
}

static void
test_refuses_a_wrong_heading (void)
{
  static const ZbExampleRefusal cases[] = {
      {"form=\"T-01\"", "form=\"T-1\"", ZB_FORMS_ERROR_NOT_FOUND,
       "report.xml:2: there is no form “T-1”; did you mean “T-01”?"},
      {"edition=\"2024.3\"", "edition=\"2024.4\"", ZB_FORMS_ERROR_NO_EDITION,
       "report.xml:2: there is no edition 2024.4 of form T-01, only T-01/2024.3, T-01/2026.3"},
      {"package=\"sample\"", "package=\"" DIGEST "\"", ZB_FORMS_ERROR_NOT_FOUND,
       "report.xml:2: the package " DIGEST " (form T-01, edition 2024.3) is unknown here"},
      {"unit=\"9135020061202218XY\"", "unit=\"9135020061202218xy\"", ZB_FORMS_ERROR_INVALID,
       "report.xml:2: unit=\"9135020061202218xy\" is not 18 upper-case letters and digits"},
      {"period=\"2024-06\"", "period=\"2024-6\"", ZB_FORMS_ERROR_INVALID,
       "report.xml:2: “2024-6” is not a period: write 2024, 2024-H1, 2024-Q2, 2024-06 or "
       "2024-06-D1"},
      {"period=\"2024-06\"", "period=\"2026-06\"", ZB_FORMS_ERROR_MISMATCH,
       "report.xml:2: form T-01, edition 2024.3, does not serve the period 2026-06"},
      {"kind=\"correction\"", "kind=\"final\"", ZB_FORMS_ERROR_INVALID,
       "report.xml:2: kind=\"final\" must be normal, nil, correction or withdrawal"},
      {" kind=\"correction\"", "", ZB_FORMS_ERROR_INVALID,
       "report.xml:2: <report> lacks the attribute “kind”"},
      {"replaces=", "replace=", ZB_FORMS_ERROR_INVALID,
       "report.xml:2: <report> takes no attribute “replace”; did you mean “replaces”?"},
      {"urn:zhibao:report:1", "urn:zhibao:report:2", ZB_FORMS_ERROR_INVALID,
       "report.xml:2: <report> is in the namespace “urn:zhibao:report:2”, not in "
       "“urn:zhibao:report:1”"},
  };

  assert_refused (cases, G_N_ELEMENTS (cases));
}

static void
test_refuses_wrong_cells (void)
{
  static const ZbExampleRefusal cases[] = {
      {"r=\"02\" c=\"2\"", "r=\"04\" c=\"2\"", ZB_FORMS_ERROR_NOT_FOUND,
       "report.xml:11: section A has no row “04”"},
      {"r=\"02\" c=\"2\"", "r=\"2\" c=\"2\"", ZB_FORMS_ERROR_NOT_FOUND,
       "report.xml:11: section A has no row “2”; did you mean “02”?"},
      {"r=\"02\" c=\"2\"", "r=\"02\" c=\"3\"", ZB_FORMS_ERROR_NOT_FOUND,
       "report.xml:11: section A has no column “3”"},
      {"r=\"02\" c=\"2\"", "r=\"01\" c=\"2\"", ZB_FORMS_ERROR_INVALID,
       "report.xml:11: cell A.01.2 is given twice"},
      {"r=\"02\" c=\"2\"", "r=\"01\" c=\"1\"", ZB_FORMS_ERROR_INVALID,
       "report.xml:11: cell A.01.1 is not in the form's order"},
      {"r=\"03\" c=\"1\"", "r=\"01\" c=\"1\"", ZB_FORMS_ERROR_INVALID,
       "report.xml:12: row A.01 is not in the form's order"},
      {"r=\"03\" c=\"1\"", "r=\"03\" c=\"2\"", ZB_FORMS_ERROR_LOCKED,
       "report.xml:12: A.03.2: the cell is not applicable and takes no input"},
      {"186.40", "186.4", ZB_FORMS_ERROR_INVALID,
       "report.xml:11: A.02.2: 186.4 must be written with 2 decimals and no leading zeros"},
      {"186.40", "0186.40", ZB_FORMS_ERROR_INVALID,
       "report.xml:11: A.02.2: 0186.40 must be written with 2 decimals and no leading zeros"},
      {">0</c>", ">-0</c>", ZB_FORMS_ERROR_INVALID,
       "report.xml:12: A.03.1: -0 must be written with 0 decimals and no leading zeros"},
      {"186.40", "186.405", ZB_FORMS_ERROR_OUT_OF_RANGE,
       "report.xml:11: A.02.2: 186.405 has more decimals than the 2 that fit here"},
      {"186.40", "12345678901234567.00", ZB_FORMS_ERROR_OUT_OF_RANGE,
       "report.xml:11: A.02.2: 12345678901234567.00 has more than 18 digits with its decimals"},
      {"186.40", " 186.40", ZB_FORMS_ERROR_INVALID,
       "report.xml:11: A.02.2: “ 186.40” is not a number"},
      {"186.40", "", ZB_FORMS_ERROR_INVALID, "report.xml:11: A.02.2: a blank cell is left out"},
      {"st=\"withheld\"/>", "st=\"withheld\">1</c>", ZB_FORMS_ERROR_INVALID,
       "report.xml:10: a cell with the attribute “st” has no text"},
      {"st=\"withheld\"", "st=\"hidden\"", ZB_FORMS_ERROR_INVALID,
       "report.xml:10: st=\"hidden\" of <c> must be na, scope or withheld"},
      {"2024-06-30", "2024-06-31", ZB_FORMS_ERROR_INVALID,
       "report.xml:23: D.乙.3: “2024-06-31” is not a date: write it like 2024-06-30"},
  };

  assert_refused (cases, G_N_ELEMENTS (cases));
}

static void
test_refuses_wrong_rows_and_parts (void)
{
  static const ZbExampleRefusal cases[] = {
      {"key=\"3974\"", "key=\"3913\"", ZB_FORMS_ERROR_INVALID,
       "report.xml:18: row B.3913 is given twice"},
      {"key=\"3974\"", "key=\"3900\"", ZB_FORMS_ERROR_INVALID,
       "report.xml:18: row B.3900 is not in the form's order"},
      {"key=\"3974\"", "key=\"39-74\"", ZB_FORMS_ERROR_INVALID,
       "report.xml:18: section B: “39-74” is not a code of 1 to 20 letters and digits"},
      {"<c c=\"1\">12340", "<c r=\"1\" c=\"1\">12340", ZB_FORMS_ERROR_INVALID,
       "report.xml:16: <c> takes no attribute “r”"},
      {"<row key=\"3974\"/>", "<c c=\"1\">1</c>", ZB_FORMS_ERROR_INVALID,
       "report.xml:18: section B has dynamic rows, its cells stand in a <row>"},
      {"<c r=\"03\" c=\"1\">0</c>", "<row key=\"3\"/>", ZB_FORMS_ERROR_INVALID,
       "report.xml:12: section A has fixed rows, its cells stand in no <row>"},
      {"<s id=\"D\">", "<s id=\"A\">", ZB_FORMS_ERROR_INVALID,
       "report.xml:20: section A is not in the form's order"},
      {"<s id=\"D\">", "<s id=\"B\">", ZB_FORMS_ERROR_INVALID,
       "report.xml:20: section B is given twice"},
      {"<s id=\"D\">", "<s id=\"E\">", ZB_FORMS_ERROR_NOT_FOUND,
       "report.xml:20: form T-01 has no section “E”"},
      {"<f id=\"shifts\">2.5</f>", "<f id=\"shifts\">2</f>", ZB_FORMS_ERROR_INVALID,
       "report.xml:5: field shifts: 2 must be written as 2.0"},
      {"<f id=\"shifts\">2.5</f>", "<f id=\"shift\">2.5</f>", ZB_FORMS_ERROR_NOT_FOUND,
       "report.xml:5: form T-01 has no field “shift”; did you mean “shifts”?"},
      {"<f id=\"shifts\">2.5</f>", "<f id=\"in-production\">2</f>", ZB_FORMS_ERROR_INVALID,
       "report.xml:5: field in-production is given twice"},
      {"<f id=\"shifts\">2.5</f>", "<f id=\"shifts\"/>", ZB_FORMS_ERROR_INVALID,
       "report.xml:5: field shifts: a blank field is left out"},
      {"<s id=\"A\">\n", "<s id=\"A\">text", ZB_FORMS_ERROR_INVALID,
       "report.xml:12: <s> takes no text"},
      {"<row key=\"3974\"/>", "<raw key=\"3974\"/>", ZB_FORMS_ERROR_INVALID,
       "report.xml:18: <raw> has no place here; did you mean “row”?"},
      {"</explanations>\n  <prefill-changes>", "</explanations>\n  <head/>\n  <prefill-changes>",
       ZB_FORMS_ERROR_INVALID, "report.xml:30: <head> stands in the wrong place, or twice"},
  };

  assert_refused (cases, G_N_ELEMENTS (cases));
}

static void
test_refuses_wrong_notes (void)
{
  static const ZbExampleRefusal cases[] = {
      {"rule=\"T-01#10\"", "rule=\"T-01#7/A.01\"", ZB_FORMS_ERROR_INVALID,
       "report.xml:27: the explanation of T-01#7/A.01 is given twice"},
      {"rule=\"T-01#10\"", "rule=\"T-01#9\"", ZB_FORMS_ERROR_INVALID,
       "report.xml:27: the explanation of T-01#7/A.01 is not in order"},
      {"operands=\"0123", "operands=\"012G", ZB_FORMS_ERROR_INVALID,
       "report.xml:26: "
       "operands=\"012G456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\" "
       "is no SHA-256 in lower-case hex"},
      {"time=\"2024-07-09T12:00:00+08:00\"", "time=\"2024-07-09T04:00:00Z\"",
       ZB_FORMS_ERROR_INVALID,
       "report.xml:26: time=\"2024-07-09T04:00:00Z\" must be bureau time, "
       "2024-07-09T12:00:00+08:00"},
      {"revision=\"3\"", "revision=\"03\"", ZB_FORMS_ERROR_INVALID,
       "report.xml:26: revision=\"03\" must be a whole number of 1 to 9999"},
      {"author=\"x\"", "author=\"\"", ZB_FORMS_ERROR_INVALID, "report.xml:27: author is empty"},
      {"lines</explanation>", "lines </explanation>", ZB_FORMS_ERROR_INVALID,
       "report.xml:28: T-01#7/A.01: the text has blanks at its ends"},
      {"cell=\"A.01.2\"", "cell=\"A.09.2\"", ZB_FORMS_ERROR_NOT_FOUND,
       "report.xml:31: form T-01 has no cell “A.09.2”"},
      {"cell=\"B.3974.V\"", "cell=\"A.01.2\"", ZB_FORMS_ERROR_INVALID,
       "report.xml:32: the change of A.01.2 is given twice"},
      {"name=\"files/a.pdf\"", "name=\"../a.pdf/x\"", ZB_FORMS_ERROR_INVALID,
       "report.xml:36: name=\"../a.pdf/x\" is no name of an attachment"},
      {"size=\"1024\"", "size=\"-1\"", ZB_FORMS_ERROR_INVALID,
       "report.xml:36: size=\"-1\" must be a number of bytes"},
  };

  assert_refused (cases, G_N_ELEMENTS (cases));
}

static void
test_refuses_empty_containers (void)
{
  static const char *const parts[] = {"head", "explanations", "prefill-changes", "attachments"};
  g_autofree char *start = g_strndup (
      zb_example_report, (gsize)(strstr (zb_example_report, "  <head>") - zb_example_report));

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *text = g_strdup_printf ("%s<%s> </%s></report>", start, parts[i], parts[i]);
    g_autofree char *message =
        g_strdup_printf ("report.xml:3: an empty <%s> is left out", parts[i]);
    g_autoptr (GError) error = NULL;

    g_assert_null (read_text (text, &error));
    g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, message);
  }
}

static void
test_forbidden_xml_is_refused (void)
{
  g_autofree char *text = zb_example_edit (zb_example_report, "<report",
                                           "<!DOCTYPE report [<!ENTITY a \"b\">]><report");
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text (text, &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_FORBIDDEN);
}

static void
test_bytes_are_limited (void)
{
  gsize length = strlen (zb_example_report), limit = 8 * 1024 * 1024;
  g_autofree char *text = g_strnfill (limit + 1, '\n');
  g_autoptr (ZbCatalogue) catalogue = zb_example_catalogue_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReport) report = NULL;

  memcpy (text, zb_example_report, length);
  report = zb_report_read_sample ("report.xml", text, limit, catalogue, &error);
  g_assert_no_error (error);
  g_assert_null (zb_report_read_sample ("report.xml", text, limit + 1, catalogue, &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE);
}

static void
test_rows_are_limited (void)
{
  g_autofree char *three = zb_example_edit (zb_example_report, "<row key=\"3974\"/>",
                                            "<row key=\"3974\"/><row key=\"3975\"/>");
  g_autofree char *four =
      zb_example_edit (three, "<row key=\"3974\"/>", "<row key=\"3973\"/><row key=\"3974\"/>");
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReport) report = read_text (three, &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
  g_assert_null (read_text (four, &error));
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, "report.xml:18: section B has more than 3 rows");
}

/* The example with @n attachments, all of them small. */
static char *
text_with_attachments (guint n)
{
  const char *place = strstr (zb_example_report, "    <attachment ");
  GString *text = g_string_new_len (zb_example_report, place - zb_example_report);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (
        text, "<attachment name=\"%05u\" type=\"a/b\" size=\"0\" digest=\"" DIGEST "\"/>", i);
  g_string_append (text, "</attachments></report>");
  return g_string_free (text, FALSE);
}

static void
test_notes_are_limited (void)
{
  g_autofree char *at_limit = text_with_attachments (ZB_REPORT_MAX_NOTES);
  g_autofree char *beyond = text_with_attachments (ZB_REPORT_MAX_NOTES + 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReport) report = read_text (at_limit, &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
  g_assert_null (read_text (beyond, &error));
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_TOO_LARGE);
  g_assert_true (g_str_has_suffix (error->message, "the report has more than 10000 attachments"));
}

static void
test_heading_alone (void)
{
  g_autofree char *text = zb_example_edit (zb_example_report, "<head>", "<nonsense>");
  g_autoptr (GError) error = NULL;
  ZbReportHeading heading = {0};

  g_assert_true (zb_report_read_heading ("report.xml", text, strlen (text), &heading, &error));
  g_assert_cmpstr (heading.form, ==, "T-01");
  g_assert_cmpstr (heading.edition, ==, "2024.3");
  g_assert_cmpstr (heading.package, ==, "sample");
  g_assert_cmpstr (heading.unit, ==, "9135020061202218XY");
  g_assert_cmpstr (heading.period, ==, "2024-06");
  zb_report_heading_clear (&heading);
  g_assert_null (heading.form);
}

static void
test_heading_errors (void)
{
  g_autofree char *text = zb_example_edit (zb_example_report, " unit=\"9135020061202218XY\"", "");
  g_autoptr (GError) error = NULL;
  ZbReportHeading heading = {0};

  g_assert_false (zb_report_read_heading ("report.xml", text, strlen (text), &heading, &error));
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "report.xml:2: <report> lacks the attribute “unit”");
  g_clear_error (&error);
  g_assert_false (zb_report_read_heading ("report.xml", "<form/>", 7, &heading, &error));
  g_assert_cmpstr (error->message, ==,
                   "report.xml:1: the document is a <form>, not a <report> of "
                   "“urn:zhibao:report:1”");
  g_clear_error (&error);
  g_assert_false (zb_report_read_heading ("report.xml", "", 0, &heading, &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_MALFORMED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/report-reader/reads-the-heading", test_reads_the_heading);
  g_test_add_func ("/forms/report-reader/reads-cells-into-their-types",
                   test_reads_cells_into_their_types);
  g_test_add_func ("/forms/report-reader/reads-the-notes", test_reads_the_notes);
  g_test_add_func ("/forms/report-reader/what-is-read-is-written-again",
                   test_what_is_read_is_written_again);
  g_test_add_func ("/forms/report-reader/intake-takes-no-sample", test_intake_takes_no_sample);
  g_test_add_func ("/forms/report-reader/package-is-found-by-digest",
                   test_package_is_found_by_digest);
  g_test_add_func ("/forms/report-reader/refuses-a-wrong-heading", test_refuses_a_wrong_heading);
  g_test_add_func ("/forms/report-reader/refuses-wrong-cells", test_refuses_wrong_cells);
  g_test_add_func ("/forms/report-reader/refuses-wrong-rows-and-parts",
                   test_refuses_wrong_rows_and_parts);
  g_test_add_func ("/forms/report-reader/refuses-wrong-notes", test_refuses_wrong_notes);
  g_test_add_func ("/forms/report-reader/refuses-empty-containers", test_refuses_empty_containers);
  g_test_add_func ("/forms/report-reader/forbidden-xml-is-refused", test_forbidden_xml_is_refused);
  g_test_add_func ("/forms/report-reader/bytes-are-limited", test_bytes_are_limited);
  g_test_add_func ("/forms/report-reader/rows-are-limited", test_rows_are_limited);
  g_test_add_func ("/forms/report-reader/notes-are-limited", test_notes_are_limited);
  g_test_add_func ("/forms/report-reader/heading-alone", test_heading_alone);
  g_test_add_func ("/forms/report-reader/heading-errors", test_heading_errors);
  return g_test_run ();
}
