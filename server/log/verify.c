/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/verify-private.h"

#include "exchange/digest.h"
#include "exchange/stamp.h"
#include "server/log/log.h"
#include "server/log/tree.h"
#include "server/store/unlogged.h"

#include <string.h>

#define LEAVES_A_PAGE 500
#define TILE_WIDTH 256

/* A checkpoint that the log must contain. */
typedef struct {
  ZbCheckpoint checkpoint;
  const char *name; /* where it was kept */
} Known;

/* Two trees grow side by side: one from the records, one from the leaf hashes as stored. Where they
 * part, the signed roots tell which of the two was changed. */
typedef struct {
  ZbStore *store;
  const ZbLogVerifyOptions *options;
  ZbLogReport *report;
  ZbLogCertificates certificates;
  ZbSuccession *keys; /* of the log */
  ZbLogKeyRecords key_records;
  gint64 last; /* the time of the last checkpoint */
  ZbLogTree *records, *tiles;
  GBytes *tile;        /* stored hashes around the present leaf; NULL if there is no such tile */
  GArray *parted;      /* guint64: leaves since the last checkpoint where the two differ */
  guint64 signed_size; /* of the last checkpoint */
  guint64 total;
  gboolean broken;                /* neither tree leads to what was signed */
  ZbStoredCheckpoint *checkpoint; /* the next one; NULL after the last */
  GArray *known;                  /* Known, by size … */
  guint next_known;               /* … the first that is not met yet */
} Verify;

static void
add_leaf_fault (Verify *verify, ZbLogFaultKind kind, guint64 leaf)
{
  g_autofree char *row = g_strdup_printf ("%" G_GUINT64_FORMAT, leaf);

  zb_log_report_add (
      verify->report,
      &(ZbLogFault){.kind = kind, .leaf = (gint64)leaf, .table = "log_leaf", .row = row});
}

static void
add_checkpoint_fault (
    Verify *verify, guint64 size, const char *field, const char *expected, const char *found)
{
  g_autofree char *row = g_strdup_printf ("%" G_GUINT64_FORMAT, size);

  zb_log_report_add (verify->report, &(ZbLogFault){.kind = ZB_LOG_FAULT_CHECKPOINT,
                                                   .leaf = -1,
                                                   .table = "log_checkpoint",
                                                   .row = row,
                                                   .field = field,
                                                   .expected = expected,
                                                   .found = found});
}

static void
add_size_fault (Verify *verify, guint64 size, guint64 expected, guint64 found)
{
  g_autofree char *wanted = g_strdup_printf ("%" G_GUINT64_FORMAT, expected);
  g_autofree char *there = g_strdup_printf ("%" G_GUINT64_FORMAT, found);

  add_checkpoint_fault (verify, size, "size", wanted, there);
}

/* A row that is not there is no failure of the reading. */
static gboolean
forgive_missing (GError *fault, GError **error)
{
  if (g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_error_free (fault);
    return TRUE;
  }
  g_propagate_error (error, fault);
  return FALSE;
}

static gboolean
next_checkpoint (Verify *verify, guint64 after, GError **error)
{
  g_autoptr (GPtrArray) found = zb_store_list_checkpoints (verify->store, after, 1, error);

  if (found == NULL)
    return FALSE;
  g_clear_pointer (&verify->checkpoint, zb_stored_checkpoint_free);
  if (found->len > 0)
    verify->checkpoint = g_ptr_array_steal_index (found, 0);
  return TRUE;
}

/* The leaf hash as its tile has it; @fallback where there is none. */
static gboolean
stored_hash (Verify *verify, guint64 leaf, const ZbHash *fallback, ZbHash *ret_hash, GError **error)
{
  gsize length = 0;
  const ZbHash *hashes;

  if (leaf % TILE_WIDTH == 0) {
    GError *fault = NULL;

    g_clear_pointer (&verify->tile, g_bytes_unref);
    verify->tile = zb_store_read_tile (verify->store, 0, leaf / TILE_WIDTH, &fault);
    if (fault != NULL && !forgive_missing (fault, error))
      return FALSE;
  }
  hashes = verify->tile != NULL ? g_bytes_get_data (verify->tile, &length) : NULL;
  *ret_hash =
      (leaf % TILE_WIDTH + 1) * sizeof *hashes <= length ? hashes[leaf % TILE_WIDTH] : *fallback;
  return TRUE;
}

