/* SPDX-License-Identifier: Apache-2.0 */
#include "server/epoch.h"

#include "exchange/digest.h"
#include "exchange/evidence.h"
#include "formats/file.h"
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

static gboolean
refuse (const ZbHeldCheckpoint *held, guint64 size, const char *order, GError **error)
{
  g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_BEHIND,
               "this log has %" G_GUINT64_FORMAT " records, and the witness %s holds a checkpoint "
               "of %" G_GUINT64_FORMAT " that %s: what was acknowledged since would be denied. "
               "Bring back a newer backup; or, to go on without those records, write why into %s "
               "and start again (docs/operations.md, \"Behind what others hold\")",
               size, held->url, held->size,
               held->size > size ? "lies ahead of it" : "does not lead to it", order);
  return FALSE;
}

/* Goes on because it was ordered to: on the record, and for what the witness holds now only. */
static gboolean
go_on (const ZbEpoch *epoch,
       const ZbHeldCheckpoint *held,
       guint64 size,
       const char *order,
       const char *digest,
       GError **error)
{
  g_autofree char *outcome = g_strdup_printf ("behind-%" G_GUINT64_FORMAT, held->size);
  g_autofree char *done = g_strdup_printf ("%s-%" G_GUINT64_FORMAT, order, size);

  if (!record (epoch, digest, outcome, error) ||
      !zb_cosigning_forgive (epoch->cosigning, held, error))
    return FALSE;
  return g_rename (order, done) == 0 || fail_file (order, error);
}

static gboolean
compare (const ZbEpoch *epoch, GError **error)
{
  g_autofree char *order = zb_node_path (epoch->dir, ZB_EPOCH_ORDER);
  g_auto (ZbHeldCheckpoint) held = {0};
  g_autoptr (ZbStoredCheckpoint) own = zb_store_read_checkpoint (epoch->store, error);
  GError *failure = NULL;

  if (!own || !zb_cosigning_compare (epoch->cosigning, &held, error))
    return FALSE;
  if (!held.url)
    return TRUE;
  g_autofree char *digest = read_order (order, &failure);
  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  return digest ? go_on (epoch, &held, own->size, order, digest, error)
                : refuse (&held, own->size, order, error);
}

gboolean
zb_epoch_begin (const ZbEpoch *epoch, GError **error)
{
  return compare (epoch, error) && note_restoring (epoch, error);
}
