/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/token.h"

#include "exchange/certificate-private.h"
#include "exchange/digest.h"
#include "exchange/key-private.h"
#include "exchange/token-session.h"

#include <string.h>

/* A key by name, and where it is. */
typedef struct {
  char *module, *label;
  guint8 id[ZB_TOKEN_ID_SIZE];
} Place;

static void
place_clear (Place *place)
{
  g_clear_pointer (&place->module, g_free);
  g_clear_pointer (&place->label, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

gboolean
zb_token_is_uri (const char *text)
{
  return text != NULL && g_str_has_prefix (text, ZB_TOKEN_URI_START);
}

/* The value of NAME= among @fields, unescaped. (nullable) */
static GBytes *
read_field (char **fields, const char *name)
{
  gsize length = strlen (name);

  for (; *fields != NULL; fields++)
    if (strncmp (*fields, name, length) == 0 && (*fields)[length] == '=')
      return g_uri_unescape_bytes (*fields + length + 1, -1, NULL, NULL);
  return NULL;
}

static char *
to_text (GBytes *bytes)
{
  gsize length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  return length > 0 && memchr (data, '\0', length) == NULL ? g_strndup (data, length) : NULL;
}

static gboolean
read_uri (const char *uri, Place *ret_place, GError **error)
{
  gboolean ours = zb_token_is_uri (uri);
  g_auto (GStrv) halves = g_strsplit (ours ? uri + strlen (ZB_TOKEN_URI_START) : "", "?", 2);
  g_auto (GStrv) path = g_strsplit (halves[0] != NULL ? halves[0] : "", ";", -1);
  g_auto (GStrv) query =
      g_strsplit (halves[0] != NULL && halves[1] != NULL ? halves[1] : "", "&", -1);
  g_autoptr (GBytes) module = read_field (query, "module-path");
  g_autoptr (GBytes) label = read_field (path, "token");
  g_autoptr (GBytes) id = read_field (path, "id");
  g_auto (Place) place = {to_text (module), to_text (label), {0}};

  if (place.module == NULL || place.label == NULL || id == NULL ||
      g_bytes_get_size (id) != ZB_TOKEN_ID_SIZE) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "\"%s\" does not name a key on a token", uri);
    return FALSE;
  }
  memcpy (place.id, g_bytes_get_data (id, NULL), ZB_TOKEN_ID_SIZE);
  *ret_place = place;
  place = (Place){0};
  return TRUE;
}

static char *
write_uri (const Place *place)
{
  g_autofree char *label = g_uri_escape_string (place->label, NULL, FALSE);
  g_autofree char *module = g_uri_escape_string (place->module, "/", FALSE);
  GString *uri = g_string_new (ZB_TOKEN_URI_START "token=");

  g_string_append_printf (uri, "%s;id=", label);
  for (guint i = 0; i < ZB_TOKEN_ID_SIZE; i++)
    g_string_append_printf (uri, "%%%02X", place->id[i]);
  g_string_append_printf (uri, "?module-path=%s", module);
  return g_string_free (uri, FALSE);
}

GPtrArray *
zb_token_list (const char *module, GError **error)
{
  return zb_token_session_list (module, error);
}

char *
zb_token_make_key (
    const char *module, const char *label, const char *pin, const char *purpose, GError **error)
{
  g_autoptr (ZbTokenSession) session = zb_token_session_open (module, label, pin, error);
  guint8 digest[ZB_DIGEST_SIZE];
  gboolean found = FALSE;

  if (session == NULL)
    return NULL;
  /* What was begun and broken off is found again. */
  zb_digest_compute (purpose, strlen (purpose), digest);
  g_auto (Place) place = {g_strdup (module), g_strdup (zb_token_session_label (session)), {0}};
  memcpy (place.id, digest, ZB_TOKEN_ID_SIZE);
  if (!zb_token_session_find (session, place.id, &found, error) ||
      (!found && !zb_token_session_generate (session, place.id, "Zhibao", error)))
    return NULL;
  return write_uri (&place);
}

