/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/forms/source-catalogue.h"

#include "forms/form-lookup.h"
#include "forms/parameters.h"

#include <string.h>

/* What the catalogue's data must hold, whatever the readers do with it. */

typedef void (*FileVisitor) (const char *path, gpointer data);

static void
assert_both_languages (const ZbText *text, const char *where)
{
  if (text->zh == NULL || *text->zh == '\0' || text->en == NULL || *text->en == '\0')
    g_error ("%s lacks a language", where);
  if (g_str_is_ascii (text->zh) && g_ascii_isalpha (*text->zh))
    g_error ("%s: “%s” is no Chinese", where, text->zh);
}

/* Calls @visit for each file below the folder @name of every package that ends with @suffix. */
static void
visit_files (const char *folder, const char *suffix, FileVisitor visit, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_DIR))
      visit_files (path, suffix, visit, data);
    else if (g_str_has_suffix (name, suffix))
      visit (path, data);
  }
}

static void
test_serves_both_forms_by_period (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  const ZbPeriod june = {ZB_PERIOD_MONTH, 2024, 6}, before = {ZB_PERIOD_MONTH, 2022, 12};
  static const char *const ids[] = {"B204-1", "B203"};

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autoptr (GError) error = NULL;
    ZbPackage *package = zb_catalogue_find (catalogue, ids[i], june, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (zb_package_form (package)->id, ==, ids[i]);
    g_assert_cmpstr (zb_package_form (package)->edition, ==, "2023");
    g_assert_null (zb_catalogue_find (catalogue, ids[i], before, NULL));
  }
}

static void
test_industry_parents_are_one_level_up (void)
{
  static const char *const levels[] = {"section", "division", "group", "class"};
  g_autoptr (ZbCodeList) list = zb_source_code_list_read ("industry");

  for (guint i = 0; i < zb_code_list_length (list); i++) {
    const ZbCode *code = zb_code_list_at (list, i);
    const ZbCode *parent = code->parent != NULL ? zb_code_list_find (list, code->parent) : NULL;
    guint depth = (guint)strlen (code->code) - 1;

    g_assert_cmpuint (depth, <, G_N_ELEMENTS (levels));
    g_assert_cmpstr (code->level, ==, levels[depth]);
    if (depth == 0) {
      g_assert_null (code->parent);
      continue;
    }
    g_assert_nonnull (parent);
    g_assert_cmpstr (parent->level, ==, levels[depth - 1]);
    g_assert_true (depth == 1 || g_str_has_prefix (code->code, parent->code));
  }
}

static void
test_industry_marks_classes_with_products (void)
{
  g_autoptr (ZbCodeList) industry = zb_source_code_list_read ("industry");
  g_autoptr (ZbCodeList) products = zb_source_code_list_read ("products");
  g_autoptr (GHashTable) classes = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < zb_code_list_length (products); i++) {
    const ZbCode *code = zb_code_list_at (products, i);

    g_hash_table_add (classes, (char *)zb_code_list_attribute (products, code, "class"));
  }
  for (guint i = 0; i < zb_code_list_length (industry); i++) {
    const ZbCode *code = zb_code_list_at (industry, i);
    gboolean marked = zb_code_list_attribute (industry, code, "has_products") != NULL;

    if (marked != g_hash_table_contains (classes, code->code))
      g_error ("class %s: has_products does not agree with the list of products", code->code);
  }
}

static void
test_products_measure_and_name_their_class (void)
{
  g_autoptr (ZbCodeList) products = zb_source_code_list_read ("products");
  g_autoptr (ZbCodeList) industry = zb_source_code_list_read ("industry");

  g_assert_cmpuint (zb_code_list_length (products), ==, 49);
  for (guint i = 0; i < zb_code_list_length (products); i++) {
    const ZbCode *code = zb_code_list_at (products, i);
    const char *class = zb_code_list_attribute (products, code, "class");

    g_assert_cmpstr (code->level, ==, "product");
    g_assert_cmpuint (strlen (code->code), ==, 6);
    g_assert_nonnull (code->measure);
    g_assert_cmpint (code->scale, >=, 0);
    g_assert_cmpint (code->scale, <=, 2);
    g_assert_true (g_str_has_prefix (code->code, class));
    g_assert_cmpstr (zb_code_list_find (industry, class)->level, ==, "class");
  }
}

