/* SPDX-License-Identifier: Apache-2.0 */
#include "server/witness/witness.h"

#include "exchange/cosignature.h"
#include "exchange/error.h"
#include "exchange/witness-request.h"
#include "server/witness/witness-file.h"

#include <string.h>

/* Files of a log, behind the id of its key. */
#define SEEN ".checkpoint"
#define KEYS ".keys"

G_DEFINE_QUARK (zb - witness - error - quark, zb_witness_error)

struct _ZbWitness {
  char *folder;
  char *name;
  GStrv logs;          /* vkeys */
  ZbKeyholder *holder; /* NULL while no log is known */
  GMutex lock;
};

void
zb_witness_answer_clear (ZbWitnessAnswer *answer)
{
  g_clear_pointer (&answer->text, g_free);
}

static gboolean
open_key (ZbWitness *witness, ZbKeychain *keychain, GError **error)
{
  witness->holder = zb_keychain_get (keychain, ZB_VAULT_WITNESS, error);
  g_autoptr (ZbKey) public =
      witness->holder ? zb_keyholder_read_public (witness->holder, error) : NULL;
  g_autofree char *vkey = public ? zb_cosignature_verifier (public, witness->name, error) : NULL;
  g_autofree char *line = vkey ? g_strconcat (vkey, "\n", NULL) : NULL;

  return line && zb_witness_file_write (witness->folder, "witness.vkey", line, error);
}

ZbWitness *
zb_witness_open (const char *folder, const char *node, ZbKeychain *keychain, GError **error)
{
  g_autoptr (ZbWitness) witness = g_new0 (ZbWitness, 1);

  g_mutex_init (&witness->lock);
  witness->folder = g_strdup (folder);
  witness->name = zb_vault_witness_name (node);
  witness->logs = zb_witness_file_lines (folder, "logs", ZB_WITNESS_MAX_LOGS, error);
  if (!witness->logs || (witness->logs[0] && !open_key (witness, keychain, error)))
    return NULL;
  return g_steal_pointer (&witness);
}

/* (transfer full) */
static char *
cosign (const ZbWitness *witness, const char *note, gint64 now, GError **error)
{
  g_autoptr (GVariant) given = zb_keyholder_ask (witness->holder, ZB_ASK_COSIGNATURE,
                                                 g_variant_new ("(sx)", note, now), error);
  char *line = NULL;

  if (given)
    g_variant_get (given, "(s)", &line);
  return line;
}

void
zb_witness_free (ZbWitness *witness)
{
  g_free (witness->folder);
  g_free (witness->name);
  g_strfreev (witness->logs);
  g_mutex_clear (&witness->lock);
  g_free (witness);
}

static void
answer (ZbWitnessAnswer *ret_answer, guint status, char *text)
{
  *ret_answer = (ZbWitnessAnswer){status, text};
}

/* The vkey of the log that @text begins with the name of, behind which @end stands: of a note the
 * first line, of keys what the first vkey begins with. */
static const char *
find_log (const ZbWitness *witness, const char *text, char end)
{
  for (guint i = 0; witness->logs[i]; i++) {
    gsize length = strcspn (witness->logs[i], "+");
    if (strncmp (witness->logs[i], text, length) == 0 && text[length] == end)
      return witness->logs[i];
  }
  return NULL;
}

/* "ID.checkpoint": a vkey is name+id+key. (transfer full) */
static char *
file_of (const char *vkey, const char *suffix)
{
  g_auto (GStrv) parts = g_strsplit (vkey, "+", 3);

  return g_strconcat (parts[1], suffix, NULL);
}

/* The key that the operator named, and those that followed it. */
static ZbSuccession *
read_keys (const ZbWitness *witness, const char *vkey, GError **error)
{
  g_autofree char *name = file_of (vkey, KEYS);
  g_autofree char *text = NULL;

  return zb_witness_file_read (witness->folder, name, &text, error)
             ? zb_succession_read (text ? text : vkey, error)
             : NULL;
}

/* The newest checkpoint seen; size 0 before the first. */
static gboolean
read_seen (const ZbWitness *witness,
           const char *vkey,
           const ZbSuccession *keys,
           ZbCheckpoint *ret_seen,
           GError **error)
{
  g_autofree char *name = file_of (vkey, SEEN);
  g_autofree char *note = NULL;

  if (!zb_witness_file_read (witness->folder, name, &note, error))
    return FALSE;
  return !note || zb_checkpoint_open_at (note, keys, 0, ret_seen, error);
}

