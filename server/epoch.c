/* SPDX-License-Identifier: Apache-2.0 */
#include "server/epoch.h"

#include "exchange/digest.h"
#include "exchange/evidence.h"
#include "formats/file.h"
#include "server/log/daily.h"
#include "server/node.h"
#include "server/operations/event.h"
#include "server/store/leaf.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define MAX_ORDER 4096
#define EVENT "epoch"

/* Kept until the next records are witnessed: nobody need compare what was compared. */
static gboolean
record (const ZbEpoch *epoch, const char *digest, const char *outcome, GError **error)
{
  g_autofree char *leaf =
      zb_evidence_leaf (EVENT, epoch->now, NULL, NULL, digest, NULL, NULL, outcome);
  const char *const records[] = {leaf, NULL};
  ZbAct act = {.kind = ZB_ACT_RECORD, .time = epoch->now, .who = epoch->node, .records = records};

  zb_event_tell (G_LOG_LEVEL_MESSAGE, "epoch", "outcome", outcome, NULL);
  return zb_store_commit_one (epoch->store, &act, NULL, error);
}

static gboolean
fail_file (const char *path, GError **error)
{
  g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA, "%s: %s", path, g_strerror (errno));
  return FALSE;
}

/* The first start of a backup. The mark goes when the record stands: a second one does no harm. */
static gboolean
note_restoring (const ZbEpoch *epoch, GError **error)
{
  g_autofree char *mark = zb_node_path (epoch->dir, ZB_EPOCH_RESTORED);

  if (!g_file_test (mark, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!record (epoch, NULL, "restored", error))
    return FALSE;
  return g_unlink (mark) == 0 || fail_file (mark, error);
}

/* The order's digest; NULL without an error if there is none. */
static char *
read_order (const char *path, GError **error)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  g_autoptr (GBytes) text = zb_file_read (path, MAX_ORDER, error);
  return text ? zb_digest_hex_of_bytes (text) : NULL;
}

/* What others and the node's own folder hold that its log does not lead to. */
typedef struct {
  ZbHeldCheckpoint witness, daily; /* url NULL for none */
  guint64 size;                    /* of the log */
} Behind;

static gboolean
refuse (const Behind *behind, const char *order, GError **error)
{
  const ZbHeldCheckpoint *held = behind->witness.url ? &behind->witness : &behind->daily;
  gboolean ahead = held->size > behind->size;

  g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_BEHIND,
               "this log has %" G_GUINT64_FORMAT " records, and %s%s holds a checkpoint "
               "of %" G_GUINT64_FORMAT " that %s: what was acknowledged since would be denied%s. "
               "Bring back a newer backup; or, to go on without those records, write why into %s "
               "and start again (docs/operations.md, \"Behind what others hold\")",
               behind->size, behind->witness.url ? "the witness " : "", held->url, held->size,
               ahead ? "lies ahead of it" : "does not lead to it",
               ahead ? "" : ", unless the log is damaged, which \"zhibaod verify\" tells", order);
  return FALSE;
}

/* Goes on because it was ordered to: on the record, and for what is held now only. */
static gboolean
go_on (const ZbEpoch *epoch,
       const Behind *behind,
       const char *order,
       const char *digest,
       GError **error)
{
  g_autofree char *outcome =
      g_strdup_printf ("behind-%" G_GUINT64_FORMAT, MAX (behind->witness.size, behind->daily.size));
  g_autofree char *done = g_strdup_printf ("%s-%" G_GUINT64_FORMAT, order, behind->size);
  g_autofree char *daily = zb_node_path (epoch->dir, ZB_NODE_DAILY);

  if (!record (epoch, digest, outcome, error) ||
      (behind->witness.url && !zb_cosigning_forgive (epoch->cosigning, &behind->witness, error)) ||
      (behind->daily.url && !zb_daily_set_aside (daily, behind->daily.url, behind->size, error)))
    return FALSE;
  return g_rename (order, done) == 0 || fail_file (order, error);
}

static gboolean
decide (const ZbEpoch *epoch, const Behind *behind, GError **error)
{
  g_autofree char *order = zb_node_path (epoch->dir, ZB_EPOCH_ORDER);
  GError *failure = NULL;

  if (!behind->witness.url && !behind->daily.url)
    return TRUE;
  g_autofree char *digest = read_order (order, &failure);
  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  return digest ? go_on (epoch, behind, order, digest, error) : refuse (behind, order, error);
}

static gboolean
compare (const ZbEpoch *epoch, GError **error)
{
  g_autofree char *daily = zb_node_path (epoch->dir, ZB_NODE_DAILY);
  g_autoptr (ZbStoredCheckpoint) own = zb_store_read_checkpoint (epoch->store, error);
  Behind behind = {.size = own ? own->size : 0};
  gboolean done = own && zb_cosigning_compare (epoch->cosigning, &behind.witness, error) &&
                  zb_daily_compare (daily, epoch->store, epoch->verifier, &behind.daily.url,
                                    &behind.daily.size, error) &&
                  decide (epoch, &behind, error);

  zb_held_checkpoint_clear (&behind.witness);
  zb_held_checkpoint_clear (&behind.daily);
  return done;
}

gboolean
zb_epoch_begin (const ZbEpoch *epoch, GError **error)
{
  return compare (epoch, error) && note_restoring (epoch, error);
}
