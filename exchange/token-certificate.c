/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/certificate-private.h"
#include "exchange/error.h"
#include "exchange/token-session.h"
#include "exchange/token-uri.h"

#include <string.h>

static void
token_certificate_free (gpointer data)
{
  ZbTokenCertificate *one = data;

  g_free (one->uri);
  g_free (one->label);
  g_clear_pointer (&one->certificate, zb_certificate_unref);
  g_free (one);
}

static GArray *
find_class (ZbTokenSession *token, CK_OBJECT_CLASS class, GError **error)
{
  const CK_ATTRIBUTE wanted = {CKA_CLASS, &class, sizeof class};

  return zb_token_session_find (token, &wanted, 1, error);
}

/* The ids of the keys that sign there. (transfer full) GBytes, a set. */
static GHashTable *
find_keys (ZbTokenSession *token, GError **error)
{
  g_autoptr (GArray) objects = find_class (token, CKO_PRIVATE_KEY, error);
  g_autoptr (GHashTable) ids =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);

  for (guint i = 0; objects != NULL && i < objects->len; i++) {
    GBytes *id =
        zb_token_session_read (token, g_array_index (objects, CK_OBJECT_HANDLE, i), CKA_ID);

    if (id != NULL)
      g_hash_table_add (ids, id);
  }
  return objects != NULL ? g_steal_pointer (&ids) : NULL;
}

/* (nullable) what is no X.509 certificate is passed over */
static ZbCertificate *
read_certificate (ZbTokenSession *token, CK_OBJECT_HANDLE object)
{
  g_autoptr (GBytes) der = zb_token_session_read (token, object, CKA_VALUE);
  gsize length = 0;
  gconstpointer bytes = der != NULL ? g_bytes_get_data (der, &length) : NULL;

  return bytes != NULL ? zb_certificate_read (bytes, length, NULL) : NULL;
}

static char *
read_label (ZbTokenSession *token, CK_OBJECT_HANDLE object)
{
  g_autoptr (GBytes) bytes = zb_token_session_read (token, object, CKA_LABEL);
  gsize length = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  return g_utf8_make_valid (text != NULL ? text : "", (gssize)length);
}

static const char *
find_fault (const ZbCertificate *certificate)
{
  const char *suite = zb_certificate_suite (certificate);

  if (g_strcmp0 (suite, "sm2") == 0)
    return "has an SM2 key, which signs through a signing program only";
  if (g_strcmp0 (suite, "rsa3072") == 0)
    return zb_certificate_key_bits (certificate) < ZB_LEAST_RSA_BITS
               ? "has an RSA key of less than 3072 bits"
               : NULL;
  return g_strcmp0 (suite, "p256") == 0 ? NULL : "has a key of a kind that does not sign here";
}

/* Takes @certificate. */
static ZbTokenCertificate *
describe (ZbTokenSession *token,
          const char *module,
          GBytes *id,
          CK_OBJECT_HANDLE object,
          ZbCertificate *certificate)
{
  ZbTokenCertificate *one = g_new0 (ZbTokenCertificate, 1);
  const ZbTokenPlace place = {(char *)module, token->label, id};

  one->uri = zb_token_place_write (&place);
  one->label = read_label (token, object);
  one->certificate = certificate;
  one->fault = find_fault (certificate);
  return one;
}

/* A token has no order of its own. */
static int
by_label (gconstpointer a, gconstpointer b)
{
  const ZbTokenCertificate *one = *(const ZbTokenCertificate *const *)a;
  const ZbTokenCertificate *other = *(const ZbTokenCertificate *const *)b;
  int order = strcmp (one->label, other->label);

  return order != 0 ? order
                    : strcmp (zb_certificate_serial (one->certificate),
                              zb_certificate_serial (other->certificate));
}

GPtrArray *
zb_token_list_certificates (const ZbTokenLogin *login, GPtrArray **ret_issuers, GError **error)
{
  g_autoptr (ZbTokenSession) token = zb_token_session_open (login, error);
  g_autoptr (GHashTable) keys = token != NULL ? find_keys (token, error) : NULL;
  g_autoptr (GArray) objects = keys != NULL ? find_class (token, CKO_CERTIFICATE, error) : NULL;
  g_autoptr (GPtrArray) own = g_ptr_array_new_with_free_func (token_certificate_free);
  g_autoptr (GPtrArray) issuers =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);

  if (objects == NULL)
    return NULL;
  for (guint i = 0; i < objects->len; i++) {
    CK_OBJECT_HANDLE object = g_array_index (objects, CK_OBJECT_HANDLE, i);
    ZbCertificate *certificate = read_certificate (token, object);
    g_autoptr (GBytes) id = zb_token_session_read (token, object, CKA_ID);

    if (certificate == NULL)
      continue;
    if (id != NULL && g_bytes_get_size (id) <= ZB_TOKEN_MOST_ID && g_hash_table_contains (keys, id))
      g_ptr_array_add (own, describe (token, login->module, id, object, certificate));
    else
      g_ptr_array_add (issuers, certificate);
  }
  g_ptr_array_sort (own, by_label);
  if (ret_issuers != NULL)
    *ret_issuers = g_steal_pointer (&issuers);
  return g_steal_pointer (&own);
}