typedef struct {
  ZbTokenSession *session;
  guint8 id[ZB_TOKEN_ID_SIZE];
} Held;

static void
held_free (gpointer data)
{
  Held *held = data;

  zb_token_session_free (held->session);
  g_free (held);
}

static GBytes *
sign_cb (gpointer data, const void *tbs, gsize length, GError **error)
{
  const Held *held = data;

  return zb_token_session_sign (held->session, held->id, tbs, length, error);
}

ZbSigner *
zb_token_open_signer (
    const char *uri, const char *pin, ZbCertificate *certificate, GPtrArray *chain, GError **error)
{
  g_auto (Place) place = {0};

  if (!read_uri (uri, &place, error))
    return NULL;
  g_autoptr (ZbTokenSession) session =
      zb_token_session_open (place.module, place.label, pin, error);
  g_autoptr (ZbKey) key =
      session != NULL ? zb_token_session_public (session, place.id, error) : NULL;
  if (key == NULL)
    return NULL;
  if (!zb_key_fits (key, certificate)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                 "the key on the token %s is not that of the certificate", place.label);
    return NULL;
  }
  Held *held = g_new0 (Held, 1);
  held->session = g_steal_pointer (&session);
  memcpy (held->id, place.id, sizeof held->id);
  return zb_signer_new ("p256", certificate, chain, sign_cb, held, held_free);
}

/* Signed outside OpenSSL: the signature is put in beside its algorithm. */
static gboolean
sign_request (ZbTokenSession *session, const guint8 *id, X509_REQ *request, GError **error)
{
  X509_ALGOR *algorithm = X509_ALGOR_new ();
  ASN1_BIT_STRING *bits = ASN1_BIT_STRING_new ();
  unsigned char *tbs = NULL;

  X509_ALGOR_set0 (algorithm, OBJ_nid2obj (NID_ecdsa_with_SHA256), V_ASN1_UNDEF, NULL);
  X509_REQ_set1_signature_algo (request, algorithm);
  int length = i2d_re_X509_REQ_tbs (request, &tbs);
  g_autoptr (GBytes) signature =
      length > 0 ? zb_token_session_sign (session, id, tbs, (gsize)length, error) : NULL;
  if (signature != NULL) {
    ASN1_STRING_set (bits, g_bytes_get_data (signature, NULL), (int)g_bytes_get_size (signature));
    bits->flags &= ~(ASN1_STRING_FLAG_BITS_LEFT | 0x07);
    bits->flags |= ASN1_STRING_FLAG_BITS_LEFT;
    X509_REQ_set0_signature (request, g_steal_pointer (&bits));
  }
  OPENSSL_free (tbs);
  X509_ALGOR_free (algorithm);
  ASN1_BIT_STRING_free (bits);
  return signature != NULL;
}

GBytes *
zb_token_request (
    const char *uri, const char *pin, const char *name, const char *unit, GError **error)
{
  g_auto (Place) place = {0};
  g_autoptr (X509_REQ) request = X509_REQ_new ();
  g_autoptr (X509_NAME) subject = zb_openssl_name_new (name, unit);
  unsigned char *der = NULL;

  if (!read_uri (uri, &place, error))
    return NULL;
  g_autoptr (ZbTokenSession) session =
      zb_token_session_open (place.module, place.label, pin, error);
  g_autoptr (ZbKey) key =
      session != NULL ? zb_token_session_public (session, place.id, error) : NULL;
  if (key == NULL)
    return NULL;
  X509_REQ_set_version (request, X509_REQ_VERSION_1);
  X509_REQ_set_subject_name (request, subject);
  X509_REQ_set_pubkey (request, zb_key_pkey (key));
  if (!sign_request (session, place.id, request, error))
    return NULL;
  int length = i2d_X509_REQ (request, &der);
  return zb_openssl_take_der (der, length);
}
