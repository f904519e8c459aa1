/* SPDX-License-Identifier: Apache-2.0 */
#include "server/rotation.h"

#include "exchange/evidence.h"
#include "exchange/timestamp.h"
#include "formats/file.h"
#include "server/authority/keyring.h"
#include "server/node.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
#define MAX_FILE (64 * 1024)
#define KEY "log.key.pem"
#define BEFORE "log-before.key.pem"
#define NEXT "log-next.key.pem"

typedef struct {
  const ZbRotation *rotation;
  char *public, *private; /* folders of log.vkey and of the private keys */
  ZbSuccession *succession;
  ZbKey *key; /* log.key.pem */
} Rotating;

static void
rotating_clear (Rotating *rotating)
{
  g_free (rotating->public);
  g_free (rotating->private);
  g_clear_pointer (&rotating->succession, zb_succession_free);
  g_clear_pointer (&rotating->key, zb_key_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rotating, rotating_clear)

static gboolean
write_file (const char *folder, const char *name, const char *text, gssize length, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_set_contents_full (path, text, length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

static ZbKey *
read_key (const Rotating *rotating, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (rotating->private, name, NULL);

  return zb_key_read_pem (path, NULL, error);
}

ZbSuccession *
zb_rotation_read (const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, ZB_NODE_KEYS, ZB_KEYRING_LOG_VERIFIER, NULL);
  g_autofree char *text = zb_keychain_read_verifier (path, error);
  ZbSuccession *succession = text ? zb_succession_read (text, error) : NULL;

  if (text && !succession)
    g_prefix_error (error, "%s: ", path);
  return succession;
}

gint64
zb_rotation_end_of_overlap (const ZbSuccession *succession)
{
  guint n = zb_succession_length (succession);

  return n > 1 ? zb_succession_get (succession, n - 2).until : 0;
}

static gboolean
check_overlap (const Rotating *rotating, GError **error)
{
  gint64 until = zb_rotation_end_of_overlap (rotating->succession);

  if (until < rotating->rotation->now)
    return TRUE;
  g_autofree char *end = zb_timestamp_format (until);
  g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA,
               "the log's key before signs until %s: another one can follow after that", end);
  return FALSE;
}

/* One that was made before is not made anew. */
static ZbKey *
make_next (const Rotating *rotating, GError **error)
{
  g_autofree char *path = g_build_filename (rotating->private, NEXT, NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return read_key (rotating, NEXT, error);
  g_autoptr (ZbKey) next = zb_key_generate ("ed25519", error);
  return next && zb_key_write_pem (next, path, NULL, error) ? g_steal_pointer (&next) : NULL;
}

static gboolean
keep_before (const Rotating *rotating, GError **error)
{
  g_autofree char *path = g_build_filename (rotating->private, KEY, NULL);
  g_autoptr (GBytes) bytes = zb_file_read (path, MAX_FILE, error);
  gsize length = 0;
  const char *data = bytes ? g_bytes_get_data (bytes, &length) : NULL;

  return bytes && write_file (rotating->private, BEFORE, data, (gssize)length, error);
}

static gboolean
write_succession (const Rotating *rotating, const char *folder, GError **error)
{
  g_autofree char *text =
      zb_succession_write (rotating->succession, zb_succession_length (rotating->succession));

  return write_file (folder, ZB_KEYRING_LOG_VERIFIER, text, -1, error);
}

/* Nothing counts until log.vkey names the new key, and then nothing is left to decide. */
static gboolean
begin (Rotating *rotating, GError **error)
{
  const ZbRotation *rotation = rotating->rotation;
  gint64 until = rotation->now + rotation->overlap_days * DAY;

  if (!check_overlap (rotating, error))
    return FALSE;
  g_autoptr (ZbKey) next = make_next (rotating, error);
  return next && keep_before (rotating, error) &&
         zb_succession_vouch (rotating->succession, rotating->key, next, rotation->now, until,
                              error) &&
         write_succession (rotating, rotating->public, error);
}

/* The new key takes its place. */
static gboolean
finish (const Rotating *rotating, GError **error)
{
  g_autofree char *from = g_build_filename (rotating->private, NEXT, NULL);
  g_autofree char *to = g_build_filename (rotating->private, KEY, NULL);
  g_autoptr (ZbKey) next = read_key (rotating, NEXT, error);

  if (!next)
    return FALSE;
  if (!zb_succession_ends_with (rotating->succession, next)) {
    g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA,
                 "neither %s nor %s is the log's key, %s: bring the right one back", to, from,
                 zb_succession_newest (rotating->succession).vkey);
    return FALSE;
  }
  if (strcmp (rotating->public, rotating->private) != 0 &&
      !write_succession (rotating, rotating->private, error))
    return FALSE;
  if (g_rename (from, to) == 0)
    return TRUE;
  g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA, "%s: %s", to, g_strerror (errno));
  return FALSE;
}

static gboolean
run (Rotating *rotating, GError **error)
{
  rotating->succession = zb_rotation_read (rotating->rotation->dir, error);
  rotating->key = rotating->succession ? read_key (rotating, KEY, error) : NULL;
  if (!rotating->key)
    return FALSE;
  /* Else it was begun before, and cut off. */
  if (zb_succession_ends_with (rotating->succession, rotating->key) && !begin (rotating, error))
    return FALSE;
  return finish (rotating, error);
}

gboolean
zb_rotation_run (const ZbRotation *rotation, ZbSuccession **ret_succession, GError **error)
{
  g_auto (Rotating)
      rotating = {.rotation = rotation, .public = zb_node_path (rotation->dir, ZB_NODE_KEYS)};
  int lock = zb_node_lock (rotation->dir, error);

  if (lock < 0)
    return FALSE;
  rotating.private = g_strdup (rotation->keys ? rotation->keys : rotating.public);
  gboolean done = run (&rotating, error);
  close (lock);
  if (done)
    *ret_succession = g_steal_pointer (&rotating.succession);
  return done;
}

gboolean
zb_rotation_record (
    ZbStore *store, const ZbSuccession *succession, const char *node, gint64 now, GError **error)
{
  for (guint i = 1; i < zb_succession_length (succession); i++) {
    g_autofree char *digest = zb_succession_digest (succession, i);
    g_autofree char *name = g_strconcat (ZB_SUCCESSION_EVENT " ", digest, NULL);
    g_autofree char *leaf =
        zb_evidence_leaf (ZB_SUCCESSION_EVENT, now, NULL, NULL, digest, NULL, NULL, NULL);
    const char *const records[] = {leaf, NULL};
    const ZbActKey once = {node, name, digest};
    ZbAct act = {.kind = ZB_ACT_RECORD, .time = now, .who = node, .records = records, .key = &once};

    if (!zb_store_commit_one (store, &act, NULL, error))
      return FALSE;
  }
  return TRUE;
}
