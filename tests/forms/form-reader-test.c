/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/example.h"

#include "forms/error.h"
#include "forms/form-lookup.h"

#include <string.h>

static void
test_reads_the_legal_head (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();

  g_assert_cmpstr (form->id, ==, "T-01");
  g_assert_cmpstr (form->code, ==, "试验01");
  g_assert_cmpstr (form->edition, ==, "2024");
  g_assert_cmpuint (form->revision, ==, 3);
  g_assert_cmpstr (form->system, ==, "s1");
  g_assert_cmpstr (form->title.zh, ==, "试验表");
  g_assert_cmpstr (form->issuer.en, ==, "Some bureau");
  g_assert_null (form->document.zh);
  g_assert_cmpstr (form->respondents, ==, "reg.industry in 06..46");
}

static void
test_reads_periods_and_deadline (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();
  char buffer[ZB_PERIOD_TEXT_SIZE];

  g_assert_cmpint (form->period_kind, ==, ZB_PERIOD_MONTH);
  g_assert_cmpint (form->january, ==, ZB_JANUARY_JOINT);
  g_assert_cmpstr (zb_period_format (form->valid_from, buffer), ==, "2024-02");
  g_assert_cmpstr (zb_period_format (form->expires, buffer), ==, "2025-12");
  g_assert_cmpuint (form->deadline_days, ==, 9);
  g_assert_cmpuint (form->deadline_minute, ==, 720);
}

static void
test_reads_fields (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();

  g_assert_cmpuint (form->n_fields, ==, 2);
  g_assert_cmpuint (form->n_signers, ==, 2);
  g_assert_cmpstr (form->fields[0].id, ==, "in-production");
  g_assert_cmpint (form->fields[0].spec.type, ==, ZB_CELL_CODE);
  g_assert_true (form->fields[0].spec.codes == zb_example_find_list ("yes-no", NULL));
  g_assert_true (form->fields[0].spec.flags & ZB_CELL_REQUIRED);
  g_assert_cmpuint (form->fields[1].spec.scale, ==, 1);
  g_assert_cmpuint (form->signers[0].spec.max_length, ==, 10);
  g_assert_cmpint (form->signers[1].spec.type, ==, ZB_CELL_DATE);
}

static void
test_reads_heads_and_rows (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();
  const ZbSection *section = &form->sections[0];

  g_assert_cmpuint (form->n_sections, ==, 4);
  g_assert_cmpstr (section->title.en, ==, "I");
  g_assert_false (section->dynamic);
  g_assert_cmpuint (section->n_columns, ==, 2);
  g_assert_cmpuint (section->n_groups, ==, 1);
  g_assert_cmpuint (section->columns[0].group, ==, 1);
  g_assert_cmpuint (section->columns[1].group, ==, 0);
  g_assert_cmpstr (section->groups[0].label.en, ==, "This year");
  g_assert_cmpuint (section->n_rows, ==, 3);
  g_assert_cmpuint (section->rows[1].indent, ==, 1);
  g_assert_cmpstr (section->rows[1].note.zh, ==, "注");
  g_assert_cmpstr (section->rows[1].measure->id, ==, "KWH10000");
}

static void
test_specs_join_section_column_row_and_cell (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();
  const ZbCellSpec *specs = form->sections[0].specs;

  g_assert_cmpstr (specs[0].measure->id, ==, "CNY1000");
  g_assert_cmpuint (specs[0].flags, ==, ZB_CELL_REQUIRED | ZB_CELL_NOT_IN_JOINT);
  g_assert_cmpuint (specs[1].flags, ==, ZB_CELL_REQUIRED | ZB_CELL_PREFILLED);
  g_assert_cmpstr (specs[1].prefill, ==, "1@-1y");
  g_assert_cmpstr (specs[2].measure->id, ==, "KWH10000");
  g_assert_cmpuint (specs[2].scale, ==, 2);
  g_assert_cmpuint (specs[4].flags, ==, ZB_CELL_COMPUTED | ZB_CELL_NOT_IN_JOINT);
  g_assert_true (specs[5].flags & ZB_CELL_NOT_APPLICABLE);
}

