/* SPDX-License-Identifier: Apache-2.0 */
/* What is signed of notes: a log's checkpoint, evidence over it, and a witness's line under
 * another's.
 */
#include "exchange/checkpoint.h"
#include "exchange/cosignature.h"
#include "exchange/signature.h"
#include "server/keys/vault-private.h"

#include <string.h>

/* Origin, size, root, an empty line; the signatures follow. */
#define LINES_OF_A_HEAD 4

/* NULL with an error if what was given for them is none. */
static const ZbSuccession *
get_log_keys (ZbVault *vault, GError **error)
{
  if (!vault->keys)
    vault->keys = zb_succession_read (vault->log_verifier, error);
  return vault->keys;
}

/* Of a log's key that another follows: not once its term has ended. */
static gboolean
check_term (ZbVault *vault, GError **error)
{
  gint64 now = zb_clock_now (&vault->options.clock);

  if (vault->role != ZB_VAULT_LOG_BEFORE)
    return TRUE;
  const ZbSuccession *keys = get_log_keys (vault, error);
  g_autofree char *own = keys ? zb_checkpoint_verifier (vault->key, vault->log_name, error) : NULL;
  for (guint i = 0; own && i < zb_succession_length (keys); i++) {
    ZbLogKey key = zb_succession_get (keys, i);

    if (strcmp (key.vkey, own) == 0 && now <= key.until + ZB_VAULT_MAX_SKEW)
      return TRUE;
  }
  return own != NULL && zb_vault_refuse (vault, error, "its term has ended");
}

GVariant *
zb_vault_sign_checkpoint (ZbVault *vault, GVariant *taken, GError **error)
{
  g_autoptr (GBytes) root = zb_message_child_bytes (taken, 1);
  ZbCheckpoint checkpoint = {.origin = vault->log_name};
  gsize length = 0;
  const void *bytes = g_bytes_get_data (root, &length);

  if (!check_term (vault, error))
    return NULL;
  if (length != sizeof checkpoint.root) {
    zb_vault_refuse (vault, error, "a root has %u bytes", (guint)sizeof checkpoint.root);
    return NULL;
  }
  g_variant_get_child (taken, 0, "t", &checkpoint.size);
  memcpy (&checkpoint.root, bytes, length);
  g_autofree char *note = zb_checkpoint_sign (&checkpoint, vault->key, vault->log_name, error);
  return note ? g_variant_new ("(s)", note) : NULL;
}

/* Nothing but a checkpoint that the log's own keys have signed, and no word beside it. */
static gboolean
check_note (ZbVault *vault, const char *note, GError **error)
{
  const ZbSuccession *keys = get_log_keys (vault, error);
  ZbCheckpoint checkpoint = {0};
  guint lines = 0;

  if (!keys ||
      !zb_checkpoint_open_at (note, keys, zb_clock_now (&vault->options.clock), &checkpoint, error))
    return FALSE;
  guint signatures = zb_succession_count_lines (keys, note, NULL);
  for (const char *c = note; *c; c++)
    lines += *c == '\n';
  gboolean own =
      strcmp (checkpoint.origin, vault->log_name) == 0 && lines == LINES_OF_A_HEAD + signatures;
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
