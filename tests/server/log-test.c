/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/server/scratch-store.h"

#include "storage/database.h"

#include <gio/gio.h>
#include <string.h>

/* Logs @n records in one group; returns its result, to be cleared. */
static ZbActResult
log_records (ScratchStore *scratch, guint from, guint n)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  ZbActResult result = {0};
  ZbAct act = {.kind = ZB_ACT_RECORD, .who = "Chen"};

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (records, g_strdup_printf ("record %u", from + i));
  g_ptr_array_add (records, NULL);
  act.records = (const char *const *)records->pdata;
  zb_store_commit_one (scratch->store, &act, &result, &error);
  g_assert_no_error (error);
  return result;
}

static ZbCheckpoint
open_note (ScratchStore *scratch, const char *note)
{
  g_autofree char *verifier = scratch_store_verifier (scratch);
  g_autoptr (GError) error = NULL;
  ZbCheckpoint checkpoint = {0};

  zb_checkpoint_open (note, verifier, &checkpoint, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (checkpoint.origin, ==, SCRATCH_ORIGIN);
  return checkpoint;
}

/* Each leaf of the group is proven by its path to the signed root. */
static void
assert_proven (ScratchStore *scratch, const ZbActResult *result, guint from)
{
  ZbCheckpoint checkpoint = open_note (scratch, result->seal->note);

  g_assert_cmpuint (checkpoint.size, ==, result->seal->size);
  for (guint i = 0; i < result->n_leaves; i++) {
    g_autofree char *record = g_strdup_printf ("record %u", from + i);
    ZbHash leaf = zb_merkle_leaf (record, strlen (record));
    guint64 index = result->first_leaf + i;
    gsize length;
    const ZbHash *path = g_bytes_get_data (
        g_ptr_array_index (result->seal->paths, index - result->seal->first), &length);
    g_autoptr (GArray) read = zb_log_inclusion (scratch->store, index, checkpoint.size, NULL);

    g_assert_true (zb_merkle_verify_inclusion (&leaf, index, checkpoint.size, path,
                                               (guint)(length / sizeof *path), &checkpoint.root));
    g_assert_cmpmem (read->data, read->len * sizeof (ZbHash), path, length);
  }
  zb_checkpoint_clear (&checkpoint);
}

static void
test_every_group_is_proven (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  /* Over the edges of tiles, and of one of the second level. */
  static const guint sizes[] = {1, 1, 2, 3, 120, 127, 1, 1, 1, 257, 64, 200, 600};
  guint from = 0;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    ZbActResult result = log_records (scratch, from, sizes[i]);

    g_assert_cmpuint (result.first_leaf, ==, from);
    assert_proven (scratch, &result, from);
    from += sizes[i];
    zb_act_result_clear (&result);
    if (i % 3 == 0) {
      scratch_store_close (scratch);
      scratch_store_open (scratch, 0);
    }
  }
}

static void
test_later_tree_holds_the_earlier (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;
  ZbActResult first = log_records (scratch, 0, 300);
  ZbActResult second = log_records (scratch, 300, 411);
  ZbCheckpoint earlier = open_note (scratch, first.seal->note);
  ZbCheckpoint later = open_note (scratch, second.seal->note);
  g_autoptr (GArray) path = zb_log_consistency (scratch->store, earlier.size, later.size, &error);

  g_assert_no_error (error);
  g_assert_true (zb_merkle_verify_consistency (earlier.size, &earlier.root, later.size, &later.root,
                                               (const ZbHash *)path->data, path->len));
  g_autoptr (ZbStoredCheckpoint) covering =
      zb_store_read_checkpoint_for (scratch->store, 299, &error);
  g_assert_cmpuint (covering->size, ==, 300);
  g_autoptr (ZbStoredCheckpoint) newest = zb_store_read_checkpoint (scratch->store, &error);
  g_assert_cmpstr (newest->note, ==, second.seal->note);
  zb_checkpoint_clear (&earlier);
  zb_checkpoint_clear (&later);
  zb_act_result_clear (&first);
  zb_act_result_clear (&second);
}