/* FALSE after answering why not. */
static gboolean
continues (const ZbWitnessRequest *request,
           const ZbCheckpoint *seen,
           const ZbCheckpoint *shown,
           ZbWitnessAnswer *ret_answer)
{
  if (request->old > shown->size) {
    answer (ret_answer, 400, g_strdup ("old: above the size of the checkpoint"));
    return FALSE;
  }
  gboolean other = request->old == shown->size && seen->size == shown->size && seen->size > 0 &&
                   memcmp (&seen->root, &shown->root, sizeof seen->root) != 0;
  if (request->old != seen->size || other) {
    answer (ret_answer, 409, g_strdup_printf ("%" G_GUINT64_FORMAT "\n", seen->size));
    return FALSE;
  }
  if (seen->size == 0 || seen->size == shown->size
          ? request->path->len == 0
          : zb_merkle_verify_consistency (seen->size, &seen->root, shown->size, &shown->root,
                                          (const ZbHash *)(gpointer)request->path->data,
                                          request->path->len))
    return TRUE;
  answer (ret_answer, 422, g_strdup ("the proof does not lead from the old size to the new"));
  return FALSE;
}

/* With the lock held: looks, decides, remembers, signs. */
static void
judge (ZbWitness *witness,
       const ZbWitnessRequest *request,
       const char *vkey,
       gint64 now,
       ZbWitnessAnswer *ret_answer)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = file_of (vkey, SEEN);
  g_autoptr (ZbSuccession) keys = read_keys (witness, vkey, &error);
  ZbCheckpoint seen = {0}, shown = {0};

  if (!keys)
    answer (ret_answer, 500, g_strdup (error->message));
  else if (!zb_checkpoint_open_at (request->checkpoint, keys, now, &shown, &error))
    answer (ret_answer, 403, g_strdup (error->message));
  else if (!read_seen (witness, vkey, keys, &seen, &error))
    answer (ret_answer, 500, g_strdup (error->message));
  else if (continues (request, &seen, &shown, ret_answer)) {
    char *line = cosign (witness, request->checkpoint, now, &error);
    if (line && zb_witness_file_write (witness->folder, name, request->checkpoint, &error)) {
      answer (ret_answer, 200, line);
    } else {
      g_free (line);
      answer (ret_answer, 500, g_strdup (error->message));
    }
  }
  zb_checkpoint_clear (&seen);
  zb_checkpoint_clear (&shown);
}

void
zb_witness_cosign (ZbWitness *witness, const char *text, gint64 now, ZbWitnessAnswer *ret_answer)
{
  g_auto (ZbWitnessRequest) request = {0};
  g_autoptr (GError) error = NULL;

  if (!zb_witness_request_read (text, &request, &error)) {
    answer (ret_answer, 400, g_strdup (error->message));
    return;
  }
  const char *vkey = find_log (witness, request.checkpoint, '\n');
  if (!vkey) {
    answer (ret_answer, 404, g_strdup ("this log is not known here"));
    return;
  }
  g_mutex_lock (&witness->lock);
  judge (witness, &request, vkey, now, ret_answer);
  g_mutex_unlock (&witness->lock);
}

/* With the lock held. */
static void
follow (ZbWitness *witness,
        const char *vkey,
        const ZbSuccession *shown,
        ZbWitnessAnswer *ret_answer)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = file_of (vkey, KEYS);
  g_autoptr (ZbSuccession) keys = read_keys (witness, vkey, &error);

  if (!keys) {
    answer (ret_answer, 500, g_strdup (error->message));
    return;
  }
  guint before = zb_succession_length (keys);
  if (!zb_succession_follow (keys, shown, &error)) {
    answer (ret_answer, 403, g_strdup (error->message));
    return;
  }
  g_autofree char *text = zb_succession_write (keys, zb_succession_length (keys));
  if (zb_succession_length (keys) == before ||
      zb_witness_file_write (witness->folder, name, text, &error))
    answer (ret_answer, 200, g_steal_pointer (&text));
  else
    answer (ret_answer, 500, g_strdup (error->message));
}

void
zb_witness_follow (ZbWitness *witness, const char *text, ZbWitnessAnswer *ret_answer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbSuccession) shown = zb_succession_read (text, &error);
  const char *vkey = shown ? find_log (witness, text, '+') : NULL;

  if (!vkey) {
    answer (ret_answer, shown ? 404 : 400,
            g_strdup (shown ? "this log is not known here" : error->message));
    return;
  }
  g_mutex_lock (&witness->lock);
  follow (witness, vkey, shown, ret_answer);
  g_mutex_unlock (&witness->lock);
}
