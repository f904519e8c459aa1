/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/revision-carry.h"

#include "forms/catalogue.h"
#include "forms/error.h"
#include "forms/form-lookup.h"
#include "forms/prefill.h"
#include "forms/report-reader.h"
#include "tests/forms/example.h"
#include "tests/forms/revised-catalogue.h"
#include "tests/forms/source-catalogue.h"

#include <string.h>

#define UNIT "9135020061202218XY"

static ZbPackage *
package_for (const ZbCatalogue *catalogue, const char *form, const char *period)
{
  g_autoptr (GError) error = NULL;
  ZbPackage *package = zb_catalogue_find (catalogue, form, zb_example_period (period), &error);

  g_assert_no_error (error);
  return package;
}

static ZbReport *
report_new (const ZbCatalogue *catalogue, const char *form, const char *period)
{
  ZbPackage *package = package_for (catalogue, form, period);

  return zb_report_new (zb_package_form (package), zb_package_digest (package), UNIT,
                        zb_example_period (period));
}

static void
set (ZbReport *report, const char *item, const char *text)
{
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;
  guint section, column;
  int row;

  g_assert_true (zb_form_split_item_id (zb_report_form (report), item, &section, &key, &column));
  row = zb_report_form (report)->sections[section].dynamic
            ? zb_report_add_row (report, section, key, &error)
            : zb_report_find_row (report, section, key);
  g_assert_no_error (error);
  zb_report_set_canonical (report, section, (guint)row, column, text, &error);
  g_assert_no_error (error);
}

static void
assert_cell (const ZbReport *report, const char *item, const char *expected)
{
  g_autofree char *key = NULL, *text = NULL;
  guint section, column;
  ZbDecimal value;

  g_assert_true (zb_form_split_item_id (zb_report_form (report), item, &section, &key, &column));
  int row = zb_report_find_row (report, section, key);
  if (row >= 0 && zb_report_decimal (report, section, (guint)row, column, &value))
    text = zb_decimal_to_string (value);
  g_test_message ("%s", item);
  g_assert_cmpstr (text, ==, expected);
}

static const ZbReport *
earlier_cb (const char *form, ZbPeriod period, gpointer data)
{
  const ZbReport *report = data;

  return strcmp (zb_report_form (report)->id, form) == 0 &&
                 zb_period_equal (zb_report_period (report), period)
             ? report
             : NULL;
}

/* Output of June 2025 in the edition of 2023. */
static ZbReport *
output_of_last_year (const ZbCatalogue *catalogue, const char *period)
{
  ZbReport *report = report_new (catalogue, "B204-1", period);

  set (report, "A.01.1", "52340");
  set (report, "A.01.2", "298760");
  set (report, "A.02.1", "9800");
  set (report, "A.03.1", "51020");
  set (report, "A.04.1", "21400");
  set (report, "A.05.1", "186.45");
  set (report, "B.3974.1", "52340");
  set (report, "C.351401.1", "12");
  set (report, "C.351402.1", "30");
  set (report, "C.397401.1", "318.2");
  return report;
}

/* The same period last year comes into the new rows by the map. */
static void
test_prefill_goes_by_the_map (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_revised_catalogue_new ();
  g_autoptr (ZbReport) before = output_of_last_year (catalogue, "2025-06");
  g_autoptr (ZbReport) report = report_new (catalogue, "B204-1", "2026-06");

  g_assert_cmpstr (zb_report_form (before)->edition, ==, "2023");
  g_assert_cmpstr (zb_report_form (report)->edition, ==, "2026");
  zb_report_prefill (report, earlier_cb, before, ZB_PREFILL_ROWS);
  assert_cell (report, "A.01.3", "52340");
  assert_cell (report, "A.01.4", "298760");
  assert_cell (report, "A.06.3", NULL); /* new */
  assert_cell (report, "A.07.3", "51020");
  assert_cell (report, "A.08.3", NULL); /* of a split without a key */
  assert_cell (report, "A.10.3", "167.80");
  assert_cell (report, "A.11.3", "18.65"); /* the parts make the whole */
  assert_cell (report, "B.3974.3", "52340");
  assert_cell (report, "C.351403.3", "42");
  assert_cell (report, "C.397401.3", "318.2");
  g_assert_cmpint (zb_report_find_row (report, 2, "351401"), <, 0);
}

