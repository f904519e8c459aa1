/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/memo.h"
#include "server/store/sender.h"
#include "tests/server/scratch-store.h"

#include <string.h>

#define CODE "9135020061202218XY"
#define DAY "2024-07-01"

static gpointer
copy_text (gpointer item)
{
  return g_strdup (item);
}

static void
test_keeps_what_was_read (void)
{
  g_autoptr (ZbMemo) memo = zb_memo_new ();
  gpointer item = NULL;

  g_assert_false (zb_memo_find (memo, "a", copy_text, &item));
  zb_memo_keep (memo, "a", zb_memo_age (memo), g_strdup ("1"), g_free);
  zb_memo_keep (memo, "nothing", zb_memo_age (memo), NULL, g_free);
  g_assert_true (zb_memo_find (memo, "a", copy_text, &item));
  g_autofree char *text = item;
  g_assert_cmpstr (text, ==, "1");
  g_assert_true (zb_memo_find (memo, "nothing", copy_text, &item));
  g_assert_null (item);
}

/* Who began to read before a change may have read what was there before it. */
static void
test_keeps_nothing_of_before_a_change (void)
{
  g_autoptr (ZbMemo) memo = zb_memo_new ();
  guint64 before = zb_memo_age (memo);
  gpointer item = NULL;

  zb_memo_keep (memo, "a", before, g_strdup ("1"), g_free);
  zb_memo_forget (memo);
  g_assert_false (zb_memo_find (memo, "a", copy_text, &item));
  zb_memo_keep (memo, "a", before, g_strdup ("1"), g_free);
  g_assert_false (zb_memo_find (memo, "a", copy_text, &item));
}

/* One report has come, of the others nothing is known to have changed; but what is being read at
 * that moment is not kept. */
static void
test_forgets_one_lack (void)
{
  g_autoptr (ZbMemo) memo = zb_memo_new ();
  guint64 before = zb_memo_age (memo);

  zb_memo_keep_lack (memo, 7, "B203", "2024-05", before);
  zb_memo_keep_lack (memo, 7, "B203", "2024-06", before);
  zb_memo_keep_lack (memo, 7, "B204-1", "2024-05", before);
  zb_memo_forget_lack (memo, 7, "B203", "2024-05");
  zb_memo_forget_lack (memo, 8, "B203", "2024-06");
  g_assert_false (zb_memo_lacks (memo, 7, "B203", "2024-05"));
  g_assert_true (zb_memo_lacks (memo, 7, "B203", "2024-06"));
  g_assert_true (zb_memo_lacks (memo, 7, "B204-1", "2024-05"));
  g_assert_false (zb_memo_lacks (memo, 8, "B203", "2024-06"));
  zb_memo_keep_lack (memo, 7, "B203", "2024-05", before);
  g_assert_false (zb_memo_lacks (memo, 7, "B203", "2024-05"));

  zb_memo_forget (memo);
  g_assert_false (zb_memo_lacks (memo, 7, "B203", "2024-06"));
}

static void
test_lacks_are_bounded (void)
{
  g_autoptr (ZbMemo) memo = zb_memo_new ();

  for (gint64 unit = 0; unit < ZB_MEMO_MAX_ITEMS; unit++)
    zb_memo_keep_lack (memo, unit, "B203", "2024-05", 0);
  /* Said twice, kept once. */
  zb_memo_keep_lack (memo, 0, "B203", "2024-05", 0);
  g_assert_true (zb_memo_lacks (memo, 0, "B203", "2024-05"));
  zb_memo_keep_lack (memo, 0, "B203", "2024-06", 0);
  g_assert_false (zb_memo_lacks (memo, 0, "B203", "2024-05"));
  g_assert_true (zb_memo_lacks (memo, 0, "B203", "2024-06"));
}

static void
test_is_bounded (void)
{
  g_autoptr (ZbMemo) memo = zb_memo_new ();
  gpointer item = NULL;
  char key[16];

  for (guint i = 0; i <= ZB_MEMO_MAX_ITEMS; i++) {
    if (i == ZB_MEMO_MAX_ITEMS)
      g_assert_true (zb_memo_find (memo, "0", copy_text, &item));
    g_snprintf (key, sizeof key, "%u", i);
    zb_memo_keep (memo, key, 0, NULL, g_free);
  }
  g_assert_false (zb_memo_find (memo, "0", copy_text, &item));
  g_assert_true (zb_memo_find (memo, key, copy_text, &item));
}

static char *
name_of (ScratchStore *scratch)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbUnit) unit = zb_store_read_unit (scratch->store, CODE, DAY, &error);

  g_assert_no_error (error);
  return g_strdup (zb_unit_attribute (unit, "name"));
}

/* What is answered after a change shows the change, however often the same was read before. */
static void
test_store_shows_changes (void)
{
  ScratchStore *scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;

  gint64 id = scratch_unit (scratch, CODE, "name", "before", NULL);
  g_autofree char *first = name_of (scratch);
  g_autofree char *again = name_of (scratch);
  g_assert_cmpstr (first, ==, "before");
  g_assert_cmpstr (again, ==, "before");
  scratch_unit (scratch, CODE, "name", "after", NULL);
  g_autofree char *changed = name_of (scratch);
  g_assert_cmpstr (changed, ==, "after");

  g_autoptr (GPtrArray) none = zb_store_list_mandates (scratch->store, id, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  g_autoptr (ZbSender) before = zb_store_read_sender (scratch->store, CODE, DAY, &error);
  g_assert_no_error (error);
  ZbMandate mandate = {.tenant = (char *)"*",
                       .unit = id,
                       .holder = (char *)CODE,
                       .role = ZB_MANDATE_PREPARER,
                       .from_day = (char *)"2024-01-01"};
  ZbAct act = {.kind = ZB_ACT_MANDATE, .what = &mandate, .time = scratch->now, .who = "test"};
  zb_store_commit_one (scratch->store, &act, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) one = zb_store_list_mandates (scratch->store, id, NULL, &error);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_cmpuint (none->len, ==, 0);
  g_autoptr (ZbSender) after = zb_store_read_sender (scratch->store, CODE, DAY, &error);
  g_autoptr (ZbSender) same = zb_store_read_sender (scratch->store, CODE, DAY, &error);
  g_assert_cmpuint (before->mandates->len, ==, 0);
  g_assert_cmpuint (after->mandates->len, ==, 1);
  g_assert_cmpstr (zb_unit_attribute (after->unit, "name"), ==, "after");
  g_assert_true (same == after);
  scratch_store_free (scratch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/memo/keeps-what-was-read", test_keeps_what_was_read);
  g_test_add_func ("/server/memo/keeps-nothing-of-before-a-change",
                   test_keeps_nothing_of_before_a_change);
  g_test_add_func ("/server/memo/forgets-one-lack", test_forgets_one_lack);
  g_test_add_func ("/server/memo/lacks-are-bounded", test_lacks_are_bounded);
  g_test_add_func ("/server/memo/is-bounded", test_is_bounded);
  g_test_add_func ("/server/memo/store-shows-changes", test_store_shows_changes);
  return g_test_run ();
}
