/* SPDX-License-Identifier: Apache-2.0 */
#include "client/draft-carry.h"

#include "client/draft.h"
#include "forms/form-lookup.h"
#include "forms/report-writer.h"
#include "tests/client/carried-draft.h"

#include <string.h>

#define FORM ZB_SCRATCH_FORM
#define PERIOD ZB_CARRIED_PERIOD

static char *
get (const ZbReport *report, const char *item)
{
  g_autofree char *key = NULL;
  guint section, column;
  ZbDecimal value;
  int row;

  g_assert_true (zb_form_split_item_id (zb_report_form (report), item, &section, &key, &column));
  row = zb_report_find_row (report, section, key);
  return row >= 0 && zb_report_decimal (report, section, (guint)row, column, &value)
             ? zb_decimal_to_string (value)
             : g_strdup ("");
}

static void
assert_cell (const ZbReport *report, const char *item, const char *expected)
{
  g_autofree char *text = get (report, item);

  g_test_message ("%s", item);
  g_assert_cmpstr (text, ==, expected);
}

static ZbReport *
read_draft (ZbScratchClient *client, GBytes **ret_seen)
{
  g_autoptr (GError) error = NULL;
  ZbReport *report =
      zb_draft_read_seen (client->workspace, client->account, FORM, PERIOD, ret_seen, &error);

  g_assert_no_error (error);
  g_assert_nonnull (report);
  return report;
}

static ZbDraftCarry *
read_carry (ZbScratchClient *client)
{
  g_autoptr (GError) error = NULL;
  ZbDraftCarry *carry =
      zb_draft_carry_read (client->workspace, client->account, FORM, PERIOD, &error);

  g_assert_no_error (error);
  return carry;
}

static void
test_stays_while_its_edition_serves (ZbScratchClient *client, gconstpointer data)
{
  zb_carried_draft_begin (client);
  g_autoptr (ZbReport) report = read_draft (client, NULL);
  g_assert_cmpstr (zb_report_form (report)->edition, ==, "2023");
  g_assert_null (read_carry (client));
}

static void
test_is_handed_out_in_the_new_rows (ZbScratchClient *client, gconstpointer data)
{
  zb_carried_draft_begin (client);
  zb_carried_draft_revise (client);
  g_autoptr (ZbReport) report = read_draft (client, NULL);
  g_assert_cmpstr (zb_report_form (report)->edition, ==, "2026");
  assert_cell (report, "A.01.1", "52340");
  assert_cell (report, "A.07.1", "51020");
  assert_cell (report, "A.10.1", "167.80");
  assert_cell (report, "A.11.1", "18.65");
  assert_cell (report, "C.351403.1", "42");
  g_assert_cmpstr (
      zb_report_field (report, (guint)zb_form_find_field (zb_report_form (report), "preparer")), ==,
      "黄雅文");
}

/* "A.03.1 51,020 -> A.07.1 51,020" */
static char *
tell (const ZbCarriedItem *item)
{
  GString *text = g_string_new (NULL);

  for (guint side = 0; side < 2; side++) {
    const GPtrArray *cells = side == 0 ? item->from : item->to;

    for (guint i = 0; i < cells->len; i++) {
      const ZbCarriedCell *cell = cells->pdata[i];
      g_string_append_printf (text, "%s %s ", cell->item, cell->value ? cell->value : "-");
    }
    if (side == 0)
      g_string_append_printf (text, "%d> ", item->fate);
  }
  g_string_truncate (text, text->len - 1);
  return g_string_free (text, FALSE);
}

static void
test_tells_what_became_of_each_figure (ZbScratchClient *client, gconstpointer data)
{
  static const char *const expected[] = {
      "A.02.1 9,800 4>",
      "A.03.1 51,020 0> A.07.1 51,020",
      "A.04.1 21,400 3> A.08.1 - A.09.1 -",
      "A.05.1 186.45 2> A.10.1 167.80 A.11.1 18.65",
      "C.351401.1 12 C.351402.1 30 1> C.351403.1 42",
  };

  zb_carried_draft_begin (client);
  zb_carried_draft_revise (client);
  g_autoptr (ZbDraftCarry) carry = read_carry (client);
  g_assert_nonnull (carry);
  g_assert_cmpstr (carry->account->from, ==, "2023");
  g_assert_cmpstr (carry->account->to, ==, "2026");
  g_assert_cmpuint (carry->account->items->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_autofree char *told = tell (carry->account->items->pdata[i]);
    g_assert_cmpstr (told, ==, expected[i]);
  }
  g_assert_cmpuint (carry->account->n_same, ==, 1);
  g_assert_cmpuint (carry->account->n_left, ==, 2);
  g_assert_false (carry->undone);
}