/* Last month's draft, begun before the new edition came, goes on in it. */
static void
test_drafts_are_carried_forward (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_revised_catalogue_new ();
  g_autoptr (ZbReport) draft = output_of_last_year (catalogue, "2025-12");
  ZbPackage *package = package_for (catalogue, "B204-1", "2026-02");
  ZbForm *form = zb_package_form (package);

  zb_report_set_field (draft, (guint)zb_form_find_field (zb_report_form (draft), "preparer"),
                       "黄雅文", NULL);
  g_autoptr (ZbReport) carried =
      zb_revision_carry (form->map, FALSE, draft, form, zb_package_digest (package));
  assert_cell (carried, "A.07.1", "51020");
  assert_cell (carried, "C.351403.1", "42");
  g_assert_cmpstr (zb_report_package (carried), ==, zb_package_digest (package));
  g_assert_cmpstr (zb_report_field (carried, (guint)zb_form_find_field (form, "preparer")), ==,
                   "黄雅文");
}

/* New figures in the old edition's terms: parts add up again, what was merged stays apart for
 * ever. */
static void
test_new_figures_go_back (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_revised_catalogue_new ();
  g_autoptr (ZbReport) report = report_new (catalogue, "B204-1", "2026-06");
  ZbPackage *old = package_for (catalogue, "B204-1", "2025-06");

  set (report, "A.01.1", "60000");
  set (report, "A.06.1", "1");
  set (report, "A.07.1", "59000");
  set (report, "A.08.1", "20000");
  set (report, "A.09.1", "1500");
  set (report, "A.10.1", "150.00");
  set (report, "C.351403.1", "42");
  g_autoptr (ZbReport) back = zb_revision_carry (zb_report_form (report)->map, TRUE, report,
                                                 zb_package_form (old), zb_package_digest (old));
  assert_cell (back, "A.01.1", "60000");
  assert_cell (back, "A.02.1", NULL);
  assert_cell (back, "A.03.1", "59000");
  assert_cell (back, "A.04.1", "21500");
  assert_cell (back, "A.05.1", "150.00");
  assert_cell (back, "C.351401.1", NULL);
}

static void
assert_comparability (const ZbRevisionMap *map,
                      gboolean back,
                      const char *item,
                      ZbComparability expected)
{
  g_auto (GStrv) parts = g_strsplit (item, ".", 3);

  g_test_message ("%s", item);
  g_assert_cmpint (zb_revision_comparability (map, back, parts[0], parts[1], parts[2]), ==,
                   expected);
}

static void
test_the_map_says_what_compares (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_revised_catalogue_new ();
  const ZbRevisionMap *output = zb_package_form (package_for (catalogue, "B204-1", "2026-06"))->map;
  const ZbRevisionMap *balance = zb_package_form (package_for (catalogue, "KQ-01", "2026-Q1"))->map;

  assert_comparability (output, FALSE, "A.01.1", ZB_COMPARABLE);
  assert_comparability (output, FALSE, "A.06.1", ZB_NOT_COMPARABLE);
  assert_comparability (output, FALSE, "A.08.1", ZB_NOT_COMPARABLE);
  assert_comparability (output, FALSE, "A.10.1", ZB_COMPARABLE_BY_KEY);
  assert_comparability (output, FALSE, "C.351403.1", ZB_COMPARABLE);
  assert_comparability (output, TRUE, "A.04.1", ZB_COMPARABLE);
  assert_comparability (output, TRUE, "A.02.1", ZB_NOT_COMPARABLE);
  assert_comparability (output, TRUE, "C.351401.1", ZB_NOT_COMPARABLE);
  assert_comparability (output, TRUE, "C.397401.1", ZB_COMPARABLE);
  assert_comparability (balance, FALSE, "A.73.E", ZB_COMPARABLE);
  assert_comparability (balance, FALSE, "A.77.B", ZB_COMPARABLE);
  assert_comparability (balance, FALSE, "A.74.E", ZB_NOT_COMPARABLE);
  assert_comparability (balance, TRUE, "A.39.E", ZB_COMPARABLE);
  assert_comparability (balance, TRUE, "A.29.E", ZB_NOT_COMPARABLE);
  assert_comparability (balance, FALSE, "A.01.9", ZB_NOT_COMPARABLE);
  assert_comparability (balance, FALSE, "Z.01.1", ZB_NOT_COMPARABLE);
}

/* The closing balance of 2025 opens 2026, in the new rows; blank parts count nothing. */
static void
test_balances_open_the_new_year (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_revised_catalogue_new ();
  g_autoptr (ZbReport) before = report_new (catalogue, "KQ-01", "2025-Q4");
  g_autoptr (ZbReport) report = report_new (catalogue, "KQ-01", "2026-Q1");

  set (before, "A.1.E", "100.25");
  set (before, "A.5.E", "-7.50");
  set (before, "A.25.E", "3.00");
  set (before, "A.39.E", "12.00");
  zb_report_prefill (report, earlier_cb, before, 0);
  assert_cell (report, "A.1.B", "100.25");
  assert_cell (report, "A.73.B", "-7.50");
  assert_cell (report, "A.77.B", "3.00");
  assert_cell (report, "A.74.B", NULL);
  assert_cell (report, "A.9.B", NULL);
}

