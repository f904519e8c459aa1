/* SPDX-License-Identifier: Apache-2.0 */
/* Group commit: what shares a transaction, and what need not wait for it. */
#include "server/store/unit.h"
#include "tests/server/scratch-store.h"

#define LONG_MS 20000
#define SHORT_MS 60

/* The store's own wait and bound in the place of its defaults. */
static void
reopen (ScratchStore *scratch, guint group_acts, guint wait_ms)
{
  g_autoptr (GError) error = NULL;

  scratch_store_close (scratch);
  scratch->log = zb_log_new (SCRATCH_ORIGIN, scratch->sealer);
  ZbStoreOptions options = {.journal = zb_log_journal (scratch->log),
                            .group_acts = group_acts,
                            .group_ms = LONG_MS,
                            .group_wait_ms = wait_ms};
  scratch->store = zb_store_open (scratch->path, &options, &error);
  g_assert_no_error (error);
}

/* Acts handed in one by one, and the tree's size under the seal that each got. */
typedef struct {
  ZbAct acts[8];
  guint64 sealed[8];
  guint n, done;
  GMutex lock;
  GCond changed;
} Crowd;

typedef struct {
  Crowd *crowd;
  guint index;
} Member;

static const char *const record[] = {"a record", NULL};

static void
done_cb (const ZbActResult *results, guint n, gpointer data)
{
  g_autofree Member *member = data;
  Crowd *crowd = member->crowd;

  g_mutex_lock (&crowd->lock);
  g_assert_no_error (results[0].error);
  crowd->sealed[member->index] = results[0].seal->size;
  crowd->done++;
  g_cond_signal (&crowd->changed);
  g_mutex_unlock (&crowd->lock);
}

static void
submit (ScratchStore *scratch, Crowd *crowd)
{
  Member *member = g_new (Member, 1);

  *member = (Member){crowd, crowd->n};
  crowd->acts[crowd->n] = (ZbAct){.kind = ZB_ACT_RECORD, .who = "test", .records = record};
  zb_store_submit (scratch->store, &crowd->acts[crowd->n++], 1, done_cb, member);
}

/* How long it took until all were durable, milliseconds. */
static gint64
await (Crowd *crowd, gint64 since)
{
  g_mutex_lock (&crowd->lock);
  while (crowd->done < crowd->n)
    g_cond_wait (&crowd->changed, &crowd->lock);
  g_mutex_unlock (&crowd->lock);
  return (g_get_monotonic_time () - since) / G_TIME_SPAN_MILLISECOND;
}

/* Each is a group of its own or waits for no one: far from the longest wait. */
static void
test_lone_act_goes_at_once (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  Crowd crowd = {0};

  reopen (scratch, 0, LONG_MS);
  submit (scratch, &crowd);
  g_assert_cmpint (await (&crowd, g_get_monotonic_time ()), <, LONG_MS / 2);
}

static void
test_waits_for_those_announced (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  Crowd crowd = {0};

  reopen (scratch, 0, LONG_MS);
  gint64 start = g_get_monotonic_time ();
  zb_store_expect (scratch->store, 3);
  for (guint i = 0; i < 3; i++) {
    submit (scratch, &crowd);
    g_usleep (10 * G_TIME_SPAN_MILLISECOND);
  }
  g_assert_cmpuint (crowd.done, ==, 0);
  zb_store_expect (scratch->store, -3);
  g_assert_cmpint (await (&crowd, start), <, LONG_MS / 2);
  g_assert_cmpuint (crowd.sealed[0], ==, crowd.sealed[2]);
  g_assert_cmpuint (crowd.sealed[1], ==, crowd.sealed[2]);
}

/* Whoever announces an act and never brings it costs the others a moment, not more. */
static void
test_wait_is_bounded (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  Crowd crowd = {0};

  reopen (scratch, 0, SHORT_MS);
  zb_store_expect (scratch->store, 1);
  gint64 start = g_get_monotonic_time ();
  submit (scratch, &crowd);
  g_assert_cmpint (await (&crowd, start), >=, SHORT_MS);
  zb_store_expect (scratch->store, -1);
}

static void
test_full_group_goes_at_once (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  Crowd crowd = {0};

  reopen (scratch, 4, LONG_MS);
  zb_store_expect (scratch->store, 1);
  gint64 start = g_get_monotonic_time ();
  for (guint i = 0; i < 4; i++)
    submit (scratch, &crowd);
  g_assert_cmpint (await (&crowd, start), <, LONG_MS / 2);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpuint (crowd.sealed[i], ==, crowd.sealed[0]);
  zb_store_expect (scratch->store, -1);
}

/* Nothing that was handed in is left behind for an announcement that is still open. */
static void
test_closing_waits_for_nobody (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  Crowd crowd = {0};

  reopen (scratch, 0, LONG_MS);
  zb_store_expect (scratch->store, 1);
  gint64 start = g_get_monotonic_time ();
  submit (scratch, &crowd);
  scratch_store_close (scratch);
  g_assert_cmpuint (crowd.done, ==, 1);
  g_assert_cmpint (await (&crowd, start), <, LONG_MS / 2);
}

/* Reads between begin and end see one moment; the register as it was, and never kept for later. */
static void
test_reading_holds_a_moment (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  static const char code[] = "9135020061202218XY";
  g_autoptr (GError) error = NULL;

  scratch_unit (scratch, code, "name", "before", NULL);
  zb_store_begin_reading (scratch->store);
  g_autoptr (GPtrArray) none = zb_store_list_tenants (scratch->store, &error);
  g_assert_no_error (error);
  scratch_tenant (scratch, "s1", (const char *const[]){"city", NULL});
  scratch_unit (scratch, code, "name", "after", NULL);
  g_autoptr (GPtrArray) still_none = zb_store_list_tenants (scratch->store, &error);
  g_autoptr (ZbUnit) as_it_was = zb_store_read_unit (scratch->store, code, SCRATCH_DAY, &error);
  zb_store_end_reading (scratch->store);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, still_none->len);
  g_assert_cmpstr (zb_unit_attribute (as_it_was, "name"), ==, "before");

  g_autoptr (GPtrArray) one = zb_store_list_tenants (scratch->store, &error);
  g_autoptr (ZbUnit) now = zb_store_read_unit (scratch->store, code, SCRATCH_DAY, &error);
  g_assert_cmpuint (one->len, ==, none->len + 1);
  g_assert_cmpstr (zb_unit_attribute (now, "name"), ==, "after");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/server/group/" name, function)
  ADD ("lone-act-goes-at-once", test_lone_act_goes_at_once);
  ADD ("waits-for-those-announced", test_waits_for_those_announced);
  ADD ("wait-is-bounded", test_wait_is_bounded);
  ADD ("full-group-goes-at-once", test_full_group_goes_at_once);
  ADD ("closing-waits-for-nobody", test_closing_waits_for_nobody);
  ADD ("reading-holds-a-moment", test_reading_holds_a_moment);
  return g_test_run ();
}
