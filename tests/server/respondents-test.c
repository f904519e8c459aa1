/* SPDX-License-Identifier: Apache-2.0 */
#include "server/register/respondents.h"
#include "tests/forms/source-catalogue.h"
#include "tests/server/scratch-store.h"

#include <string.h>

static ZbUnit *
unit_of (const char *industry, const char *size)
{
  ZbUnit *unit = g_new0 (ZbUnit, 1);

  unit->attributes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (industry != NULL)
    g_hash_table_insert (unit->attributes, g_strdup ("industry"), g_strdup (industry));
  if (size != NULL)
    g_hash_table_insert (unit->attributes, g_strdup ("size"), g_strdup (size));
  return unit;
}

static gboolean
matches (const char *text, const char *industry, const char *size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbRespondents) respondents = zb_respondents_parse (text, &error);
  g_autoptr (ZbUnit) unit = unit_of (industry, size);

  g_assert_no_error (error);
  return zb_respondents_match (respondents, unit);
}

static void
test_conditions_hold (void)
{
  static const struct {
    const char *text, *industry, *size;
    gboolean expected;
  } cases[] = {
      {NULL, NULL, NULL, TRUE},
      {"  ", NULL, NULL, TRUE},
      {"reg.industry in 06..46", "3974", NULL, TRUE},
      {"reg.industry in 06..46", "0610", NULL, TRUE},
      {"reg.industry in 06..46", "4690", NULL, TRUE},
      {"reg.industry in 06..46", "4710", NULL, FALSE},
      {"reg.industry in 06..46", "0540", NULL, FALSE},
      {"reg.industry in 06..46", NULL, NULL, FALSE},
      {"reg.industry in 53..60, 3974", "3974", NULL, TRUE},
      {"reg.industry in 53..60, 3974", "3975", NULL, FALSE},
      {"reg.size = 1 or reg.size = 2", NULL, "2", TRUE},
      {"reg.size <> 4", NULL, "3", TRUE},
      {"reg.size <> 4", NULL, NULL, FALSE},
      {"not reg.size = 4", NULL, NULL, TRUE},
      {"reg.size <= 2", NULL, "2", TRUE},
      {"reg.size < 2", NULL, "2", FALSE},
      {"reg.size >= 2", NULL, "3", TRUE},
      {"reg.size > 2", NULL, "1", FALSE},
      {"filled (reg.size)", NULL, "1", TRUE},
      {"filled (reg.size)", NULL, NULL, FALSE},
      {"true and not false", NULL, NULL, TRUE},
      /* and binds closer than or */
      {"true or true and false", NULL, NULL, TRUE},
      {"(true or true) and false", NULL, NULL, FALSE},
      {"reg.size = \"1\"", NULL, "1", TRUE},
      {"reg.industry in 06..46 and (reg.size in 1, 2 or not filled (reg.size))", "3974", NULL,
       TRUE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (matches (cases[i].text, cases[i].industry, cases[i].size) != cases[i].expected)
      g_error ("\"%s\" with industry %s, size %s is not %d", cases[i].text, cases[i].industry,
               cases[i].size, cases[i].expected);
}

static void
test_errors_name_the_column (void)
{
  static const struct {
    const char *text, *message;
  } cases[] = {
      {"reg.size", "respondents, column 9: expected in or a comparison, found the end"},
      {"size = 1", "respondents, column 1: expected reg.ATTRIBUTE, found \"size\""},
      {"reg.size = ", "respondents, column 12: expected a code, found the end"},
      {"reg.size in 1..", "respondents, column 16: expected a code, found the end"},
      {"(true", "respondents, column 6: expected ), found the end"},
      {"true true", "respondents, column 6: expected and, or, or the end, found \"true\""},
      {"true and", "respondents, column 9: expected reg.ATTRIBUTE, found the end"},
      {"reg.size = \"1", "respondents, column 12: expected a closing quote, found the end"},
      {"true ; drop", "respondents, column 6: expected a condition, found \";\""},
      {"filled reg.size", "respondents, column 8: expected (, found \"reg.size\""},
      {"reg.size in 1, or true", "respondents, column 19: expected and, or, or the end, found "
                                 "\"true\""},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (zb_respondents_parse (cases[i].text, &error));
    g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, cases[i].message);
  }
}

static ZbRespondents *
parse_nested (guint depth, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, '(');
  g_string_append (text, "true");
  for (guint i = 0; i < depth; i++)
    g_string_append_c (text, ')');
  return zb_respondents_parse (text->str, error);
}

