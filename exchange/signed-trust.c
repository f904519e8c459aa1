/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/signed-trust.h"

#include "exchange/base64.h"
#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/protocol.h"
#include "exchange/signature.h"
#include "exchange/timestamp.h"
#include "formats/zip-reader.h"
#include "formats/zip-writer.h"

#include <string.h>

#define STATEMENT "trust.xml"
#define SIGNATURE "signature.p7s"
#define MAX_ARCHIVE (ZB_PROTOCOL_MAX_STATEMENT + ZB_PROTOCOL_MAX_SIGNATURE + 1024)

void
zb_signed_trust_free (ZbSignedTrust *trust)
{
  if (trust == NULL)
    return;
  zb_trust_bundle_free (trust->bundle);
  g_clear_pointer (&trust->statement, g_bytes_unref);
  g_clear_pointer (&trust->signature, g_bytes_unref);
  g_free (trust->digest);
  g_free (trust);
}

ZbSignedTrust *
zb_signed_trust_new (const char *source, GBytes *statement, GBytes *signature, GError **error)
{
  g_autoptr (ZbSignedTrust) trust = g_new0 (ZbSignedTrust, 1);

  trust->bundle = zb_trust_bundle_read (source, statement, error);
  if (trust->bundle == NULL)
    return NULL;
  if (signature == NULL || g_bytes_get_size (signature) == 0) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                 "%s: nobody has signed the trust bundle", source);
    return NULL;
  }
  trust->statement = g_bytes_ref (statement);
  trust->signature = g_bytes_ref (signature);
  trust->digest = zb_digest_hex_of_bytes (statement);
  return g_steal_pointer (&trust);
}

/* A key for this one signature, with the root's certificate for it: it holds as long as the bundle
 * does. */
static ZbSigner *
make_signer (const ZbTrustBundle *bundle, ZbIssuer *root, GError **error)
{
  g_autofree char *name = g_strdup_printf ("Zhibao trust %s %u", bundle->node, bundle->version);
  g_autoptr (ZbKey) key = zb_key_generate ("p256", error);
  g_autoptr (GBytes) request = key != NULL ? zb_key_request (key, name, NULL, error) : NULL;
  gint64 end = zb_certificate_not_after (zb_issuer_certificate (root));
  const ZbIssue issue = {
      .name = name,
      .uses = ZB_USE_TRUST,
      .not_before = bundle->issued,
      .not_after = MIN (bundle->until, end),
  };
  g_autoptr (ZbCertificate) certificate =
      request != NULL ? zb_issuer_certify (root, request, &issue, error) : NULL;

  return certificate != NULL ? zb_signer_new_for_key (g_steal_pointer (&key), certificate, NULL)
                             : NULL;
}

ZbSignedTrust *
zb_signed_trust_make (const ZbTrustBundle *bundle, ZbIssuer *root, GError **error)
{
  g_autoptr (GBytes) statement = zb_trust_bundle_write (bundle);
  g_autoptr (ZbSigner) signer = make_signer (bundle, root, error);
  gsize length = 0;
  const void *bytes = g_bytes_get_data (statement, &length);
  g_autoptr (GBytes) signature =
      signer != NULL ? zb_signature_make (signer, bytes, length, bundle->issued, TRUE, error)
                     : NULL;

  return signature != NULL ? zb_signed_trust_new (STATEMENT, statement, signature, error) : NULL;
}

GBytes *
zb_signed_trust_pack (const ZbSignedTrust *trust, GError **error)
{
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  GError *cause = NULL;

  zb_zip_writer_add (writer, STATEMENT, trust->statement);
  zb_zip_writer_add (writer, SIGNATURE, trust->signature);
  GBytes *bytes = zb_zip_writer_finish (writer, &cause);
  if (bytes == NULL)
    zb_exchange_adopt_error (error, cause);
  return bytes;
}

ZbSignedTrust *
zb_signed_trust_open (const char *source, GBytes *bytes, GError **error)
{
  static const ZbZipLimits limits = {MAX_ARCHIVE, 2};
  GError *cause = NULL;
  g_autoptr (ZbZip) zip = zb_zip_read (source, bytes, &limits, &cause);

  if (zip == NULL) {
    zb_exchange_adopt_error (error, cause);
    return NULL;
  }
  g_autoptr (GBytes) statement = zb_zip_find (zip, STATEMENT);
  g_autoptr (GBytes) signature = zb_zip_find (zip, SIGNATURE);
  guint n = (statement != NULL) + (signature != NULL);
  if (statement == NULL || zb_zip_n_entries (zip) != n) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "%s: a trust bundle holds " STATEMENT " and " SIGNATURE, source);
    return NULL;
  }
  g_autofree char *named = g_strdup_printf ("%s/" STATEMENT, source);
  return zb_signed_trust_new (named, statement, signature, error);
}

