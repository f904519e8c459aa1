/* SPDX-License-Identifier: Apache-2.0 */
/* Time stamps: by the vault's own clock, whatever the asker thinks of the time. */
#include "exchange/stamp.h"
#include "server/keys/vault-private.h"

#include <string.h>

static ZbStamper
describe (const ZbVault *vault)
{
  return (ZbStamper){
      .key = vault->key,
      .certificate = vault->certificate,
      .chain = vault->chain,
      .policy = vault->stamp_policy,
      .accuracy_ms = vault->options.accuracy_ms,
  };
}

static gint64
tell_time_cb (gpointer data)
{
  return zb_stamp_clock_tell (data);
}

GVariant *
zb_vault_stamp (ZbVault *vault, GVariant *taken, GError **error)
{
  ZbStamper stamper = describe (vault);
  const char *note;
  gint64 later_than;

  g_variant_get (taken, "(&sx)", &note, &later_than);
  zb_stamp_clock_go_behind (vault->clock, later_than);
  gint64 time = zb_stamp_clock_tell (vault->clock);
  g_autoptr (GBytes) token = time != 0 ? zb_stamp_make (&stamper, note, strlen (note), time, error)
                                       : g_bytes_new (NULL, 0);
  return token ? g_variant_new ("(x@ay)", time, zb_message_from_bytes (token)) : NULL;
}

GVariant *
zb_vault_answer_stamp (ZbVault *vault, GVariant *taken, GError **error)
{
  ZbStamper stamper = describe (vault);
  g_autoptr (GBytes) request = zb_message_child_bytes (taken, 0);
  gint64 later_than;

  g_variant_get_child (taken, 1, "x", &later_than);
  zb_stamp_clock_go_behind (vault->clock, later_than);
  GBytes *answer = zb_stamp_answer (&stamper, request, tell_time_cb, vault->clock, error);
  return answer ? zb_vault_give_bytes (answer) : NULL;
}