static void
test_reads_dynamic_sections (void)
{
  g_autoptr (ZbForm) form = zb_example_form_new ();
  const ZbSection *section = &form->sections[1];

  g_assert_true (section->dynamic);
  g_assert_true (section->keys == zb_example_find_list ("industry", NULL));
  g_assert_cmpstr (section->key_level, ==, "class");
  g_assert_cmpuint (section->max_rows, ==, 3);
  g_assert_cmpuint (section->n_rows, ==, 0);
  g_assert_cmpstr (section->specs[1].prefill, ==, "@-1y");
  g_assert_cmpuint (form->n_code_lists, ==, 3);
}

static gpointer
read_form (const char *text, GError **error)
{
  return zb_form_read ("form.xml", text, strlen (text), zb_example_find_list, NULL, error);
}

static void
assert_refused (const ZbExampleRefusal *cases, guint n)
{
  zb_example_assert_refused (zb_example_form, read_form, cases, n);
}

static void
test_errors_in_the_head (void)
{
  static const ZbExampleRefusal cases[] = {
      {"id='T-01'", "id='t-01'", ZB_FORMS_ERROR_INVALID,
       "form.xml:2: id=\"t-01\" of <form> must be 2 to 16 upper-case letters, digits and -"},
      {" edition='2024'", "", ZB_FORMS_ERROR_INVALID,
       "form.xml:2: <form> lacks the attribute “edition”"},
      {"period='month'", "period='week'", ZB_FORMS_ERROR_INVALID,
       "form.xml:2: period=\"week\" of <form> must be year, half, quarter, month, tenday"},
      {"valid-from='2024-02'", "valid-from='2024'", ZB_FORMS_ERROR_INVALID,
       "form.xml:2: valid-from=\"2024\" is no period of the kind the form collects "
       "(period=\"month\")"},
      {"valid-from='2024-02'", "valid-from='2024-13'", ZB_FORMS_ERROR_OUT_OF_RANGE,
       "form.xml:2: valid-from: period “2024-13”: the month must be 1 to 12"},
      {"expires='2025-12'", "expires='2024-01'", ZB_FORMS_ERROR_INVALID,
       "form.xml:2: the form expires before it is valid"},
      {"time='12:00'", "time='24:01'", ZB_FORMS_ERROR_INVALID,
       "form.xml:5: time=\"24:01\" must be a time of day from 00:00 to 24:00"},
  };

  assert_refused (cases, G_N_ELEMENTS (cases));
}

static void
assert_weight (const char *old, const char *new, guint row, guint column, guint expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbForm) form = zb_example_form_with (old, new, &error);
  const ZbSection *section;

  g_assert_no_error (error);
  section = &form->sections[0];
  g_assert_cmpuint (section->specs[row * section->n_columns + column].weight, ==, expected);
}

/* The cell's word counts before the row's, and that before the column's. */
static void
test_reads_weights (void)
{
  assert_weight ("<row code='02'", "<row code='02'", 1, 1, 0);
  assert_weight ("<column code='2'", "<column weight='1' code='2'", 1, 1, 1);
  assert_weight ("<row code='02'", "<row weight='5' code='02'", 1, 1, 5);
  assert_weight ("<cell column='2'", "<cell weight='99' column='2'", 2, 1, 99);
}

static void
test_errors_in_weights (void)
{
  static const ZbExampleRefusal cases[] = {
      {"<column code='2'", "<column weight='100' code='2'", ZB_FORMS_ERROR_INVALID,
       "form.xml:16: weight=\"100\" of <column> must be a whole number of 0 to 99"},
      {"<column code='2'", "<column weight='0' code='2'", ZB_FORMS_ERROR_INVALID,
       "form.xml:16: weight=\"0\" of <column> must be a whole number of 1 to 99"},
  };

  assert_refused (cases, G_N_ELEMENTS (cases));
}

