/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/log.h"

#include "exchange/signature.h"

#include <string.h>

struct _ZbLogKeys {
  const ZbKey *log_key;
  char *name;
  GMutex lock; /* guards what follows: groups are sealed on the store's thread */
  ZbSigner *receipt_signer;
};

ZbLogKeys *
zb_log_keys_new (const ZbKey *log_key, const char *name, ZbSigner *receipt_signer)
{
  ZbLogKeys *keys = g_new0 (ZbLogKeys, 1);

  keys->log_key = log_key;
  keys->name = g_strdup (name);
  keys->receipt_signer = receipt_signer;
  g_mutex_init (&keys->lock);
  return keys;
}

void
zb_log_keys_set_signer (ZbLogKeys *keys, ZbSigner *receipt_signer)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&keys->lock);

  keys->receipt_signer = receipt_signer;
}

void
zb_log_keys_free (ZbLogKeys *keys)
{
  if (keys == NULL)
    return;
  g_mutex_clear (&keys->lock);
  g_free (keys->name);
  g_free (keys);
}

static gboolean
seal_cb (gpointer self,
         const ZbCheckpoint *checkpoint,
         gint64 time,
         char **ret_note,
         GBytes **ret_signature,
         GError **error)
{
  ZbLogKeys *keys = self;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&keys->lock);
  g_autofree char *note = zb_checkpoint_sign (checkpoint, keys->log_key, keys->name, error);
  GBytes *signature;

  if (note == NULL)
    return FALSE;
  /* Who verifies may never have met the receipt key: the certificate comes along. */
  signature = zb_signature_make (keys->receipt_signer, note, strlen (note), time, TRUE, error);
  if (signature == NULL)
    return FALSE;
  *ret_note = g_steal_pointer (&note);
  *ret_signature = signature;
  return TRUE;
}

ZbLogSealer
zb_log_keys_sealer (ZbLogKeys *keys)
{
  return (ZbLogSealer){.seal = seal_cb, .self = keys};
}
