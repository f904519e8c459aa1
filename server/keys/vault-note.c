/* SPDX-License-Identifier: Apache-2.0 */
/* What is signed of notes: a log's checkpoint, evidence over it, and a witness's line under
 * another's.
 */
#include "exchange/checkpoint.h"
#include "exchange/cosignature.h"
#include "exchange/signature.h"
#include "server/keys/vault-private.h"

#include <string.h>

/* Origin, size, root, an empty line, one signature. */
#define LINES_OF_A_NOTE 5

GVariant *
zb_vault_sign_checkpoint (ZbVault *vault, GVariant *taken, GError **error)
{
  g_autoptr (GBytes) root = zb_message_child_bytes (taken, 1);
  ZbCheckpoint checkpoint = {.origin = vault->log_name};
  gsize length = 0;
  const void *bytes = g_bytes_get_data (root, &length);

  if (length != sizeof checkpoint.root) {
    zb_vault_refuse (vault, error, "a root has %u bytes", (guint)sizeof checkpoint.root);
    return NULL;
  }
  g_variant_get_child (taken, 0, "t", &checkpoint.size);
  memcpy (&checkpoint.root, bytes, length);
  g_autofree char *note = zb_checkpoint_sign (&checkpoint, vault->key, vault->log_name, error);
  return note ? g_variant_new ("(s)", note) : NULL;
}

/* Nothing but a checkpoint that the log's own key has signed, and no word beside it. */
static gboolean
check_note (const ZbVault *vault, const char *note, GError **error)
{
  ZbCheckpoint checkpoint = {0};
  guint lines = 0;

  if (!zb_checkpoint_open (note, vault->log_verifier, &checkpoint, error))
    return FALSE;
  for (const char *c = note; *c; c++)
    lines += *c == '\n';
  gboolean own = strcmp (checkpoint.origin, vault->log_name) == 0 && lines == LINES_OF_A_NOTE;
  zb_checkpoint_clear (&checkpoint);
  return own || zb_vault_refuse (vault, error, "the note is no checkpoint of this node's log");
}

GVariant *
zb_vault_sign_evidence (ZbVault *vault, GVariant *taken, GError **error)
{
  const char *note;
  gint64 time;

  g_variant_get (taken, "(&sx)", &note, &time);
  if (!zb_vault_check_time (vault, time, error) || !check_note (vault, note, error))
    return NULL;
  /* Who verifies may never have met the receipt key: the certificate comes along. */
  GBytes *signature = zb_signature_make (vault->signer, note, strlen (note), time, TRUE, error);
  return signature ? zb_vault_give_bytes (signature) : NULL;
}

GVariant *
zb_vault_cosign (ZbVault *vault, GVariant *taken, GError **error)
{
  const char *note;
  gint64 time;

  g_variant_get (taken, "(&sx)", &note, &time);
  if (!zb_vault_check_time (vault, time, error))
    return NULL;
  g_autofree char *line = zb_cosignature_make (note, vault->key, vault->witness_name, time, error);
  return line ? g_variant_new ("(s)", line) : NULL;
}
