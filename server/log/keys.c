/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/log.h"

#include "server/operations/event.h"
#include "server/store/error.h"

#include <string.h>

struct _ZbLogKeys {
  ZbKeyholder *log, *receipt;
  ZbKeyholder *before; /* NULL: the log's key signs alone */
  gint64 until;        /* the term of the key before */
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

void
zb_log_keys_set_before (ZbLogKeys *keys, ZbKeyholder *before, gint64 until)
{
  keys->before = before;
  keys->until = until;
}

static char *
ask_for_note (ZbKeyholder *holder, const ZbCheckpoint *checkpoint, GError **error)
{
  g_autoptr (GBytes) root = g_bytes_new (&checkpoint->root, sizeof checkpoint->root);
  g_autoptr (GVariant) given = zb_keyholder_ask (
      holder, ZB_ASK_CHECKPOINT,
      g_variant_new ("(t@ay)", checkpoint->size, zb_message_from_bytes (root)), error);
  char *note = NULL;

  if (given)
    g_variant_get (given, "(s)", &note);
  return note;
}

/* With the line of the key before as long as it has its term. Who follows the log finds the new key
 * by the old one's statement as well: so one that cannot sign stops nothing. */
static char *
sign_note (ZbLogKeys *keys, const ZbCheckpoint *checkpoint, gint64 time, GError **error)
{
  g_autofree char *note = ask_for_note (keys->log, checkpoint, error);
  g_autoptr (GError) failure = NULL;

  if (!note || !keys->before || time > keys->until)
    return g_steal_pointer (&note);
  g_autofree char *other = ask_for_note (keys->before, checkpoint, &failure);
  if (other)
    return g_strconcat (note, strstr (other, "\n\n") + 2, NULL);
  zb_event_tell (G_LOG_LEVEL_WARNING, "log-key-before-away", "reason", failure->message, NULL);
  keys->before = NULL;
  return g_steal_pointer (&note);
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
  g_autofree char *note = sign_note (keys, checkpoint, time, &failure);
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