/* Puts a leaf onto both trees; @record NULL stands for one that is gone. */
static gboolean
grow (Verify *verify, const char *record, GError **error)
{
  static const ZbHash nothing;
  guint64 leaf = zb_log_tree_size (verify->records);
  ZbHash hash = record != NULL ? zb_log_record_hash (record) : nothing;
  ZbHash stored;

  if (!stored_hash (verify, leaf, &hash, &stored, error))
    return FALSE;
  if (record == NULL)
    hash = stored;
  else if (memcmp (&hash, &stored, sizeof hash) != 0)
    g_array_append_val (verify->parted, leaf);
  return zb_log_tree_append (verify->records, &hash, error) &&
         zb_log_tree_append (verify->tiles, &stored, error);
}

static void
add_parted_leaves (Verify *verify)
{
  for (guint i = 0; i < verify->parted->len; i++)
    add_leaf_fault (verify, ZB_LOG_FAULT_LEAF, g_array_index (verify->parted, guint64, i));
}

static void
add_parted_tiles (Verify *verify)
{
  for (guint i = 0; i < verify->parted->len; i++) {
    guint64 leaf = g_array_index (verify->parted, guint64, i);
    g_autofree char *row = g_strdup_printf ("0/%" G_GUINT64_FORMAT, leaf / TILE_WIDTH);
    g_autofree char *name = g_strdup_printf ("log_leaf %" G_GUINT64_FORMAT, leaf);

    zb_log_report_add (verify->report, &(ZbLogFault){.kind = ZB_LOG_FAULT_TILE,
                                                     .leaf = (gint64)leaf,
                                                     .table = "log_tile",
                                                     .row = row,
                                                     .name = name,
                                                     .field = "hashes"});
  }
}

/* Which of the trees leads to the root that was signed. */
static gboolean
compare_roots (Verify *verify, const ZbCheckpoint *checkpoint, GError **error)
{
  ZbHash records, tiles;
  gboolean records_stand, tiles_stand;

  if (!zb_log_tree_root (verify->records, &records, error) ||
      !zb_log_tree_root (verify->tiles, &tiles, error))
    return FALSE;
  records_stand = memcmp (&records, &checkpoint->root, sizeof records) == 0;
  tiles_stand = memcmp (&tiles, &checkpoint->root, sizeof tiles) == 0;
  if (records_stand && !tiles_stand) {
    add_parted_tiles (verify);
    zb_log_tree_assign (verify->tiles, verify->records);
  } else if (!records_stand) {
    add_parted_leaves (verify);
  }
  if (!records_stand && tiles_stand)
    zb_log_tree_assign (verify->records, verify->tiles);
  verify->broken = !records_stand && !tiles_stand;
  if (verify->broken) {
    g_autofree char *signed_root = zb_digest_to_hex (checkpoint->root.bytes);
    g_autofree char *root = zb_digest_to_hex (records.bytes);

    add_checkpoint_fault (verify, checkpoint->size, "root", signed_root, root);
  }
  return TRUE;
}

/* The time that stands beside a checkpoint is the one that was signed, to the second. */
static void
add_time_fault (Verify *verify, const ZbStoredCheckpoint *stored, gint64 signing_time)
{
  g_autofree char *expected = zb_log_fault_time (signing_time);
  g_autofree char *found = zb_log_fault_time (stored->time);

  add_checkpoint_fault (verify, stored->size, "time", expected, found);
}

static void
check_signature (Verify *verify, const ZbStoredCheckpoint *stored)
{
  ZbSignatureInfo info = {0};
  g_autoptr (GError) fault = NULL;
  gsize length;
  const void *signature = g_bytes_get_data (stored->signature, &length);

  if (verify->options->trust == NULL)
    return;
  if (!zb_signature_verify (signature, length, stored->note, strlen (stored->note),
                            verify->options->trust, ZB_USE_RECEIPT, stored->time, NULL, NULL, &info,
                            &fault))
    add_checkpoint_fault (verify, stored->size, "signature", NULL, fault->message);
  else if (info.signing_time / G_USEC_PER_SEC != stored->time / G_USEC_PER_SEC)
    add_time_fault (verify, stored, info.signing_time);
  zb_signature_info_clear (&info);
}