static void
test_errors_in_sections_and_fields (void)
{
  static const ZbExampleRefusal cases[] = {
      {"<use id='industry'/>", "<use id='industries'/>", ZB_FORMS_ERROR_NOT_FOUND,
       "form.xml:7: there is no code list “industries”"},
      {"<use id='industry'/>", "", ZB_FORMS_ERROR_NOT_FOUND,
       "form.xml:21: the code list “industry” is not among the form's <codelists>"},
      {"<row code='02'", "<row code='01'", ZB_FORMS_ERROR_INVALID,
       "form.xml:18: a second row “01” in section A"},
      {"<column code='2'", "<column code='1'", ZB_FORMS_ERROR_INVALID,
       "form.xml:16: a second column “1” in section A"},
      {"<cell column='2'", "<cell column='02'", ZB_FORMS_ERROR_NOT_FOUND,
       "form.xml:19: section A has no column “02”; did you mean “2”?"},
      {"<cell column='2'", "<cell column='1'", ZB_FORMS_ERROR_INVALID,
       "form.xml:19: a second <cell column=\"1\">"},
      {"prefilled='1@-1y'", "prefilled='3@-1y'", ZB_FORMS_ERROR_NOT_FOUND,
       "form.xml:12: section A is filled from “3@-1y”, but has no column “3”"},
      {"prefilled='1@-1y'", "prefilled='1'", ZB_FORMS_ERROR_INVALID,
       "form.xml:12: section A, column 2: “1” is not a source of earlier data: write column and "
       "offset like 1@-1y, @prev or @ye-1"},
      {"id='B'", "id='A'", ZB_FORMS_ERROR_INVALID, "form.xml:21: a second section “A”"},
      {"id='preparer'", "id='shifts'", ZB_FORMS_ERROR_INVALID,
       "form.xml:37: a second field “shifts”"},
      {" codes='yes-no' required='true'", "", ZB_FORMS_ERROR_INVALID,
       "form.xml:9: a cell of type code needs the attribute “codes”"},
      {" max-length='5'", "", ZB_FORMS_ERROR_INVALID,
       "form.xml:31: a cell of type text needs the attribute “max-length”"},
      {"<section id='D'>", "<section id='D' max-rows='4'>", ZB_FORMS_ERROR_INVALID,
       "form.xml:29: section D has key-level or max-rows but no keys"},
      {"<deadline days='9'", "<note xml:lang='zh'>x</note>\n<deadline days='9'",
       ZB_FORMS_ERROR_INVALID, "form.xml:2: <form> lacks <note xml:lang=\"en\">"},
      {"<title xml:lang='en'>Test form</title>", "", ZB_FORMS_ERROR_INVALID,
       "form.xml:2: <form> lacks <title>"},
  };

  assert_refused (cases, G_N_ELEMENTS (cases));
}

#define LABEL "<label xml:lang='zh'>一</label><label xml:lang='en'>I</label>"

typedef struct {
  guint n_sections, n_columns, n_rows, n_fields;
} Size;

static void
append_repeated (GString *text, const char *format, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *number = g_strdup_printf ("%u", i);
    g_auto (GStrv) parts = g_strsplit (format, "#", -1);
    g_autofree char *piece = g_strjoinv (number, parts);

    g_string_append (text, piece);
  }
}

/* A form of that size; its sections are alike. */
static ZbForm *
form_of_size (Size size, GError **error)
{
  g_autoptr (GString) section = g_string_new ("<section id='S#'><columns>"), text = NULL;
  g_autoptr (GString) columns = g_string_new (NULL), rows = g_string_new (NULL);

  append_repeated (columns, "<column code='#'>" LABEL "</column>", size.n_columns);
  append_repeated (rows, "<row code='#'>" LABEL "</row>", size.n_rows);
  g_string_append_printf (section, "%s</columns>%s</section>", columns->str, rows->str);
  text = g_string_new ("<form xmlns='urn:zhibao:form:1' id='T1' code='T1' edition='1' revision='1'"
                       " system='s1' period='year' valid-from='2024'>"
                       "<title xml:lang='zh'>一</title><title xml:lang='en'>I</title>"
                       "<issuer xml:lang='zh'>一</issuer><issuer xml:lang='en'>I</issuer>"
                       "<deadline days='366' time='24:00'/><head>");
  append_repeated (text, "<field id='f#'>" LABEL "</field>", size.n_fields);
  g_string_append (text, "</head>");
  append_repeated (text, section->str, size.n_sections);
  g_string_append (text, "</form>");
  return zb_form_read ("form.xml", text->str, text->len, NULL, NULL, error);
}