/* A correction to an old period is of its own edition for ever, whatever came later. */
static void
test_old_periods_keep_their_edition (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_revised_catalogue_new ();

  for (guint year = 2023; year <= 2025; year++) {
    g_autofree char *month = g_strdup_printf ("%u-12", year);
    g_autofree char *quarter = g_strdup_printf ("%u-Q4", year);

    g_assert_cmpstr (zb_package_form (package_for (catalogue, "B204-1", month))->edition, ==,
                     "2023");
    g_assert_cmpstr (zb_package_form (package_for (catalogue, "会企01", quarter))->edition, ==,
                     "2023");
  }
  g_assert_cmpstr (zb_package_form (package_for (catalogue, "会企01", "2026-Q1"))->edition, ==,
                   "2026");
}

/* A bundle carries the map, and its digest depends on it. */
static void
test_packages_bring_their_map (void)
{
  g_autoptr (ZbCatalogue) catalogue = zb_revised_catalogue_new ();
  ZbPackage *package = package_for (catalogue, "KQ-01", "2026-Q1");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bundle = zb_package_to_bundle (package, &error);
  g_assert_no_error (error);
  g_autoptr (ZbPackage) again = zb_package_read_bundle ("x.zip", bundle, &error);
  g_assert_no_error (error);

  g_assert_cmpstr (zb_package_digest (again), ==, zb_package_digest (package));
  g_assert_nonnull (zb_package_form (again)->map);
  g_assert_cmpstr (zb_package_form (again)->map->from, ==, "2023");
  g_assert_null (zb_package_form (package_for (catalogue, "KQ-01", "2025-Q4"))->map);
}

/* A little map of form T-01, edition 2024, from one of 2020. */
static const char small_map[] =
    "<map xmlns='urn:zhibao:map:1' form='T-01' from='2020' to='2024'>\n"
    "<section id='A' from='A'>\n"
    "<columns><kept codes='1 2'/></columns>\n"
    "<rows><kept codes='01'/><renamed code='02' from='0'/>\n"
    "<merged code='03'><of code='x'/><of code='y'/></merged></rows>\n"
    "</section>\n"
    "<section id='B' from='B'><columns><kept codes='1 V'/></columns></section>\n"
    "<new-section id='C'/><new-section id='D'/><dropped-section from='E'/>\n"
    "</map>";

static gpointer
read_map (const char *text, GError **error)
{
  g_autoptr (ZbRevisionMap) map = zb_revision_map_read ("map.xml", text, strlen (text), error);
  g_autoptr (ZbForm) form = zb_example_form_new ();

  if (map == NULL || !zb_revision_map_check (map, form, FALSE, error))
    return NULL;
  return g_steal_pointer (&map);
}

static void
test_maps_account_for_every_new_item (void)
{
#define AT "the map of T-01 from 2020 to 2024: "
  static const ZbExampleRefusal refusals[] = {
      {"<kept codes='01'/>", "", ZB_FORMS_ERROR_MISMATCH,
       AT "nothing says where it has from the row “01” of section A"},
      {"<kept codes='1 2'/>", "<kept codes='1'/>", ZB_FORMS_ERROR_MISMATCH,
       AT "nothing says where it has from the column “2” of section A"},
      {"<kept codes='01'/>", "<kept codes='01 04'/>", ZB_FORMS_ERROR_MISMATCH,
       AT "the new edition has no row “04” of section A"},
      {"<kept codes='01'/>", "<kept codes='01'/><new codes='02'/>", ZB_FORMS_ERROR_MISMATCH,
       AT "more than once it names the row “02” of section A"},
      {"<new-section id='D'/>", "", ZB_FORMS_ERROR_MISMATCH,
       AT "nothing is said of the section “D”"},
      {"<new-section id='D'/>", "<new-section id='D'/><new-section id='D'/>",
       ZB_FORMS_ERROR_MISMATCH, AT "more than once it names the section “D”"},
      {"<new-section id='D'/>", "<new-section id='D'/><new-section id='F'/>",
       ZB_FORMS_ERROR_MISMATCH, AT "the new edition has no section “F”"},
      {"to='2024'", "to='2025'", ZB_FORMS_ERROR_MISMATCH,
       "the map leads from T-01/2020 to T-01/2025: it is not for T-01/2024"},
      {"<of code='x'/>", "", ZB_FORMS_ERROR_INVALID, "map.xml:5: <merged> lacks <of>"},
      {"<of code='x'/>", "<of code='02'/>", ZB_FORMS_ERROR_INVALID,
       "map.xml:2: “02” would get a second meaning: the old edition had it"},
      {"<renamed code='02' from='0'/>", "<renamed code='02'/>", ZB_FORMS_ERROR_INVALID,
       "map.xml:4: <renamed> lacks the attribute “from”"},
  };

  zb_example_assert_refused (small_map, read_map, refusals, G_N_ELEMENTS (refusals));
}

