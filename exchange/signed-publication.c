/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/signed-publication.h"

#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/protocol.h"
#include "exchange/signed-data.h"
#include "formats/zip-reader.h"
#include "formats/zip-writer.h"

#include <string.h>

#define STATEMENT "publication.xml"
#define CONTENT "files/%04u"

static const char *const signature_names[ZB_SIGNED_PUBLICATION_SIGNERS] = {"signature1.p7s",
                                                                           "signature2.p7s"};

static gboolean G_GNUC_PRINTF (3, 4)
    fail (GError **error, ZbExchangeError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (ZB_EXCHANGE_ERROR, (int)code, format, arguments);
  va_end (arguments);
  return FALSE;
}

void
zb_signed_publication_free (ZbSignedPublication *signed_publication)
{
  if (signed_publication == NULL)
    return;
  g_clear_pointer (&signed_publication->publication, zb_publication_free);
  g_clear_pointer (&signed_publication->statement, g_bytes_unref);
  for (guint i = 0; i < ZB_SIGNED_PUBLICATION_SIGNERS; i++)
    g_clear_pointer (&signed_publication->signatures[i], g_bytes_unref);
  g_clear_pointer (&signed_publication->contents, g_ptr_array_unref);
  g_free (signed_publication);
}

GBytes *
zb_signed_publication_pack (GBytes *statement,
                            GBytes *const signatures[ZB_SIGNED_PUBLICATION_SIGNERS],
                            GPtrArray *contents,
                            GError **error)
{
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autoptr (GBytes) bytes = NULL;
  GError *cause = NULL;

  zb_zip_writer_add (writer, STATEMENT, statement);
  for (guint i = 0; i < ZB_SIGNED_PUBLICATION_SIGNERS; i++)
    if (signatures[i] != NULL)
      zb_zip_writer_add (writer, signature_names[i], signatures[i]);
  for (guint i = 0; contents != NULL && i < contents->len; i++) {
    g_autofree char *name = g_strdup_printf (CONTENT, i + 1);

    zb_zip_writer_add (writer, name, g_ptr_array_index (contents, i));
  }
  bytes = zb_zip_writer_finish (writer, &cause);
  if (bytes == NULL) {
    zb_exchange_adopt_error (error, cause);
    return NULL;
  }
  if (g_bytes_get_size (bytes) > ZB_PROTOCOL_MAX_PUBLICATION) {
    fail (error, ZB_EXCHANGE_ERROR_TOO_LARGE, "the publication has more than %d bytes",
          ZB_PROTOCOL_MAX_PUBLICATION);
    return NULL;
  }
  return g_steal_pointer (&bytes);
}

/* The bytes of file @index, if they are what the statement says. */
static GBytes *
take_content (const ZbZip *zip,
              const char *source,
              const ZbPublication *publication,
              guint index,
              GError **error)
{
  const ZbPublicationFile *file = g_ptr_array_index (publication->files, index);
  g_autofree char *name = g_strdup_printf (CONTENT, index + 1);
  g_autoptr (GBytes) bytes = zb_zip_find (zip, name);
  g_autofree char *digest = NULL;

  if (bytes == NULL) {
    fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "%s: the file %s is missing", source, file->path);
    return NULL;
  }
  digest = zb_digest_hex_of_bytes (bytes);
  if (g_bytes_get_size (bytes) == file->size && strcmp (digest, file->digest) == 0)
    return g_steal_pointer (&bytes);
  fail (error, ZB_EXCHANGE_ERROR_BAD_DIGEST, "%s: %s is not the file that was signed", source,
        file->path);
  return NULL;
}

static gboolean
take_contents (const ZbZip *zip,
               const char *source,
               ZbSignedPublication *signed_publication,
               GError **error)
{
  const ZbPublication *publication = signed_publication->publication;
  g_autoptr (GPtrArray) contents = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint i = 0; i < publication->files->len; i++) {
    GBytes *bytes = take_content (zip, source, publication, i, error);

    if (bytes == NULL)
      return FALSE;
    g_ptr_array_add (contents, bytes);
  }
  signed_publication->contents = g_steal_pointer (&contents);
  return TRUE;
}