static void
assert_fits (Size size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbForm) form = form_of_size (size, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (form->n_sections, ==, size.n_sections);
  g_assert_cmpuint (form->sections[0].n_columns, ==, size.n_columns);
  g_assert_cmpuint (form->sections[0].n_rows, ==, size.n_rows);
  g_assert_cmpuint (form->n_fields, ==, size.n_fields);
}

static void
assert_too_large (Size size, int code, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (form_of_size (size, &error));
  g_assert_error (error, ZB_FORMS_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_size_is_limited (void)
{
  assert_fits ((Size){26, 64, 30, 100});
  assert_fits ((Size){1, 10, 5000, 1});
  assert_too_large ((Size){27, 1, 1, 1}, ZB_FORMS_ERROR_INVALID,
                    "form.xml:1: <section> stands in the wrong place of <form>, or too often");
  assert_too_large ((Size){1, 65, 1, 1}, ZB_FORMS_ERROR_INVALID,
                    "form.xml:1: <column> stands in the wrong place of <columns>, or too often");
  assert_too_large ((Size){1, 1, 5001, 1}, ZB_FORMS_ERROR_INVALID,
                    "form.xml:1: <row> stands in the wrong place of <section>, or too often");
  assert_too_large ((Size){1, 1, 1, 101}, ZB_FORMS_ERROR_INVALID,
                    "form.xml:1: <field> stands in the wrong place of <head>, or too often");
}

static void
test_number_of_fixed_cells_is_limited (void)
{
  assert_fits ((Size){10, 1, 5000, 1});
  assert_too_large ((Size){1, 11, 4546, 1}, ZB_FORMS_ERROR_TOO_LARGE,
                    "form.xml:1: section S0 has more than 50000 cells");
  assert_too_large ((Size){11, 1, 4546, 1}, ZB_FORMS_ERROR_TOO_LARGE,
                    "form.xml:1: the form has more than 50000 fixed cells");
}

static void
test_texts_are_limited (void)
{
  g_autofree char *at_limit = g_strnfill (2000, 'x'), *beyond = g_strnfill (2001, 'x');
  g_autofree char *fitting = g_strdup_printf ("<title xml:lang='en'>%s</title>", at_limit);
  g_autofree char *large = g_strdup_printf ("<title xml:lang='en'>%s</title>", beyond);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbForm) form =
      zb_example_form_with ("<title xml:lang='en'>Test form</title>", fitting, &error);

  g_assert_no_error (error);
  g_assert_nonnull (form);
  g_assert_null (zb_example_form_with ("<title xml:lang='en'>Test form</title>", large, &error));
  g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==,
                   "form.xml:3: the text has 2001 characters, at most 2000 fit here");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forms/form-reader/reads-the-legal-head", test_reads_the_legal_head);
  g_test_add_func ("/forms/form-reader/reads-periods-and-deadline",
                   test_reads_periods_and_deadline);
  g_test_add_func ("/forms/form-reader/reads-fields", test_reads_fields);
  g_test_add_func ("/forms/form-reader/reads-heads-and-rows", test_reads_heads_and_rows);
  g_test_add_func ("/forms/form-reader/specs-join-section-column-row-and-cell",
                   test_specs_join_section_column_row_and_cell);
  g_test_add_func ("/forms/form-reader/reads-dynamic-sections", test_reads_dynamic_sections);
  g_test_add_func ("/forms/form-reader/reads-weights", test_reads_weights);
  g_test_add_func ("/forms/form-reader/errors-in-weights", test_errors_in_weights);
  g_test_add_func ("/forms/form-reader/errors-in-the-head", test_errors_in_the_head);
  g_test_add_func ("/forms/form-reader/errors-in-sections-and-fields",
                   test_errors_in_sections_and_fields);
  g_test_add_func ("/forms/form-reader/size-is-limited", test_size_is_limited);
  g_test_add_func ("/forms/form-reader/number-of-fixed-cells-is-limited",
                   test_number_of_fixed_cells_is_limited);
  g_test_add_func ("/forms/form-reader/texts-are-limited", test_texts_are_limited);
  return g_test_run ();
}