static void
test_products_within_products_share_their_measure (void)
{
  static const struct {
    const char *part, *whole;
  } pairs[] = {{"361102", "361101"}, {"441102", "441101"}};
  g_autoptr (ZbCodeList) products = zb_source_code_list_read ("products");
  guint n_parts = 0;

  for (guint i = 0; i < zb_code_list_length (products); i++) {
    const ZbCode *code = zb_code_list_at (products, i);
    gboolean is_part = g_str_has_prefix (code->name.zh, "其中");

    g_assert_true (is_part == (code->parent != NULL));
    n_parts += is_part;
  }
  g_assert_cmpuint (n_parts, ==, G_N_ELEMENTS (pairs));
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    const ZbCode *part = zb_code_list_find (products, pairs[i].part);
    const ZbCode *whole = zb_code_list_find (products, pairs[i].whole);

    g_assert_cmpstr (part->parent, ==, pairs[i].whole);
    g_assert_true (part->measure == whole->measure);
    g_assert_cmpint (part->scale, ==, whole->scale);
  }
}

static void
test_areas_keep_zones_apart_from_districts (void)
{
  g_autoptr (ZbCodeList) list = zb_source_code_list_read ("areas");

  g_assert_cmpuint (zb_code_list_length (list), ==, 10);
  g_assert_cmpuint (zb_source_code_list_count (list, "city"), ==, 1);
  g_assert_cmpuint (zb_source_code_list_count (list, "district"), ==, 6);
  g_assert_cmpuint (zb_source_code_list_count (list, "zone"), ==, 3);
  for (guint i = 0; i < zb_code_list_length (list); i++) {
    const ZbCode *code = zb_code_list_at (list, i);

    g_assert_cmpuint (strlen (code->code), ==, 6);
    g_assert_true (g_str_has_prefix (code->code, "3502"));
    g_assert_true ((strcmp (code->level, "zone") == 0) == g_str_has_prefix (code->code, "35029"));
    g_assert_cmpstr (code->parent, ==, strcmp (code->level, "city") == 0 ? NULL : "350200");
  }
}

static void
test_registration_has_types_below_groups (void)
{
  g_autoptr (ZbCodeList) list = zb_source_code_list_read ("registration");

  g_assert_cmpuint (zb_source_code_list_count (list, "type"), ==, 25);
  g_assert_cmpuint (zb_source_code_list_count (list, "group"), ==, 6);
  for (guint i = 0; i < zb_code_list_length (list); i++) {
    const ZbCode *code = zb_code_list_at (list, i);

    g_assert_true (zb_code_list_is_leaf (list, code) == (strcmp (code->level, "type") == 0));
  }
}

static void
check_list_languages (const char *path, gpointer data)
{
  guint *count = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCodeList) list = zb_code_list_read_file (path, &error);

  g_assert_no_error (error);
  assert_both_languages (zb_code_list_title (list), path);
  for (guint i = 0; i < zb_code_list_length (list); i++) {
    const ZbCode *code = zb_code_list_at (list, i);
    g_autofree char *where = g_strdup_printf ("%s: %s", path, code->code);

    assert_both_languages (&code->name, where);
  }
  (*count)++;
}

static void
test_code_lists_speak_both_languages (void)
{
  g_autofree char *folder = zb_source_catalogue_path ("codelists");
  guint count = 0;

  visit_files (folder, ".xml", check_list_languages, &count);
  g_assert_cmpuint (count, >=, 13);
}

