/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/container.h"

#include "exchange/digest.h"
#include "exchange/document-limits.h"
#include "exchange/error.h"
#include "exchange/manifest.h"
#include "exchange/protocol.h"
#include "formats/digits.h"
#include "formats/zip-reader.h"
#include "formats/zip-writer.h"

#include <string.h>

#define MIMETYPE "mimetype"
#define ENVELOPE "envelope.xml"
#define XML_TYPE "text/xml"
#define SIGNATURE_TYPE "application/pkcs7-signature"

struct _ZbContainer {
  char *source;
  GBytes *bytes;
  char *digest;
  GBytes *header; /* envelope.xml */
  ZbEnvelope *envelope;
  GPtrArray *bodies;     /* GBytes */
  GPtrArray *manifests;  /* GBytes; one more than signatures where the first is still missing */
  GPtrArray *signatures; /* GBytes */
  ZbTraceFinder finder;  /* NULL: documents are read here */
  gpointer finder_data;
  GPtrArray *traces; /* GBytes: of the bodies */
};

/* @shape with the three zeros at @at replaced by the number of signature @index. */
static char *
numbered_name (const char *shape, gsize at, guint index)
{
  char *name = g_strdup (shape);

  zb_digits_put (name + at, 3, index + 1);
  return name;
}

static char *
manifest_name (guint index)
{
  return numbered_name ("META-INF/ASiCManifest000.xml", strlen ("META-INF/ASiCManifest"), index);
}

static char *
signature_name (guint index)
{
  return numbered_name ("META-INF/signature000.p7s", strlen ("META-INF/signature"), index);
}

static gboolean
fail (GError **error, ZbExchangeError code, const char *source, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

static gboolean
fail (GError **error, ZbExchangeError code, const char *source, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, ZB_EXCHANGE_ERROR, code, "%s: %s", source, what);
  return FALSE;
}

/* The manifest that signature @index needs: all the files, and the signatures before it, by the
 * digest of the envelope's suite. Bodies are those that the envelope names by their SHA-256, as
 * check_payloads() saw, and are not hashed once more for it. */
static ZbManifest *
make_manifest (GBytes *envelope_bytes,
               const ZbEnvelope *envelope,
               GBytes *const *bodies,
               GPtrArray *signatures,
               guint index)
{
  guint8 digest[ZB_DIGEST_SIZE];
  g_autofree char *own = signature_name (index);
  ZbManifest *manifest = zb_manifest_new (own, g_str_equal (envelope->suite, "sm2"));
  zb_manifest_add (manifest, ENVELOPE, XML_TYPE, envelope_bytes);
  for (guint i = 0; i < envelope->payloads->len; i++) {
    const ZbPayload *payload = g_ptr_array_index (envelope->payloads, i);
    if (!manifest->sm3 && zb_digest_from_hex (payload->digest, digest))
      zb_manifest_add_digest (manifest, payload->name, payload->type, digest);
    else
      zb_manifest_add (manifest, payload->name, payload->type, bodies[i]);
  }
  for (guint i = 0; i < index; i++) {
    g_autofree char *earlier = signature_name (i);
    zb_manifest_add (manifest, earlier, SIGNATURE_TYPE, g_ptr_array_index (signatures, i));
  }
  return manifest;
}

static GBytes *
finish_zip (ZbZipWriter *writer, GError **error)
{
  GError *cause = NULL;
  g_autoptr (GBytes) bytes = zb_zip_writer_finish (writer, &cause);
  if (bytes == NULL) {
    zb_exchange_adopt_error (error, cause);
    return NULL;
  }
  if (g_bytes_get_size (bytes) > ZB_PROTOCOL_MAX_CONTAINER) {
    fail (error, ZB_EXCHANGE_ERROR_TOO_LARGE, "the container", "has more than %d bytes",
          ZB_PROTOCOL_MAX_CONTAINER);
    return NULL;
  }
  return g_steal_pointer (&bytes);
}

static gboolean
check_payloads (const char *source,
                const ZbEnvelope *envelope,
                GBytes *const *bodies,
                GError **error)
{
  for (guint i = 0; i < envelope->payloads->len; i++) {
    const ZbPayload *payload = g_ptr_array_index (envelope->payloads, i);
    guint8 named[ZB_DIGEST_SIZE], digest[ZB_DIGEST_SIZE];
    gsize length = 0;
    const void *bytes = g_bytes_get_data (bodies[i], &length);
    zb_digest_compute (bytes, length, digest);
    if (length != payload->size || !zb_digest_from_hex (payload->digest, named) ||
        memcmp (digest, named, ZB_DIGEST_SIZE) != 0)
      return fail (error, ZB_EXCHANGE_ERROR_BAD_DIGEST, source,
                   "%s is not the payload that the envelope names", payload->name);
  }
  return TRUE;
}