/* Takes what the archive holds, and finds nothing else in it. */
static gboolean
take_all (const ZbZip *zip,
          const char *source,
          ZbSignedPublication *signed_publication,
          GError **error)
{
  g_autofree char *named = g_strdup_printf ("%s/" STATEMENT, source);
  guint n = 1;

  signed_publication->statement = zb_zip_find (zip, STATEMENT);
  if (signed_publication->statement == NULL)
    return fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "%s: " STATEMENT " is missing", source);
  signed_publication->publication =
      zb_publication_read (named, signed_publication->statement, error);
  if (signed_publication->publication == NULL)
    return FALSE;
  for (guint i = 0; i < ZB_SIGNED_PUBLICATION_SIGNERS; i++) {
    signed_publication->signatures[i] = zb_zip_find (zip, signature_names[i]);
    n += signed_publication->signatures[i] != NULL;
  }
  if (zb_zip_n_entries (zip) == n)
    return TRUE;
  if (!take_contents (zip, source, signed_publication, error))
    return FALSE;
  return zb_zip_n_entries (zip) == n + signed_publication->contents->len ||
         fail (error, ZB_EXCHANGE_ERROR_MALFORMED, "%s: it holds files that were not signed",
               source);
}

ZbSignedPublication *
zb_signed_publication_open (const char *source, GBytes *bytes, GError **error)
{
  static const ZbZipLimits limits = {ZB_PROTOCOL_MAX_PUBLICATION, ZB_PUBLICATION_MAX_FILES + 3};
  g_autoptr (ZbSignedPublication) signed_publication = g_new0 (ZbSignedPublication, 1);
  GError *cause = NULL;
  g_autoptr (ZbZip) zip = zb_zip_read (source, bytes, &limits, &cause);

  if (zip == NULL) {
    zb_exchange_adopt_error (error, cause);
    return NULL;
  }
  return take_all (zip, source, signed_publication, error) ? g_steal_pointer (&signed_publication)
                                                           : NULL;
}

/* The time a signature says it was made. */
static gboolean
read_signing_time (GBytes *signature, gint64 latest, gint64 *ret_time, GError **error)
{
  ZbSignedData data;
  gsize length = 0;
  const void *bytes = g_bytes_get_data (signature, &length);

  if (!zb_signed_data_read (bytes, length, ZB_SIGNED_DETACHED, &data, error))
    return FALSE;
  if (data.signing_time > latest)
    return fail (error, ZB_EXCHANGE_ERROR_BAD_SIGNATURE, "the signature is from the future");
  *ret_time = data.signing_time;
  return TRUE;
}

gboolean
zb_publication_verify_signature (GBytes *statement,
                                 GBytes *signature,
                                 ZbTrust *trust,
                                 gint64 at,
                                 gint64 latest,
                                 ZbSignatureInfo *ret_info,
                                 GError **error)
{
  gsize length = 0, signature_length = 0;
  const void *bytes = g_bytes_get_data (statement, &length);
  const void *signed_bytes = g_bytes_get_data (signature, &signature_length);
  ZbSignatureInfo info = {0};

  if (at == 0 && !read_signing_time (signature, latest, &at, error))
    return FALSE;
  if (!zb_signature_verify (signed_bytes, signature_length, bytes, length, trust, ZB_USE_SIGNING,
                            at, NULL, NULL, &info, error))
    return FALSE;
  if (zb_certificate_unit (info.signer) != NULL) {
    fail (error, ZB_EXCHANGE_ERROR_UNTRUSTED, "%s of %s is no administrator of the bureau",
          zb_certificate_name (info.signer), zb_certificate_unit (info.signer));
    zb_signature_info_clear (&info);
    return FALSE;
  }
  if (ret_info != NULL)
    *ret_info = info;
  else
    zb_signature_info_clear (&info);
  return TRUE;
}

gboolean
zb_publication_check_two (const ZbCertificate *first, const ZbCertificate *second, GError **error)
{
  if (strcmp (zb_certificate_name (first), zb_certificate_name (second)) != 0 &&
      !zb_certificate_same_key (first, second))
    return TRUE;
  return fail (error, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
               "both signatures are of %s: a second person confirms a publication",
               zb_certificate_name (first));
}

gboolean
zb_signed_publication_verify (const ZbSignedPublication *signed_publication,
                              ZbTrust *trust,
                              gint64 latest,
                              GError **error)
{
  ZbSignatureInfo infos[ZB_SIGNED_PUBLICATION_SIGNERS] = {0};
  gboolean stands = TRUE;

  for (guint i = 0; stands && i < ZB_SIGNED_PUBLICATION_SIGNERS; i++) {
    GBytes *signature = signed_publication->signatures[i];

    if (signature == NULL)
      stands = fail (error, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
                     i == 0 ? "no administrator has signed it"
                            : "the second administrator's signature is missing");
    else
      stands = zb_publication_verify_signature (signed_publication->statement, signature, trust, 0,
                                                latest, &infos[i], error);
  }
  stands = stands && zb_publication_check_two (infos[0].signer, infos[1].signer, error);
  for (guint i = 0; i < ZB_SIGNED_PUBLICATION_SIGNERS; i++)
    zb_signature_info_clear (&infos[i]);
  return stands;
}