/* A checkpoint may have no time stamp, but not another's. */
static void
check_token (Verify *verify, const ZbStoredCheckpoint *stored)
{
  ZbStamp stamp = {0};
  g_autoptr (GError) fault = NULL;
  gsize length = 0;
  const void *token = stored->token != NULL ? g_bytes_get_data (stored->token, &length) : NULL;

  if (verify->options->trust == NULL || token == NULL)
    return;
  if (!zb_stamp_verify (token, length, stored->note, strlen (stored->note), verify->options->trust,
                        &stamp, &fault))
    add_checkpoint_fault (verify, stored->size, "token", NULL, fault->message);
  zb_stamp_clear (&stamp);
}

/* Whether @stored has @hashes, and no others behind them unless they came later. */
static gboolean
tile_agrees (GBytes *stored, GBytes *hashes, gboolean may_grow)
{
  gsize n_stored = 0, n = 0;
  const void *there = stored != NULL ? g_bytes_get_data (stored, &n_stored) : NULL;
  const void *wanted = g_bytes_get_data (hashes, &n);

  return there != NULL && (may_grow ? n_stored >= n : n_stored == n) &&
         memcmp (there, wanted, n) == 0;
}

/* Whether records came in since the log's end was looked for. */
static gboolean
has_grown (const Verify *verify)
{
  g_autoptr (ZbStoredCheckpoint) last = zb_store_read_checkpoint (verify->store, NULL);

  return last != NULL && last->size > verify->total;
}

/* Compares a tile of the tree with the stored one. Those of the leaves change with every group, and
 * are looked at once they are full or the log ends with them. */
static gboolean
compare_tile_cb (guint level, guint64 index, GBytes *hashes, gpointer data, GError **error)
{
  Verify *verify = data;
  GError *fault = NULL;
  gboolean is_full = g_bytes_get_size (hashes) == TILE_WIDTH * sizeof (ZbHash);
  gboolean grows = !is_full && zb_log_tree_size (verify->records) != verify->total;
  g_autoptr (GBytes) stored = NULL;

  if (verify->broken || (level == 0 && grows))
    return TRUE;
  stored = zb_store_read_tile (verify->store, level, index, &fault);
  if (fault != NULL && !forgive_missing (fault, error))
    return FALSE;
  if (!tile_agrees (stored, hashes, level > 0 || has_grown (verify))) {
    g_autofree char *row = g_strdup_printf ("%u/%" G_GUINT64_FORMAT, level, index);

    zb_log_report_add (verify->report, &(ZbLogFault){.kind = stored != NULL ? ZB_LOG_FAULT_TILE
                                                                            : ZB_LOG_FAULT_MISSING,
                                                     .leaf = -1,
                                                     .table = "log_tile",
                                                     .row = row,
                                                     .field = "hashes"});
  }
  return TRUE;
}

/* The trees have as many leaves as @stored signed. */
static gboolean
check_checkpoint (Verify *verify, const ZbStoredCheckpoint *stored, GError **error)
{
  ZbCheckpoint checkpoint = {0};
  g_autoptr (GError) fault = NULL;
  gboolean done = TRUE;

  verify->report->checkpoints++;
  check_signature (verify, stored);
  check_token (verify, stored);
  verify->last = stored->time;
  if (!zb_checkpoint_open_at (stored->note, verify->keys, stored->time, &checkpoint, &fault)) {
    add_checkpoint_fault (verify, stored->size, "note", NULL, fault->message);
    return TRUE;
  }
  if (checkpoint.size != stored->size)
    add_size_fault (verify, stored->size, checkpoint.size, stored->size);
  else if (g_strcmp0 (checkpoint.origin, verify->options->origin) != 0)
    add_checkpoint_fault (verify, stored->size, "note", verify->options->origin, checkpoint.origin);
  else if (!verify->broken)
    done = compare_roots (verify, &checkpoint, error);
  zb_checkpoint_clear (&checkpoint);
  g_array_set_size (verify->parted, 0);
  verify->signed_size = stored->size;
  return done && zb_log_tree_settle (verify->records, compare_tile_cb, verify, error) &&
         zb_log_tree_settle (verify->tiles, NULL, NULL, error);
}