GBytes *
zb_container_build (const ZbEnvelope *envelope, GBytes *const *bodies, GError **error)
{
  static const char source[] = "the new container";
  g_autoptr (GBytes) header = zb_envelope_write (envelope);
  g_autoptr (ZbEnvelope) again = zb_envelope_read (source, header, error);
  if (again == NULL || !check_payloads (source, envelope, bodies, error))
    return NULL;

  g_autoptr (ZbManifest) manifest = make_manifest (header, envelope, bodies, NULL, 0);
  g_autoptr (GBytes) mimetype = g_bytes_new_static (ZB_MIME_ASICE, strlen (ZB_MIME_ASICE));
  g_autoptr (GBytes) manifest_bytes = zb_manifest_write (manifest);
  g_autofree char *name = manifest_name (0);
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  zb_zip_writer_add (writer, MIMETYPE, mimetype);
  zb_zip_writer_add (writer, ENVELOPE, header);
  for (guint i = 0; i < envelope->payloads->len; i++) {
    const ZbPayload *payload = g_ptr_array_index (envelope->payloads, i);
    zb_zip_writer_add (writer, payload->name, bodies[i]);
  }
  zb_zip_writer_add (writer, name, manifest_bytes);
  return finish_zip (writer, error);
}

static gboolean
check_signer (const ZbContainer *container, ZbSigner *signer, GError **error)
{
  const ZbEnvelope *envelope = container->envelope;
  const char *digest = zb_certificate_digest (zb_signer_certificate (signer));
  if (container->signatures->len > 0)
    return TRUE;
  if (!g_str_equal (zb_signer_suite (signer), envelope->suite))
    return fail (error, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE, container->source,
                 "the envelope says suite %s, the signer has %s", envelope->suite,
                 zb_signer_suite (signer));
  return g_str_equal (digest, envelope->sender_certificate) ||
         fail (error, ZB_EXCHANGE_ERROR_BAD_SIGNATURE, container->source,
               "the envelope names another certificate than the signer's");
}

/* All entries of the container, @bytes in the place of the one called @name (both nullable). */
static ZbZipWriter *
copy_entries (const ZbContainer *container, const char *name, GBytes *bytes, GError **error)
{
  GError *cause = NULL;
  g_autoptr (ZbZip) zip = zb_zip_read (container->source, container->bytes, NULL, &cause);
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();

  if (zip == NULL) {
    zb_exchange_adopt_error (error, cause);
    return NULL;
  }
  for (guint i = 0; i < zb_zip_n_entries (zip); i++) {
    const char *found = zb_zip_entry_name (zip, i);
    g_autoptr (GBytes) entry = zb_zip_entry_bytes (zip, i);

    zb_zip_writer_add (writer, found, g_strcmp0 (found, name) == 0 ? bytes : entry);
  }
  return g_steal_pointer (&writer);
}

static GBytes *
append_signature (
    const ZbContainer *container, GBytes *manifest, GBytes *signature, guint index, GError **error)
{
  g_autofree char *manifest_entry = manifest_name (index);
  g_autofree char *signature_entry = signature_name (index);
  g_autoptr (ZbZipWriter) writer = copy_entries (container, NULL, NULL, error);

  if (writer == NULL)
    return NULL;
  if (index >= container->manifests->len)
    zb_zip_writer_add (writer, manifest_entry, manifest);
  zb_zip_writer_add (writer, signature_entry, signature);
  return finish_zip (writer, error);
}

GBytes *
zb_container_embed (GBytes *bytes, GPtrArray *certificates, GError **error)
{
  g_autoptr (ZbContainer) container = zb_container_open ("the container", bytes, error);
  g_autofree char *name = signature_name (0);

  if (container == NULL)
    return NULL;
  if (container->signatures->len != 1) {
    fail (error, ZB_EXCHANGE_ERROR_MALFORMED, container->source,
          "has %u signatures, and only one alone takes certificates", container->signatures->len);
    return NULL;
  }
  g_autoptr (GBytes) signature =
      zb_signature_embed (g_ptr_array_index (container->signatures, 0), certificates, error);
  g_autoptr (ZbZipWriter) writer =
      signature != NULL ? copy_entries (container, name, signature, error) : NULL;
  return writer != NULL ? finish_zip (writer, error) : NULL;
}