static void
check_section_languages (const ZbForm *form, const ZbSection *section)
{
  g_autofree char *where = g_strdup_printf ("%s section %s", form->id, section->id);

  for (guint i = 0; i < section->n_rows; i++)
    assert_both_languages (&section->rows[i].label, where);
  for (guint i = 0; i < section->n_columns; i++)
    assert_both_languages (&section->columns[i].label, where);
  for (guint i = 0; i < section->n_groups; i++)
    assert_both_languages (&section->groups[i].label, where);
  if (form->n_sections > 1)
    assert_both_languages (&section->title, where);
}

static void
test_forms_speak_both_languages (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbForm *form = zb_package_form (zb_catalogue_at (catalogue, i));

    assert_both_languages (&form->title, form->id);
    assert_both_languages (&form->issuer, form->id);
    assert_both_languages (&form->document, form->id);
    assert_both_languages (&form->note, form->id);
    for (guint field = 0; field < zb_form_n_fields (form); field++)
      assert_both_languages (&zb_form_field (form, field)->label, form->id);
    for (guint section = 0; section < form->n_sections; section++)
      check_section_languages (form, &form->sections[section]);
  }
}

static const ZbForm *
find_form (const ZbCatalogue *catalogue, const char *id)
{
  const ZbPeriod june = {ZB_PERIOD_MONTH, 2024, 6};
  g_autoptr (GError) error = NULL;
  ZbPackage *package = zb_catalogue_find (catalogue, id, june, &error);

  g_assert_no_error (error);
  return zb_package_form (package);
}

static void
test_every_figure_has_a_measure (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbForm *form = zb_package_form (zb_catalogue_at (catalogue, i));

    for (guint s = 0; s < form->n_sections; s++) {
      const ZbSection *section = &form->sections[s];
      ZbCellSpec spec;

      for (guint row = 0; row < section->n_rows; row++)
        for (guint column = 0; column < section->n_columns; column++) {
          g_assert_true (zb_section_cell_spec (section, section->rows[row].code, column, &spec));
          g_assert_true (spec.type != ZB_CELL_NUMBER || spec.measure != NULL);
        }
    }
  }
}

static void
test_output_form_has_its_rows_and_heads (void)
{
  static const char *const rows[] = {"01", "02", "03", "04", "05"};
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  const ZbForm *form = find_form (catalogue, "B204-1");
  const ZbSection *totals = &form->sections[0];
  ZbCellSpec spec;

  g_assert_cmpint (form->january, ==, ZB_JANUARY_JOINT);
  g_assert_cmpuint (form->deadline_days, ==, 9);
  g_assert_cmpuint (form->deadline_minute, ==, 12 * 60);
  g_assert_cmpuint (form->n_fields, ==, 2);
  g_assert_cmpuint (form->n_signers, ==, 5);
  g_assert_cmpuint (form->n_sections, ==, 3);
  g_assert_cmpuint (totals->n_rows, ==, G_N_ELEMENTS (rows));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpstr (totals->rows[i].code, ==, rows[i]);
  for (guint i = 0; i < form->n_sections; i++) {
    g_assert_cmpuint (form->sections[i].n_columns, ==, 4);
    g_assert_cmpuint (form->sections[i].n_groups, ==, 2);
  }
  g_assert_true (zb_section_cell_spec (totals, "05", 1, &spec));
  g_assert_cmpstr (spec.measure->id, ==, "KWH10000");
  g_assert_cmpuint (spec.scale, ==, 2);
}

static void
test_output_form_marks_its_columns (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  const ZbForm *form = find_form (catalogue, "B204-1");
  static const char *const keys[] = {"01", "3974", "397401"};

  for (guint i = 0; i < form->n_sections; i++) {
    const ZbSection *section = &form->sections[i];
    ZbCellSpec specs[4];

    for (guint column = 0; column < 4; column++)
      g_assert_true (zb_section_cell_spec (section, keys[i], column, &specs[column]));
    g_assert_true (specs[0].flags & ZB_CELL_NOT_IN_JOINT);
    g_assert_false (specs[1].flags & ZB_CELL_NOT_IN_JOINT);
    g_assert_true (specs[2].flags & ZB_CELL_NOT_IN_JOINT);
    g_assert_false (specs[0].flags & ZB_CELL_PREFILLED);
    g_assert_cmpstr (specs[2].prefill, ==, "1@-1y");
    g_assert_cmpstr (specs[3].prefill, ==, "2@-1y");
  }
}