/* The old side of the real maps is held against the real old editions. */
static void
test_maps_account_for_every_old_item (void)
{
  static const struct {
    const char *form, *now, *before;
  } cases[] = {{"B204-1", "2026-06", "2025-06"}, {"KQ-01", "2026-Q1", "2025-Q4"}};
  g_autoptr (ZbCatalogue) catalogue = zb_revised_catalogue_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const ZbForm *form = zb_package_form (package_for (catalogue, cases[i].form, cases[i].now));
    const ZbForm *old = zb_package_form (package_for (catalogue, cases[i].form, cases[i].before));
    g_autoptr (GError) error = NULL;

    zb_revision_map_check (form->map, old, TRUE, &error);
    g_assert_no_error (error);
    /* Nothing is said of what became of the last one (both parts of a split, a row dropped). */
    g_array_set_size (g_array_index (form->map->sections, ZbMapSection, 0).rows,
                      g_array_index (form->map->sections, ZbMapSection, 0).rows->len - 2);
    g_assert_false (zb_revision_map_check (form->map, old, TRUE, &error));
    g_assert_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_MISMATCH);
    g_assert_nonnull (strstr (error->message, "nothing says what became of the row “"));
  }
}

static gpointer
read_only (const char *text, GError **error)
{
  return zb_revision_map_read ("map.xml", text, strlen (text), error);
}

static void
test_shares_make_a_whole (void)
{
  static const char split[] = "<map xmlns='urn:zhibao:map:1' form='T-01' from='2020' to='2024'>\n"
                              "<section id='A' from='A'><columns/>\n"
                              "<rows><split from='1'><into code='2' share='0.7'/><into code='3' "
                              "share='0.3'/></split></rows>"
                              "</section></map>";
  static const ZbExampleRefusal refusals[] = {
      {"share='0.3'", "share='0.300001'", ZB_FORMS_ERROR_INVALID,
       "map.xml:3: either every part of “1” has a share, adding up to 1, or none has"},
      {"share='0.3'", "", ZB_FORMS_ERROR_INVALID,
       "map.xml:3: either every part of “1” has a share, adding up to 1, or none has"},
      {"share='0.3'", "share='0'", ZB_FORMS_ERROR_INVALID,
       "map.xml:3: share=\"0\" must be above 0 and at most 1"},
      {"share='0.3'", "share='1.000001'", ZB_FORMS_ERROR_INVALID,
       "map.xml:3: share=\"1.000001\" must be above 0 and at most 1"},
      {"code='2'", "code='1'", ZB_FORMS_ERROR_INVALID,
       "map.xml:2: “1” would get a second meaning: the old edition had it"},
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbRevisionMap) map = read_only (split, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (
      g_array_index (g_array_index (map->sections, ZbMapSection, 0).rows, ZbMapLink, 0).share, ==,
      700000);
  zb_example_assert_refused (split, read_only, refusals, G_N_ELEMENTS (refusals));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func ("/forms/revision/" name, test)
  ADD ("prefill-goes-by-the-map", test_prefill_goes_by_the_map);
  ADD ("drafts-are-carried-forward", test_drafts_are_carried_forward);
  ADD ("new-figures-go-back", test_new_figures_go_back);
  ADD ("the-map-says-what-compares", test_the_map_says_what_compares);
  ADD ("balances-open-the-new-year", test_balances_open_the_new_year);
  ADD ("old-periods-keep-their-edition", test_old_periods_keep_their_edition);
  ADD ("packages-bring-their-map", test_packages_bring_their_map);
  ADD ("maps-account-for-every-new-item", test_maps_account_for_every_new_item);
  ADD ("maps-account-for-every-old-item", test_maps_account_for_every_old_item);
  ADD ("shares-make-a-whole", test_shares_make_a_whole);
#undef ADD
  return g_test_run ();
}