GBytes *
zb_container_sign (
    GBytes *bytes, ZbSigner *signer, gint64 when, gboolean with_certificates, GError **error)
{
  return zb_container_sign_as (bytes, signer, NULL, when, with_certificates, error);
}

GBytes *
zb_container_sign_as (GBytes *bytes,
                      ZbSigner *signer,
                      const char *roles,
                      gint64 when,
                      gboolean with_certificates,
                      GError **error)
{
  g_autoptr (ZbContainer) container = zb_container_open ("the container", bytes, error);
  if (container == NULL || !check_signer (container, signer, error))
    return NULL;
  guint index = container->signatures->len;
  if (index == ZB_CONTAINER_MAX_SIGNATURES) {
    fail (error, ZB_EXCHANGE_ERROR_TOO_LARGE, container->source, "has %d signatures already",
          ZB_CONTAINER_MAX_SIGNATURES);
    return NULL;
  }

  g_autoptr (GBytes) manifest = NULL;
  if (index < container->manifests->len) {
    manifest = g_bytes_ref (g_ptr_array_index (container->manifests, index));
  } else {
    g_autoptr (ZbManifest) made =
        make_manifest (container->header, container->envelope,
                       (GBytes *const *)container->bodies->pdata, container->signatures, index);
    manifest = zb_manifest_write (made);
  }
  gsize length = 0;
  const void *data = g_bytes_get_data (manifest, &length);
  g_autoptr (GBytes) signature =
      zb_signature_make_as (signer, roles, data, length, when, with_certificates, error);
  return signature != NULL ? append_signature (container, manifest, signature, index, error) : NULL;
}

void
zb_container_free (ZbContainer *container)
{
  if (container == NULL)
    return;
  g_free (container->source);
  g_bytes_unref (container->bytes);
  g_free (container->digest);
  g_clear_pointer (&container->header, g_bytes_unref);
  zb_envelope_free (container->envelope);
  g_ptr_array_unref (container->bodies);
  g_ptr_array_unref (container->manifests);
  g_ptr_array_unref (container->signatures);
  g_ptr_array_unref (container->traces);
  g_free (container);
}

/* (transfer full): entry @index, which must have this name. */
static GBytes *
take_entry (
    const ZbContainer *container, const ZbZip *zip, guint *index, const char *name, GError **error)
{
  const char *found = *index < zb_zip_n_entries (zip) ? zb_zip_entry_name (zip, *index) : NULL;
  if (g_strcmp0 (found, name) == 0)
    return zb_zip_entry_bytes (zip, (*index)++);
  if (found == NULL)
    fail (error, ZB_EXCHANGE_ERROR_MALFORMED, container->source, "lacks the entry %s", name);
  else
    fail (error, ZB_EXCHANGE_ERROR_MALFORMED, container->source,
          "has the entry %s where %s must stand", found, name);
  return NULL;
}

static gboolean
read_mimetype (const ZbContainer *container, const ZbZip *zip, guint *index, GError **error)
{
  g_autoptr (GBytes) mimetype = take_entry (container, zip, index, MIMETYPE, error);
  if (mimetype == NULL)
    return FALSE;
  gsize length = 0;
  const char *text = g_bytes_get_data (mimetype, &length);
  return (length == strlen (ZB_MIME_ASICE) && memcmp (text, ZB_MIME_ASICE, length) == 0) ||
         fail (error, ZB_EXCHANGE_ERROR_MALFORMED, container->source, "is not of the type %s",
               ZB_MIME_ASICE);
}

/* (transfer full): of the entry that was just taken, where there is somebody who reads. */
static GBytes *
find_trace (
    const ZbContainer *container, guint index, const char *name, GBytes *document, GError **error)
{
  const ZbTraced traced = {index - 1, document, zb_document_limits (name)};

  return container->finder (&traced, container->finder_data, error);
}

static gboolean
read_bodies (ZbContainer *container, const ZbZip *zip, guint *index, GError **error)
{
  for (guint i = 0; i < container->envelope->payloads->len; i++) {
    const ZbPayload *payload = g_ptr_array_index (container->envelope->payloads, i);
    GBytes *trace = NULL;
    GBytes *body = take_entry (container, zip, index, payload->name, error);
    if (body == NULL)
      return FALSE;
    g_ptr_array_add (container->bodies, body);
    if (container->finder != NULL)
      trace = find_trace (container, *index, payload->name, body, error);
    if (trace != NULL)
      g_ptr_array_add (container->traces, trace);
    else if (container->finder != NULL)
      return FALSE;
  }
  return check_payloads (container->source, container->envelope,
                         (GBytes *const *)container->bodies->pdata, error);
}