static void
test_product_rows_take_measure_and_scale_of_their_entry (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  const ZbForm *form = find_form (catalogue, "B204-1");
  ZbCellSpec panels, monitors, class;

  g_assert_true (zb_section_cell_spec (&form->sections[2], "397401", 0, &panels));
  g_assert_true (zb_section_cell_spec (&form->sections[2], "391301", 0, &monitors));
  g_assert_true (zb_section_cell_spec (&form->sections[1], "3974", 0, &class));
  g_assert_cmpstr (panels.measure->id, ==, "SHEET10000");
  g_assert_cmpuint (panels.scale, ==, 1);
  g_assert_cmpstr (monitors.measure->id, ==, "MACHINE10000");
  g_assert_cmpuint (monitors.scale, ==, 2);
  g_assert_cmpstr (class.measure->id, ==, "CNY1000");
  g_assert_cmpuint (class.scale, ==, 0);
}

static void
test_finance_form_has_its_rows_in_printed_order (void)
{
  static const char *const rows[] = {"201", "202", "205", "206", "213", "217", "218", "301", "302",
                                     "307", "308", "309", "312", "313", "331", "317", "318", "319",
                                     "322", "334", "321", "333", "320", "329", "330", "323", "325",
                                     "326", "327", "328", "401", "402", "601", "602"};
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  const ZbForm *form = find_form (catalogue, "B203");
  const ZbSection *section = &form->sections[0];
  ZbCellSpec spec;

  g_assert_cmpint (form->january, ==, ZB_JANUARY_EXEMPT);
  g_assert_cmpuint (form->deadline_days, ==, 18);
  g_assert_cmpuint (form->deadline_minute, ==, 24 * 60);
  g_assert_cmpuint (form->n_sections, ==, 1);
  g_assert_cmpuint (section->n_columns, ==, 2);
  g_assert_cmpuint (section->n_rows, ==, G_N_ELEMENTS (rows));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gboolean counts_persons = g_str_has_prefix (rows[i], "60");

    g_assert_cmpstr (section->rows[i].code, ==, rows[i]);
    g_assert_true (zb_section_cell_spec (section, rows[i], 0, &spec));
    g_assert_cmpstr (spec.measure->id, ==, counts_persons ? "PERSON" : "CNY1000");
    g_assert_cmpuint (spec.scale, ==, 0);
    g_assert_true (zb_section_cell_spec (section, rows[i], 1, &spec));
    g_assert_cmpstr (spec.prefill, ==, "1@-1y");
  }
}

static void
count_sample (const char *path, gpointer data)
{
  guint *counts = data;
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *stem = g_strndup (path, strlen (path) - strlen (".xml"));
  g_autofree char *findings = g_strconcat (stem, ".findings", NULL);

  if (!g_str_has_suffix (folder, "/samples"))
    return;
  g_assert_true (g_file_test (findings, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_str_has_prefix (name, "good-") || g_str_has_prefix (name, "bad-"));
  counts[g_str_has_prefix (name, "good-") ? 0 : 1]++;
}

static void
test_each_form_has_good_and_bad_samples (void)
{
  static const char *const forms[] = {"s1/B204-1", "s1/B203"};

  for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_autofree char *folder = zb_source_catalogue_path (forms[i]);
    guint counts[2] = {0, 0};

    visit_files (folder, ".xml", count_sample, counts);
    g_assert_cmpuint (counts[0], >=, 2);
    g_assert_cmpuint (counts[1], >=, 4);
  }
}

