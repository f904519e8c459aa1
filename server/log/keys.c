/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/log.h"

#include "server/store/error.h"

struct _ZbLogKeys {
  ZbKeyholder *log, *receipt;
};

ZbLogKeys *
zb_log_keys_new (ZbKeyholder *log, ZbKeyholder *receipt)
{
  ZbLogKeys *keys = g_new0 (ZbLogKeys, 1);

  keys->log = log;
  keys->receipt = receipt;
  return keys;
}

void
zb_log_keys_free (ZbLogKeys *keys)
{
  g_free (keys);
}

static char *
sign_note (const ZbLogKeys *keys, const ZbCheckpoint *checkpoint, GError **error)
{
  g_autoptr (GBytes) root = g_bytes_new (&checkpoint->root, sizeof checkpoint->root);
  g_autoptr (GVariant) given = zb_keyholder_ask (
      keys->log, ZB_ASK_CHECKPOINT,
      g_variant_new ("(t@ay)", checkpoint->size, zb_message_from_bytes (root)), error);
  char *note = NULL;

  if (given)
    g_variant_get (given, "(s)", &note);
  return note;
}

static GVariant *
sign_evidence (const ZbLogKeys *keys, const char *note, gint64 time, GError **error)
{
  return zb_keyholder_ask (keys->receipt, ZB_ASK_EVIDENCE, g_variant_new ("(sx)", note, time),
                           error);
}

/* One question to each key, whatever the size of the group. Whatever keeps a key from signing is
 * nobody's fault who sent something: nothing is acknowledged, and he may come again. */
static gboolean
seal_cb (gpointer self,
         const ZbCheckpoint *checkpoint,
         gint64 time,
         char **ret_note,
         GBytes **ret_signature,
         GError **error)
{
  ZbLogKeys *keys = self;
  g_autoptr (GError) failure = NULL;
  g_autofree char *note = sign_note (keys, checkpoint, &failure);
  g_autoptr (GVariant) given = note ? sign_evidence (keys, note, time, &failure) : NULL;

  if (!given) {
    g_set_error_literal (error, ZB_STORE_ERROR, ZB_STORE_ERROR_UNAVAILABLE, failure->message);
    return FALSE;
  }
  *ret_note = g_steal_pointer (&note);
  *ret_signature = zb_message_child_bytes (given, 0);
  return TRUE;
}

ZbLogSealer
zb_log_keys_sealer (ZbLogKeys *keys)
{
  return (ZbLogSealer){.seal = seal_cb, .self = keys};
}