/* The manifest must name exactly these files, with these types and digests, in this order. */
static gboolean
compare_manifests (const ZbContainer *container,
                   const ZbManifest *found,
                   const ZbManifest *needed,
                   const char *name,
                   GError **error)
{
  if (!g_str_equal (found->signature, needed->signature))
    return fail (error, ZB_EXCHANGE_ERROR_MALFORMED, container->source,
                 "%s is the manifest of %s, not of %s", name, found->signature, needed->signature);
  if (found->sm3 != needed->sm3)
    return fail (error, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE, container->source,
                 "%s has digests of another kind than the suite that the envelope says", name);
  for (guint i = 0; i < needed->entries->len; i++) {
    const ZbManifestEntry *file = &g_array_index (needed->entries, ZbManifestEntry, i);
    const ZbManifestEntry *listed =
        i < found->entries->len ? &g_array_index (found->entries, ZbManifestEntry, i) : NULL;
    if (listed == NULL || !g_str_equal (listed->uri, file->uri) ||
        !g_str_equal (listed->type, file->type))
      return fail (error, ZB_EXCHANGE_ERROR_MALFORMED, container->source,
                   "%s does not list %s as %s at its place", name, file->uri, file->type);
    if (memcmp (listed->digest, file->digest, ZB_DIGEST_SIZE) != 0)
      return fail (error, ZB_EXCHANGE_ERROR_BAD_DIGEST, container->source,
                   "%s is not the file that %s lists", file->uri, name);
  }
  return found->entries->len == needed->entries->len ||
         fail (error, ZB_EXCHANGE_ERROR_MALFORMED, container->source,
               "%s lists a file that must not be under this signature", name);
}

static ZbManifest *
read_foreign_manifest (
    const ZbContainer *container, guint index, const char *name, GBytes *bytes, GError **error)
{
  g_autofree char *where = g_strdup_printf ("%s: %s", container->source, name);
  if (container->finder == NULL)
    return zb_manifest_read (where, bytes, error);
  g_autoptr (GBytes) trace = find_trace (container, index, name, bytes, error);
  return trace != NULL ? zb_manifest_read_trace (where, trace, error) : NULL;
}

static gboolean
read_manifest (ZbContainer *container, const ZbZip *zip, guint *index, GError **error)
{
  guint number = container->manifests->len;
  g_autofree char *name = manifest_name (number);
  GBytes *bytes = take_entry (container, zip, index, name, error);
  if (bytes == NULL)
    return FALSE;
  g_ptr_array_add (container->manifests, bytes);
  g_autoptr (ZbManifest) needed =
      make_manifest (container->header, container->envelope,
                     (GBytes *const *)container->bodies->pdata, container->signatures, number);
  /* Ours has only one way to be written; another program's is read. */
  g_autoptr (GBytes) usual = zb_manifest_write (needed);
  if (g_bytes_equal (bytes, usual))
    return TRUE;
  g_autoptr (ZbManifest) found = read_foreign_manifest (container, *index, name, bytes, error);
  return found != NULL && compare_manifests (container, found, needed, name, error);
}

/* Manifests and signatures in turn; only in a container not yet signed is there a manifest alone.
 */
static gboolean
read_signatures (ZbContainer *container, const ZbZip *zip, guint *index, GError **error)
{
  do {
    guint number = container->signatures->len;
    if (number == ZB_CONTAINER_MAX_SIGNATURES)
      return fail (error, ZB_EXCHANGE_ERROR_TOO_LARGE, container->source,
                   "has more than %d signatures", ZB_CONTAINER_MAX_SIGNATURES);
    if (!read_manifest (container, zip, index, error))
      return FALSE;
    if (number == 0 && *index == zb_zip_n_entries (zip))
      return TRUE;
    g_autofree char *name = signature_name (number);
    GBytes *signature = take_entry (container, zip, index, name, error);
    if (signature == NULL)
      return FALSE;
    g_ptr_array_add (container->signatures, signature);
  } while (*index < zb_zip_n_entries (zip));
  return TRUE;
}