/* Tax returns have no levels that review them. */
static void
test_each_form_says_who_owes_it_and_until_when (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbForm *form = zb_package_form (zb_catalogue_at (catalogue, i));
    gboolean reviewed = strcmp (form->system, "s7") != 0;
    guint last = form->deadline_days * 1440 + form->deadline_minute;

    g_test_message ("%s", form->id);
    g_assert_nonnull (form->respondents);
    g_assert_cmpuint (form->deadline_days, >=, 1);
    g_assert_cmpuint (form->n_cut_offs, ==, reviewed ? 2 : 0);
    for (guint level = 0; level < form->n_cut_offs; level++) {
      const ZbCutOff *cut_off = &form->cut_offs[level];

      g_assert_cmpstr (cut_off->level, ==, level == 0 ? "district" : "city");
      g_assert_cmpuint (cut_off->days * 1440 + cut_off->minute, >, last);
      last = cut_off->days * 1440 + cut_off->minute;
    }
  }
}

static void
test_parameters_are_dated (void)
{
  g_autofree char *folder = zb_source_catalogue_path ("parameters");
  g_autofree char *path = g_build_filename (folder, "xiamen.xml", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbParameters) parameters = zb_parameters_read_file (path, &error);
  const ZbPeriod june = {ZB_PERIOD_MONTH, 2024, 6}, march = {ZB_PERIOD_MONTH, 2022, 3};
  const ZbPeriod long_ago = {ZB_PERIOD_MONTH, 2001, 1};
  const ZbMeasure *measure = NULL;
  ZbDecimal value;

  g_assert_no_error (error);
  g_assert_true (zb_parameters_find (parameters, "minimum_wage", june, &value, &measure));
  g_assert_cmpint (zb_decimal_compare (value, (ZbDecimal){2030, 0}), ==, 0);
  g_assert_cmpstr (measure->id, ==, "CNY");
  g_assert_true (zb_parameters_find (parameters, "minimum_wage", march, &value, &measure));
  g_assert_cmpint (zb_decimal_compare (value, (ZbDecimal){1800, 0}), ==, 0);
  g_assert_false (zb_parameters_find (parameters, "minimum_wage", long_ago, &value, &measure));
  g_assert_true (zb_parameters_find (parameters, "usd_rate", june, &value, &measure));
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    GTestFunc test;
  } tests[] = {
      {"serves-both-forms-by-period", test_serves_both_forms_by_period},
      {"industry-parents-are-one-level-up", test_industry_parents_are_one_level_up},
      {"industry-marks-classes-with-products", test_industry_marks_classes_with_products},
      {"products-measure-and-name-their-class", test_products_measure_and_name_their_class},
      {"products-within-products-share-their-measure",
       test_products_within_products_share_their_measure},
      {"areas-keep-zones-apart-from-districts", test_areas_keep_zones_apart_from_districts},
      {"registration-has-types-below-groups", test_registration_has_types_below_groups},
      {"code-lists-speak-both-languages", test_code_lists_speak_both_languages},
      {"forms-speak-both-languages", test_forms_speak_both_languages},
      {"every-figure-has-a-measure", test_every_figure_has_a_measure},
      {"output-form-has-its-rows-and-heads", test_output_form_has_its_rows_and_heads},
      {"output-form-marks-its-columns", test_output_form_marks_its_columns},
      {"product-rows-take-measure-and-scale-of-their-entry",
       test_product_rows_take_measure_and_scale_of_their_entry},
      {"finance-form-has-its-rows-in-printed-order",
       test_finance_form_has_its_rows_in_printed_order},
      {"each-form-has-good-and-bad-samples", test_each_form_has_good_and_bad_samples},
      {"each-form-says-who-owes-it-and-until-when", test_each_form_says_who_owes_it_and_until_when},
      {"parameters-are-dated", test_parameters_are_dated},
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/forms/catalogue-data/", tests[i].path, NULL);

    g_test_add_func (path, tests[i].test);
  }
  return g_test_run ();
}