static void
add_known_fault (Verify *verify, const Known *known, const char *field)
{
  g_autofree char *row = g_strdup_printf ("%" G_GUINT64_FORMAT, known->checkpoint.size);
  g_autofree char *total = g_strdup_printf ("%" G_GUINT64_FORMAT, verify->total);
  gboolean by_size = g_str_equal (field, "size");

  zb_log_report_add (verify->report, &(ZbLogFault){.kind = ZB_LOG_FAULT_CHECKPOINT,
                                                   .leaf = -1,
                                                   .table = "log_checkpoint",
                                                   .row = row,
                                                   .name = known->name,
                                                   .field = field,
                                                   .expected = by_size ? row : NULL,
                                                   .found = by_size ? total : NULL});
}

/* Those of the log as long as it is now. */
static gboolean
check_known (Verify *verify, GError **error)
{
  guint64 size = zb_log_tree_size (verify->records);
  ZbHash root;

  for (; verify->next_known < verify->known->len; verify->next_known++) {
    const Known *known = &g_array_index (verify->known, Known, verify->next_known);

    if (known->checkpoint.size > size)
      return TRUE;
    if (known->checkpoint.size == 0)
      continue;
    if (!zb_log_tree_root (verify->records, &root, error))
      return FALSE;
    if (memcmp (&root, &known->checkpoint.root, sizeof root) != 0)
      add_known_fault (verify, known, "root");
  }
  return TRUE;
}

static gboolean
after_leaf (Verify *verify, GError **error)
{
  guint64 size = zb_log_tree_size (verify->records);

  if (verify->checkpoint != NULL && verify->checkpoint->size == size &&
      (!check_checkpoint (verify, verify->checkpoint, error) ||
       !next_checkpoint (verify, size, error)))
    return FALSE;
  if (verify->options->progress != NULL && size % LEAVES_A_PAGE == 0)
    verify->options->progress (size, MAX (size, verify->total), verify->options->data);
  return check_known (verify, error);
}

