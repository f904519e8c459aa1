/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/token.h"

#include "exchange/certificate-private.h"
#include "exchange/digest.h"
#include "exchange/key-private.h"
#include "exchange/signed-request.h"
#include "exchange/token-key.h"
#include "exchange/token-uri.h"

#include <string.h>

#define MADE_ID_SIZE 16

char *
zb_token_make_key (const ZbTokenLogin *login, const char *purpose, GError **error)
{
  g_autoptr (ZbTokenSession) token = zb_token_session_open (login, error);
  guint8 digest[ZB_DIGEST_SIZE];
  gboolean exists = FALSE;

  if (token == NULL)
    return NULL;
  /* What was begun and broken off is found again. */
  zb_digest_compute (purpose, strlen (purpose), digest);
  g_auto (ZbTokenPlace) place = {g_strdup (login->module), g_strdup (token->label),
                                 g_bytes_new (digest, MADE_ID_SIZE)};
  if (!zb_token_key_exists (token, place.id, &exists, error) ||
      (!exists && !zb_token_key_generate (token, place.id, "Zhibao", error)))
    return NULL;
  return zb_token_place_write (&place);
}

/* A key while one is logged in. */
typedef struct {
  ZbTokenSession *token;
  GBytes *id;
  ZbKey *key; /* the public half */
} Held;

static void
held_free (gpointer data)
{
  Held *held = data;

  g_clear_pointer (&held->token, zb_token_session_free);
  g_clear_pointer (&held->id, g_bytes_unref);
  g_clear_pointer (&held->key, zb_key_free);
  g_free (held);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Held, held_free)

static Held *
hold (const char *uri, const char *pin, GError **error)
{
  g_auto (ZbTokenPlace) place = {NULL, NULL, NULL};
  g_autoptr (Held) held = g_new0 (Held, 1);

  if (!zb_token_place_read (uri, &place, error))
    return NULL;
  const ZbTokenLogin login = {place.module, place.label, pin};
  held->token = zb_token_session_open (&login, error);
  held->key = held->token != NULL ? zb_token_key_public (held->token, place.id, error) : NULL;
  held->id = g_bytes_ref (place.id);
  return held->key != NULL ? g_steal_pointer (&held) : NULL;
}

static GBytes *
sign_cb (gpointer data, const void *tbs, gsize length, GError **error)
{
  const Held *held = data;

  return zb_token_key_sign (held->token, held->id, tbs, length, error);
}

ZbSigner *
zb_token_open_signer (
    const char *uri, const char *pin, ZbCertificate *certificate, GPtrArray *chain, GError **error)
{
  g_autoptr (Held) held = hold (uri, pin, error);

  if (held == NULL)
    return NULL;
  if (!zb_key_fits (held->key, certificate)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                 "the key on the token %s is not that of the certificate", held->token->label);
    return NULL;
  }
  const char *suite = zb_key_suite (held->key);
  return zb_signer_new (suite, certificate, chain, sign_cb, g_steal_pointer (&held), held_free);
}

GBytes *
zb_token_request (
    const char *uri, const char *pin, const char *name, const char *unit, GError **error)
{
  g_autoptr (Held) held = hold (uri, pin, error);

  if (held == NULL)
    return NULL;
  g_autofree char *what = g_strconcat ("the token ", held->token->label, NULL);
  const ZbRequestSigner signer = {what, zb_key_pkey (held->key), sign_cb, held};
  return zb_signed_request_make (&signer, name, unit, error);
}