static void
test_tiles_are_as_c2sp_serves_them (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  g_autoptr (GError) error = NULL;
  ZbActResult result = log_records (scratch, 0, 515);
  g_autoptr (GBytes) full = zb_store_read_tile (scratch->store, 0, 1, &error);
  g_autoptr (GBytes) partial = zb_store_read_tile (scratch->store, 0, 2, &error);
  g_autoptr (GBytes) upper = zb_store_read_tile (scratch->store, 1, 0, &error);
  ZbHash leaf = zb_merkle_leaf ("record 514", strlen ("record 514"));
  gsize length;

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (full), ==, 256 * 32);
  g_assert_cmpuint (g_bytes_get_size (partial), ==, 3 * 32);
  g_assert_cmpuint (g_bytes_get_size (upper), ==, 2 * 32);
  g_assert_cmpmem ((const ZbHash *)g_bytes_get_data (partial, &length) + 2, 32, leaf.bytes, 32);
  g_assert_null (zb_store_read_tile (scratch->store, 1, 1, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND);
  zb_act_result_clear (&result);
}

/* A sealer that can be made to fail. */
typedef struct {
  ZbKey *key;
  gboolean fails;
} Fickle;

static gboolean
fickle_seal_cb (gpointer self,
                const ZbCheckpoint *checkpoint,
                gint64 time,
                char **ret_note,
                GBytes **ret_signature,
                GError **error)
{
  const Fickle *fickle = self;

  if (fickle->fails) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the token was pulled out");
    return FALSE;
  }
  *ret_note = zb_checkpoint_sign (checkpoint, fickle->key, "test.example", error);
  *ret_signature = g_bytes_new_static ("", 0);
  return *ret_note != NULL;
}

static void
test_unsealed_group_leaves_nothing (void)
{
  g_autoptr (GError) error = NULL;
  Fickle fickle = {.key = zb_key_generate ("ed25519", &error)};
  g_autoptr (ScratchStore) scratch =
      scratch_store_new_sealed ((ZbLogSealer){fickle_seal_cb, &fickle});
  static const char *const records[] = {"lost", NULL};
  ZbAct act = {.kind = ZB_ACT_RECORD, .who = "Chen", .records = records};
  ZbActResult first = log_records (scratch, 0, 5);

  fickle.fails = TRUE;
  g_assert_false (zb_store_commit_one (scratch->store, &act, NULL, &error));
  g_assert_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_UNAVAILABLE);
  g_assert_cmpstr (error->message, ==, "sealing the log: the token was pulled out");
  fickle.fails = FALSE;
  ZbActResult second = log_records (scratch, 5, 2);
  g_assert_cmpuint (second.first_leaf, ==, 5);
  g_assert_cmpuint (second.seal->size, ==, 7);
  zb_act_result_clear (&first);
  zb_act_result_clear (&second);
  zb_key_free (fickle.key);
}

static void
test_group_shares_one_checkpoint (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  static const char *const one[] = {"record 0", NULL};
  static const char *const two[] = {"record 1", "record 2", NULL};
  ZbAct acts[] = {{.kind = ZB_ACT_RECORD, .who = "Chen", .records = one},
                  {.kind = ZB_ACT_RECORD, .who = "Chen", .records = two}};
  ZbActResult results[2];

  g_assert_true (zb_store_commit (scratch->store, acts, 2, results, NULL));
  g_assert_true (results[0].seal == results[1].seal);
  assert_proven (scratch, &results[0], 0);
  assert_proven (scratch, &results[1], 1);
  zb_act_result_clear (&results[0]);
  zb_act_result_clear (&results[1]);
}

static void
test_records_are_never_changed (void)
{
  g_autoptr (ScratchStore) scratch = scratch_store_new ();
  static const char *const slips[] = {
      "UPDATE log_leaf SET record = 'other'",
      "DELETE FROM log_leaf WHERE id = 0",
  };
  ZbActResult result = log_records (scratch, 0, 2);
  g_autoptr (ZbDatabase) database = zb_database_open (scratch->path, 0, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (slips); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (zb_database_execute (database, slips[i], &error));
    g_assert_nonnull (strstr (error->message, "log records are never"));
  }
  zb_act_result_clear (&result);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add_func ("/server/log/" name, function)
  ADD ("every-group-is-proven", test_every_group_is_proven);
  ADD ("later-tree-holds-the-earlier", test_later_tree_holds_the_earlier);
  ADD ("tiles-are-as-c2sp-serves-them", test_tiles_are_as_c2sp_serves_them);
  ADD ("unsealed-group-leaves-nothing", test_unsealed_group_leaves_nothing);
  ADD ("group-shares-one-checkpoint", test_group_shares_one_checkpoint);
  ADD ("records-are-never-changed", test_records_are_never_changed);
  return g_test_run ();
}