/* Every bit of the draft as it was, before anything is written and after. */
static void
test_loses_nothing (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) seen = NULL;

  zb_carried_draft_begin (client);
  zb_carried_draft_revise (client);
  g_autoptr (ZbReport) report = read_draft (client, &seen);
  g_autoptr (GBytes) first = g_bytes_ref (seen);
  zb_carried_draft_set (report, "A.08.1", "1");
  for (guint i = 0; i < 2; i++) {
    zb_draft_save_over (client->workspace, client->account, report, &seen, &error);
    g_assert_no_error (error);
  }
  g_autoptr (ZbDraftCarry) carry = read_carry (client);
  g_assert_nonnull (carry);
  g_autoptr (GBytes) before = zb_report_write (carry->before);
  g_assert_true (g_bytes_equal (before, first));
  g_assert_cmpuint (carry->account->items->len, ==, 5);
  g_autoptr (ZbReport) now = read_draft (client, NULL);
  assert_cell (now, "A.08.1", "1");
}

static void
undo (ZbScratchClient *client)
{
  g_autoptr (GError) error = NULL;

  zb_draft_carry_undo (client->workspace, client->account, FORM, PERIOD, &error);
  g_assert_no_error (error);
}

static void
redo (ZbScratchClient *client)
{
  g_autoptr (GError) error = NULL;

  zb_draft_carry_redo (client->workspace, client->account, FORM, PERIOD, &error);
  g_assert_no_error (error);
}

/* Before a first save there is nothing to set aside. */
static void
test_is_undone_at_once (ZbScratchClient *client, gconstpointer data)
{
  zb_carried_draft_begin (client);
  zb_carried_draft_revise (client);
  undo (client);
  g_autoptr (ZbReport) report = read_draft (client, NULL);
  g_assert_cmpstr (zb_report_form (report)->edition, ==, "2023");
  assert_cell (report, "A.02.1", "9800");
  g_autoptr (ZbDraftCarry) carry = read_carry (client);
  g_assert_true (carry->undone);
  redo (client);
  g_autoptr (ZbReport) again = read_draft (client, NULL);
  assert_cell (again, "A.07.1", "51020");
}

/* What was typed after the carrying comes back with the redoing. */
static void
test_undo_keeps_what_was_typed_since (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  zb_carried_draft_begin (client);
  zb_carried_draft_revise (client);
  g_autoptr (ZbReport) report = read_draft (client, NULL);
  zb_carried_draft_set (report, "A.08.1", "7000");
  zb_draft_save (client->workspace, client->account, report, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++) {
    undo (client);
    g_autoptr (ZbReport) old = read_draft (client, NULL);
    g_assert_cmpstr (zb_report_form (old)->edition, ==, "2023");
    redo (client);
    g_autoptr (ZbReport) new = read_draft (client, NULL);
    assert_cell (new, "A.08.1", "7000");
  }
}

/* The old draft was changed meanwhile: that is carried, not what was set aside. */
static void
test_redo_carries_a_changed_draft_anew (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  zb_carried_draft_begin (client);
  zb_carried_draft_revise (client);
  {
    g_autoptr (ZbReport) report = read_draft (client, NULL);
    zb_draft_save (client->workspace, client->account, report, &error);
    g_assert_no_error (error);
  }
  undo (client);
  {
    g_autoptr (ZbReport) old = read_draft (client, NULL);
    zb_carried_draft_set (old, "A.03.1", "51021");
    zb_draft_save (client->workspace, client->account, old, &error);
    g_assert_no_error (error);
  }
  g_autoptr (ZbReport) stays = read_draft (client, NULL);
  g_assert_cmpstr (zb_report_form (stays)->edition, ==, "2023");
  redo (client);
  g_autoptr (ZbReport) report = read_draft (client, NULL);
  assert_cell (report, "A.07.1", "51021");
}

static void
test_nothing_to_undo (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  zb_carried_draft_begin (client);
  g_assert_false (zb_draft_carry_undo (client->workspace, client->account, FORM, PERIOD, &error));
  g_assert_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND);
  g_assert_cmpstr (error->message, ==,
                   "there is no draft of B204-1 for 2025-06 in another edition");
}

/* What was refused for its edition is put right in the one that serves. */
static void
test_carries_what_was_refused (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  zb_carried_draft_begin (client);
  g_autoptr (ZbReport) draft = read_draft (client, NULL);
  g_autofree char *message = zb_scratch_client_put (client, draft, 1);
  zb_carried_draft_revise (client);
  zb_scratch_client_execute (client, "update message set state = 'refused'");
  g_autoptr (ZbReport) report =
      zb_draft_from_refused (client->workspace, client->account, message, &error);
  g_assert_no_error (error);
  assert_cell (report, "A.07.1", "51020");
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/draft-carry/" name, ZbScratchClient, NULL, zb_scratch_client_set_up,        \
              function, zb_scratch_client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("stays-while-its-edition-serves", test_stays_while_its_edition_serves);
  ADD ("is-handed-out-in-the-new-rows", test_is_handed_out_in_the_new_rows);
  ADD ("tells-what-became-of-each-figure", test_tells_what_became_of_each_figure);
  ADD ("loses-nothing", test_loses_nothing);
  ADD ("is-undone-at-once", test_is_undone_at_once);
  ADD ("undo-keeps-what-was-typed-since", test_undo_keeps_what_was_typed_since);
  ADD ("redo-carries-a-changed-draft-anew", test_redo_carries_a_changed_draft_anew);
  ADD ("nothing-to-undo", test_nothing_to_undo);
  ADD ("carries-what-was-refused", test_carries_what_was_refused);
  return g_test_run ();
}