ZbSignedTrust *
zb_signed_trust_read (const char *source, const ZbJson *document, GError **error)
{
  const char *statement = zb_json_get_string (document, "statement");
  const char *signature = zb_json_get_string (document, "signature");
  g_autoptr (GBytes) bytes = statement != NULL ? zb_base64_read_bytes (statement) : NULL;
  g_autoptr (GBytes) signed_bytes = signature != NULL ? zb_base64_read_bytes (signature) : NULL;

  if (bytes != NULL)
    return zb_signed_trust_new (source, bytes, signed_bytes, error);
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_NOT_FOUND,
               "%s: there is no trust bundle: whoever runs the node signs one by \"zhibaod trust\"",
               source);
  return NULL;
}

/* An authority below that may certify for any use could certify for this one, too. */
static gboolean
check_issuer (const ZbCertificate *signer, GPtrArray *roots, GError **error)
{
  for (guint i = 0; i < roots->len; i++)
    if (zb_certificate_issued_by (signer, roots->pdata[i]))
      return TRUE;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED,
               "the trust bundle is signed by %s, which no root certified itself",
               zb_certificate_name (signer));
  return FALSE;
}

gboolean
zb_signed_trust_verify (const ZbSignedTrust *trust, GPtrArray *roots, GError **error)
{
  g_autoptr (ZbTrust) believed = zb_trust_new ();
  gsize length = 0, signature_length = 0;
  const void *bytes = g_bytes_get_data (trust->statement, &length);
  const void *signature = g_bytes_get_data (trust->signature, &signature_length);
  ZbSignatureInfo info = {0};

  for (guint i = 0; i < roots->len; i++)
    zb_trust_add_root (believed, roots->pdata[i]);
  if (!zb_signature_verify (signature, signature_length, bytes, length, believed, ZB_USE_TRUST,
                            trust->bundle->issued, NULL, NULL, &info, error)) {
    g_prefix_error (error, "trust bundle %u of %s: ", trust->bundle->version, trust->bundle->node);
    return FALSE;
  }
  gboolean stands = check_issuer (info.signer, roots, error);
  zb_signature_info_clear (&info);
  return stands;
}

/* That it is not older than @before, by its number and by its issue. */
static gboolean
check_age (const ZbTrustBundle *next, const ZbTrustBundle *before, GError **error)
{
  if (next->version < before->version)
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_ROLLBACK,
                 "trust bundle %u is offered, but %u is known already", next->version,
                 before->version);
  else if (next->version > before->version && next->issued < before->issued)
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_ROLLBACK,
                 "trust bundle %u was issued before bundle %u", next->version, before->version);
  else
    return TRUE;
  return FALSE;
}

gboolean
zb_signed_trust_check_next (const ZbSignedTrust *next, const ZbSignedTrust *held, GError **error)
{
  const ZbTrustBundle *now = next->bundle, *before = held->bundle;
  g_autoptr (GPtrArray) roots = zb_trust_bundle_list_roots (before);

  if (strcmp (now->node, before->node) != 0) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED,
                 "the trust bundle is of %s, not of %s", now->node, before->node);
    return FALSE;
  }
  if (!check_age (now, before, error))
    return FALSE;
  if (now->version > before->version)
    return zb_signed_trust_verify (next, roots, error);
  if (strcmp (next->digest, held->digest) == 0)
    return TRUE;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORK,
               "there are two trust bundles %u: SHA-256 %s is offered, %s is known", now->version,
               next->digest, held->digest);
  return FALSE;
}

gboolean
zb_signed_trust_check_time (const ZbSignedTrust *trust, gint64 now, GError **error)
{
  if (now < trust->bundle->until)
    return TRUE;
  g_autofree char *end = zb_timestamp_format (trust->bundle->until);
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_EXPIRED,
               "trust bundle %u of %s ended at %s", trust->bundle->version, trust->bundle->node,
               end);
  return FALSE;
}