/* Stands in for records that are gone, up to leaf @until. */
static gboolean
fill_gap (Verify *verify, guint64 until, GError **error)
{
  while (zb_log_tree_size (verify->records) < until) {
    add_leaf_fault (verify, ZB_LOG_FAULT_MISSING, zb_log_tree_size (verify->records));
    if (!grow (verify, NULL, error) || !after_leaf (verify, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_leaf (Verify *verify, const ZbLeaf *leaf, GError **error)
{
  verify->report->leaves++;
  zb_log_key_records_look (&verify->key_records, leaf);
  return fill_gap (verify, leaf->index, error) &&
         zb_log_verify_content (verify->store, leaf, verify->report, error) &&
         zb_log_certificates_look (&verify->certificates, verify->store, leaf, verify->report,
                                   error) &&
         grow (verify, leaf->record, error) && after_leaf (verify, error);
}

/* What comes in meanwhile is left for the next time. */
static gboolean
check_leaves (Verify *verify, GError **error)
{
  while (zb_log_tree_size (verify->records) < verify->total) {
    guint64 first = zb_log_tree_size (verify->records);
    guint limit = (guint)MIN (verify->total - first, LEAVES_A_PAGE);
    g_autoptr (GPtrArray) leaves = zb_store_list_leaves (verify->store, first, limit, error);

    if (leaves == NULL)
      return FALSE;
    if (leaves->len == 0)
      return fill_gap (verify, verify->total, error);
    for (guint i = 0; i < leaves->len; i++) {
      const ZbLeaf *leaf = g_ptr_array_index (leaves, i);

      if (leaf->index < verify->total && !check_leaf (verify, leaf, error))
        return FALSE;
    }
    if (((const ZbLeaf *)g_ptr_array_index (leaves, leaves->len - 1))->index >= verify->total)
      return fill_gap (verify, verify->total, error);
  }
  return TRUE;
}

/* Whether the records behind the last checkpoint belong to a newer one. */
static gboolean
check_tail (Verify *verify, GError **error)
{
  g_autoptr (GPtrArray) leaves = zb_store_list_leaves (verify->store, verify->total, 1, error);
  g_autoptr (ZbStoredCheckpoint) newer = NULL;
  GError *fault = NULL;
  guint64 index;

  if (leaves == NULL)
    return FALSE;
  if (leaves->len == 0)
    return TRUE;
  index = ((const ZbLeaf *)g_ptr_array_index (leaves, 0))->index;
  newer = zb_store_read_checkpoint_for (verify->store, index, &fault);
  if (newer == NULL)
    add_size_fault (verify, verify->total, index + 1, verify->total);
  return fault == NULL || forgive_missing (fault, error);
}

static gboolean
check_end (Verify *verify, GError **error)
{
  g_autoptr (GPtrArray) unlogged = zb_store_list_unlogged (verify->store, error);

  if (unlogged == NULL || !check_tail (verify, error) ||
      !zb_log_certificates_end (&verify->certificates, verify->store, verify->report, error))
    return FALSE;
  zb_log_key_records_end (&verify->key_records, verify->keys, verify->last, verify->report);
  for (guint i = verify->next_known; i < verify->known->len; i++)
    add_known_fault (verify, &g_array_index (verify->known, Known, i), "size");
  for (guint i = 0; i < unlogged->len; i++) {
    const ZbUnlogged *row = g_ptr_array_index (unlogged, i);

    zb_log_report_add (verify->report, &(ZbLogFault){.kind = row->missing ? ZB_LOG_FAULT_MISSING
                                                                          : ZB_LOG_FAULT_UNLOGGED,
                                                     .leaf = -1,
                                                     .table = row->table,
                                                     .row = row->row,
                                                     .name = row->name,
                                                     .field = row->field,
                                                     .expected = row->expected,
                                                     .found = row->found});
  }
  return TRUE;
}

/* How long the log says it is: by its last checkpoint. */
static gboolean
find_total (Verify *verify, GError **error)
{
  GError *fault = NULL;
  g_autoptr (ZbStoredCheckpoint) last = zb_store_read_checkpoint (verify->store, &fault);

  if (fault != NULL)
    return forgive_missing (fault, error);
  verify->total = last->size;
  return TRUE;
}

static void
clear_known (gpointer data)
{
  Known *known = data;

  zb_checkpoint_clear (&known->checkpoint);
}

static int
by_size (gconstpointer a, gconstpointer b)
{
  const Known *one = a, *other = b;

  return (one->checkpoint.size > other->checkpoint.size) -
         (one->checkpoint.size < other->checkpoint.size);
}

static gboolean
open_known (Verify *verify, GError **error)
{
  for (guint i = 0; i < verify->options->n_known; i++) {
    const ZbKnownCheckpoint *kept = &verify->options->known[i];
    Known known = {.name = kept->name};

    if (!zb_checkpoint_open_at (kept->note, verify->keys, 0, &known.checkpoint, error)) {
      g_prefix_error (error, "%s: ", kept->name);
      return FALSE;
    }
    g_array_append_val (verify->known, known);
  }
  g_array_sort (verify->known, by_size);
  return TRUE;
}

static gboolean
run (Verify *verify, GError **error)
{
  verify->keys = zb_succession_read (verify->options->verifier, error);
  if (!verify->keys || !open_known (verify, error))
    return FALSE;
  return find_total (verify, error) && next_checkpoint (verify, 0, error) &&
         check_leaves (verify, error) && check_end (verify, error);
}

ZbLogReport *
zb_log_verify (ZbStore *store, const ZbLogVerifyOptions *options, GError **error)
{
  g_autoptr (ZbLogReport) report = zb_log_report_new ();
  Verify verify = {.store = store, .options = options, .report = report};
  gboolean done;

  zb_log_certificates_init (&verify.certificates);
  zb_log_key_records_init (&verify.key_records);
  verify.known = g_array_new (FALSE, FALSE, sizeof (Known));
  g_array_set_clear_func (verify.known, clear_known);
  verify.records = zb_log_tree_new (0);
  verify.tiles = zb_log_tree_new (0);
  verify.parted = g_array_new (FALSE, FALSE, sizeof (guint64));
  done = run (&verify, error);
  zb_log_certificates_clear (&verify.certificates);
  zb_log_key_records_clear (&verify.key_records);
  g_clear_pointer (&verify.keys, zb_succession_free);
  zb_log_tree_free (verify.records);
  zb_log_tree_free (verify.tiles);
  g_array_unref (verify.parted);
  g_clear_pointer (&verify.tile, g_bytes_unref);
  zb_stored_checkpoint_free (verify.checkpoint);
  g_array_unref (verify.known);
  return done ? g_steal_pointer (&report) : NULL;
}
