/* SPDX-License-Identifier: Apache-2.0 */
#include "server/keys/keyholder.h"

#include "exchange/error.h"
#include "exchange/protocol.h"
#include "server/keys/channel.h"

#include <unistd.h>

/* The longest answer is a list of revocations. */
#define MOST (ZB_PROTOCOL_MAX_CRL + 1024)

struct _ZbKeyholder {
  ZbVaultRole role;
  ZbVault *vault; /* NULL: in another process */
  ZbKeyholderConnect connect;
  gpointer data;
  GMutex lock;          /* of what follows, and of the vault */
  int channel;          /* -1: not connected */
  GBytes *certificates; /* (nullable) what the other side was told last */
};

ZbKeyholder *
zb_keyholder_new (ZbVaultRole role, ZbKeyholderConnect connect, gpointer data)
{
  ZbKeyholder *holder = g_new0 (ZbKeyholder, 1);

  holder->role = role;
  holder->connect = connect;
  holder->data = data;
  holder->channel = -1;
  g_mutex_init (&holder->lock);
  return holder;
}

ZbKeyholder *
zb_keyholder_new_local (ZbVault *vault)
{
  ZbKeyholder *holder = zb_keyholder_new (0, NULL, NULL);

  holder->vault = vault;
  return holder;
}

static void
disconnect (ZbKeyholder *holder)
{
  if (holder->channel >= 0)
    close (holder->channel);
  holder->channel = -1;
}

void
zb_keyholder_free (ZbKeyholder *holder)
{
  disconnect (holder);
  g_clear_pointer (&holder->vault, zb_vault_free);
  g_clear_pointer (&holder->certificates, g_bytes_unref);
  g_mutex_clear (&holder->lock);
  g_free (holder);
}

/* What the vault said is no error of the channel. */
static GVariant *
read_answer (const ZbKeyholder *holder, char question, char letter, GBytes *body, GError **error)
{
  gboolean done = letter == ZB_MESSAGE_DONE;
  const char *type = done ? zb_question_find (question)->gives : ZB_MESSAGE_FAILURE;
  g_autoptr (GVariant) answer = zb_message_open (body, type);
  const char *sentence;
  int code;

  if (done && answer)
    return g_steal_pointer (&answer);
  if (!answer) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO,
                 "the holder of the key \"%s\" answers in a wrong form",
                 zb_vault_role_name (holder->role));
    return NULL;
  }
  g_variant_get (answer, "(i&s)", &code, &sentence);
  g_set_error_literal (error, ZB_EXCHANGE_ERROR, code, sentence);
  return NULL;
}

/* One question on the open channel; FALSE with an error of the channel. */
static gboolean
exchange (ZbKeyholder *holder,
          char letter,
          GBytes *body,
          char *ret_letter,
          GBytes **ret_body,
          GError **error)
{
  return zb_channel_send (holder->channel, letter, body, error) &&
         zb_channel_receive (holder->channel, MOST, ret_letter, ret_body, error);
}

/* A holder that is new knows no certificate. */
static gboolean
open_channel (ZbKeyholder *holder, GError **error)
{
  g_autoptr (GBytes) answer = NULL;
  char letter = 0;

  if (holder->channel >= 0)
    return TRUE;
  holder->channel = holder->connect (holder->role, holder->data, error);
  if (holder->channel < 0)
    return FALSE;
  return !holder->certificates ||
         exchange (holder, ZB_ASK_CERTIFICATES, holder->certificates, &letter, &answer, error);
}

/* Whatever is asked may be asked twice: what was signed and not heard of is nobody's. */
static gboolean
ask_other (ZbKeyholder *holder,
           char letter,
           GBytes *body,
           char *ret_letter,
           GBytes **ret_body,
           GError **error)
{
  gboolean was_open = holder->channel >= 0;
  GError *failure = NULL;

  if (open_channel (holder, &failure) &&
      exchange (holder, letter, body, ret_letter, ret_body, &failure))
    return TRUE;
  disconnect (holder);
  if (was_open && !g_error_matches (failure, ZB_CHANNEL_ERROR, ZB_CHANNEL_ERROR_SLOW)) {
    g_clear_error (&failure);
    if (open_channel (holder, &failure) &&
        exchange (holder, letter, body, ret_letter, ret_body, &failure))
      return TRUE;
    disconnect (holder);
  }
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO,
               "the holder of the key \"%s\" cannot be reached: %s",
               zb_vault_role_name (holder->role), failure->message);
  g_error_free (failure);
  return FALSE;
}

static GVariant *
ask (ZbKeyholder *holder, char letter, GBytes *body, GError **error)
{
  g_autoptr (GBytes) answer = NULL;
  char outcome = 0;

  if (holder->vault) {
    GVariant *given = zb_vault_answer (holder->vault, letter, body, error);
    return given ? g_variant_take_ref (given) : NULL;
  }
  return ask_other (holder, letter, body, &outcome, &answer, error)
             ? read_answer (holder, letter, outcome, answer, error)
             : NULL;
}

GVariant *
zb_keyholder_ask (ZbKeyholder *holder, char letter, GVariant *taken, GError **error)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (taken);
  g_autoptr (GBytes) body = zb_message_to_bytes (owned);

  g_mutex_lock (&holder->lock);
  GVariant *given = ask (holder, letter, body, error);
  if (given && letter == ZB_ASK_CERTIFICATES) {
    g_clear_pointer (&holder->certificates, g_bytes_unref);
    holder->certificates = g_bytes_ref (body);
  }
  g_mutex_unlock (&holder->lock);
  return given;
}

ZbKey *
zb_keyholder_read_public (ZbKeyholder *holder, GError **error)
{
  g_autoptr (GVariant) given =
      zb_keyholder_ask (holder, ZB_ASK_PUBLIC, g_variant_new ("()"), error);
  g_autoptr (GBytes) der = given ? zb_message_child_bytes (given, 0) : NULL;

  return der ? zb_key_read_public (der, error) : NULL;
}

GBytes *
zb_keyholder_make_request (ZbKeyholder *holder, const char *name, GError **error)
{
  g_autoptr (GVariant) given =
      zb_keyholder_ask (holder, ZB_ASK_REQUEST, g_variant_new ("(s)", name), error);

  return given ? zb_message_child_bytes (given, 0) : NULL;
}

gboolean
zb_keyholder_set_certificates (ZbKeyholder *holder,
                               const ZbCertificate *certificate,
                               GPtrArray *chain,
                               GError **error)
{
  g_auto (GVariantBuilder) others = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aay"));

  for (guint i = 0; chain && i < chain->len; i++)
    g_variant_builder_add_value (&others,
                                 zb_message_from_bytes (zb_certificate_der (chain->pdata[i])));
  g_autoptr (GVariant) given = zb_keyholder_ask (
      holder, ZB_ASK_CERTIFICATES,
      g_variant_new ("(@ayaay)", zb_message_from_bytes (zb_certificate_der (certificate)), &others),
      error);
  return given != NULL;
}