static ZbEnvelope *
read_envelope (const ZbContainer *container, guint index, GError **error)
{
  g_autofree char *where = g_strconcat (container->source, ": " ENVELOPE, NULL);
  if (container->finder == NULL)
    return zb_envelope_read (where, container->header, error);
  g_autoptr (GBytes) trace = find_trace (container, index, ENVELOPE, container->header, error);
  return trace != NULL ? zb_envelope_read_trace (where, trace, error) : NULL;
}

static gboolean
read_entries (ZbContainer *container, const ZbZip *zip, GError **error)
{
  guint index = 0;
  if (!read_mimetype (container, zip, &index, error))
    return FALSE;
  container->header = take_entry (container, zip, &index, ENVELOPE, error);
  if (container->header == NULL)
    return FALSE;
  container->envelope = read_envelope (container, index, error);
  return container->envelope != NULL && read_bodies (container, zip, &index, error) &&
         read_signatures (container, zip, &index, error);
}

ZbContainer *
zb_container_open (const char *source, GBytes *bytes, GError **error)
{
  return zb_container_open_traced (source, bytes, NULL, NULL, error);
}

ZbContainer *
zb_container_open_traced (
    const char *source, GBytes *bytes, ZbTraceFinder finder, gpointer finder_data, GError **error)
{
  GError *cause = NULL;
  g_autoptr (ZbZip) zip = zb_zip_read (source, bytes, &zb_container_limits, &cause);
  if (zip == NULL) {
    zb_exchange_adopt_error (error, cause);
    return NULL;
  }
  g_autoptr (ZbContainer) container = g_new0 (ZbContainer, 1);
  container->source = g_strdup (source);
  container->bytes = g_bytes_ref (bytes);
  container->digest = zb_digest_hex_of_bytes (bytes);
  container->bodies = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  container->manifests = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  container->signatures = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  container->traces = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  container->finder = finder;
  container->finder_data = finder_data;
  return read_entries (container, zip, error) ? g_steal_pointer (&container) : NULL;
}

GBytes *
zb_container_bytes (const ZbContainer *container)
{
  return container->bytes;
}

const char *
zb_container_digest (const ZbContainer *container)
{
  return container->digest;
}

const ZbEnvelope *
zb_container_envelope (const ZbContainer *container)
{
  return container->envelope;
}

GBytes *
zb_container_body (const ZbContainer *container, guint index)
{
  return index < container->bodies->len ? g_ptr_array_index (container->bodies, index) : NULL;
}

GBytes *
zb_container_body_trace (const ZbContainer *container, guint index)
{
  return index < container->traces->len ? g_ptr_array_index (container->traces, index) : NULL;
}

guint
zb_container_n_signatures (const ZbContainer *container)
{
  return container->signatures->len;
}

/* The envelope is under the signature, so it binds author and suite. */
static gboolean
check_author (const ZbContainer *container, const ZbSignatureInfo *info, GError **error)
{
  const ZbEnvelope *envelope = container->envelope;
  if (!g_str_equal (info->suite, envelope->suite))
    return fail (error, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE, container->source,
                 "the envelope says suite %s, the signature has %s", envelope->suite, info->suite);
  return g_str_equal (zb_certificate_digest (info->signer), envelope->sender_certificate) ||
         fail (error, ZB_EXCHANGE_ERROR_BAD_SIGNATURE, container->source,
               "the envelope names another certificate than the one that signed");
}

gboolean
zb_container_verify (ZbContainer *container,
                     guint index,
                     ZbTrust *trust,
                     gint64 at,
                     ZbCertificateFinder finder,
                     gpointer finder_data,
                     ZbSignatureInfo *ret_info,
                     GError **error)
{
  if (index >= container->signatures->len)
    return fail (error, ZB_EXCHANGE_ERROR_NOT_FOUND, container->source, "has no signature %u",
                 index + 1);

  gsize length = 0, signature_length = 0;
  const void *manifest =
      g_bytes_get_data (g_ptr_array_index (container->manifests, index), &length);
  const void *signature =
      g_bytes_get_data (g_ptr_array_index (container->signatures, index), &signature_length);
  ZbSignatureInfo info = {0};
  gboolean good = zb_signature_verify (signature, signature_length, manifest, length, trust,
                                       ZB_USE_SIGNING | ZB_USE_BY_OTHERS, at, finder, finder_data,
                                       &info, error) &&
                  (index > 0 || check_author (container, &info, error));
  if (!good || ret_info == NULL)
    zb_signature_info_clear (&info);
  else
    *ret_info = info;
  return good;
}