static void
test_limits (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *most = g_strnfill (ZB_RESPONDENTS_MAX_LENGTH, ' ');
  g_autofree char *more = g_strnfill (ZB_RESPONDENTS_MAX_LENGTH + 1, ' ');

  g_autoptr (ZbRespondents) blank = zb_respondents_parse (most, &error);
  g_assert_no_error (error);
  g_assert_nonnull (blank);
  g_assert_null (zb_respondents_parse (more, &error));
  g_assert_nonnull (strstr (error->message, "longer than 4096 bytes"));
  g_clear_error (&error);

  /* The innermost word is a level too. */
  g_autoptr (ZbRespondents) nested = parse_nested (ZB_RESPONDENTS_MAX_DEPTH - 1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (nested);
  g_assert_null (parse_nested (ZB_RESPONDENTS_MAX_DEPTH, &error));
  g_assert_nonnull (strstr (error->message, "less nesting"));
}

static ZbObligation *
obligation_of (ScratchStore *scratch, gint64 unit)
{
  return zb_store_read_obligation (scratch->store, "s1", "B203", "2024-05", unit, NULL);
}

static guint
freeze (ScratchStore *scratch)
{
  g_autoptr (ZbCatalogue) catalogue = zb_source_catalogue_read ();
  ZbPeriod may = {ZB_PERIOD_MONTH, 2024, 5};
  g_autoptr (GError) error = NULL;
  ZbPackage *package = zb_catalogue_find (catalogue, "B203", may, &error);
  guint n = 0;

  g_assert_no_error (error);
  zb_respondents_freeze (scratch->store, "s1", zb_package_form (package), may, NULL, scratch->now,
                         "Chen", &n, &error);
  g_assert_no_error (error);
  return n;
}

static void
test_freezes_who_owes (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  ZbUnitValue moved[] = {{"area", "350206"}};
  ZbUnitChange june = {.code = "CODE1", .day = "2024-06-01", .values = moved, .n_values = 1};

  scratch_tenant (scratch, "s1", (const char *const[]){"district", "city", NULL});
  gint64 factory = scratch_unit (scratch, "CODE1", "name", "甲", "industry", "3974", "area",
                                 "350203", "zone", "350298", NULL);
  gint64 shop = scratch_unit (scratch, "CODE2", "name", "乙", "industry", "5110", NULL);
  gint64 closed =
      scratch_unit (scratch, "CODE3", "name", "丙", "industry", "3974", "status", "4", NULL);
  scratch_do (scratch, ZB_ACT_UNIT, &june);

  g_assert_cmpuint (freeze (scratch), ==, 1);
  g_autoptr (ZbObligation) owed = obligation_of (scratch, factory);
  g_assert_nonnull (owed);
  g_assert_cmpstr (owed->district, ==, "350203");
  g_assert_cmpstr (owed->zone, ==, "350298");
  g_assert_cmpint (owed->state, ==, ZB_REVIEW_NONE);
  g_assert_true (owed->owed);
  g_assert_null (obligation_of (scratch, shop));
  g_assert_null (obligation_of (scratch, closed));
}

static void
test_freezing_again_keeps_what_was_sent (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  ZbUnitValue trade[] = {{"industry", "5110"}};
  ZbUnitChange first = {.code = "CODE1", .day = SCRATCH_DAY, .values = trade, .n_values = 1};
  ZbUnitChange second = {.code = "CODE2", .day = SCRATCH_DAY, .values = trade, .n_values = 1};

  scratch_tenant (scratch, "s1", (const char *const[]){"city", NULL});
  gint64 sent = scratch_unit (scratch, "CODE1", "name", "甲", "industry", "3974", NULL);
  gint64 silent = scratch_unit (scratch, "CODE2", "name", "乙", "industry", "3974", NULL);
  g_assert_cmpuint (freeze (scratch), ==, 2);
  gint64 version = scratch_send_new (scratch, sent, "m1", NULL, 1);
  scratch_do (scratch, ZB_ACT_UNIT, &first);
  scratch_do (scratch, ZB_ACT_UNIT, &second);

  g_assert_cmpuint (freeze (scratch), ==, 0);
  g_autoptr (ZbObligation) kept = obligation_of (scratch, sent);
  g_assert_nonnull (kept);
  g_assert_false (kept->owed);
  g_assert_cmpint (kept->head, ==, version);
  g_assert_null (obligation_of (scratch, silent));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/server/respondents/" name, function)
  ADD ("conditions-hold", test_conditions_hold);
  ADD ("errors-name-the-column", test_errors_name_the_column);
  ADD ("limits", test_limits);
  ADD ("freezes-who-owes", test_freezes_who_owes);
  ADD ("freezing-again-keeps-what-was-sent", test_freezing_again_keeps_what_was_sent);
  return g_test_run ();
}
