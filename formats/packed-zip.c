/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/packed-zip.h"

#include "formats/error.h"

#include <zip.h>

struct _ZbPackedZip {
  char *source;
  GBytes *bytes;
  zip_t *archive;
  ZbPackedZipLimits limits;
  gsize unpacked;
};

static gboolean
fail (const ZbPackedZip *zip, GError **error, const char *name, const char *what)
{
  if (name != NULL)
    return zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, zip->source, 0, "entry %s: %s", name,
                           what);
  return zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, zip->source, 0, "no zip archive: %s",
                         what);
}

static gboolean
open_archive (ZbPackedZip *zip, GError **error)
{
  zip_error_t problem;
  zip_source_t *source;
  gsize length = 0;
  const void *data = g_bytes_get_data (zip->bytes, &length);

  zip_error_init (&problem);
  source = zip_source_buffer_create (data, length, 0, &problem);
  zip->archive =
      source ? zip_open_from_source (source, ZIP_RDONLY | ZIP_CHECKCONS, &problem) : NULL;
  if (zip->archive == NULL) {
    fail (zip, error, NULL, zip_error_strerror (&problem));
    if (source)
      zip_source_free (source);
  }
  zip_error_fini (&problem);
  return zip->archive != NULL;
}

ZbPackedZip *
zb_packed_zip_open (const char *source,
                    GBytes *bytes,
                    const ZbPackedZipLimits *limits,
                    GError **error)
{
  g_autoptr (ZbPackedZip) zip = g_new0 (ZbPackedZip, 1);

  zip->source = g_strdup (source);
  zip->bytes = g_bytes_ref (bytes);
  zip->limits = *limits;
  if (g_bytes_get_size (bytes) > limits->max_bytes) {
    zb_format_fail (error, ZB_FORMAT_ERROR_TOO_LARGE, source, 0,
                    "longer than %" G_GSIZE_FORMAT " bytes", limits->max_bytes);
    return NULL;
  }
  if (!open_archive (zip, error))
    return NULL;
  if (zip_get_num_entries (zip->archive, 0) > (zip_int64_t)limits->max_entries) {
    zb_format_fail (error, ZB_FORMAT_ERROR_TOO_LARGE, source, 0, "more than %u entries",
                    limits->max_entries);
    return NULL;
  }
  return g_steal_pointer (&zip);
}

void
zb_packed_zip_free (ZbPackedZip *zip)
{
  if (zip->archive)
    zip_discard (zip->archive);
  g_bytes_unref (zip->bytes);
  g_free (zip->source);
  g_free (zip);
}

gboolean
zb_packed_zip_has (ZbPackedZip *zip, const char *name)
{
  return zip_name_locate (zip->archive, name, 0) >= 0;
}

static gboolean
check_entry (const ZbPackedZip *zip, const char *name, const zip_stat_t *stat, GError **error)
{
  if ((stat->valid & ZIP_STAT_ENCRYPTION_METHOD) && stat->encryption_method != ZIP_EM_NONE)
    return zb_format_fail (error, ZB_FORMAT_ERROR_FORBIDDEN, zip->source, 0,
                           "entry %s: is encrypted", name);
  if (!(stat->valid & ZIP_STAT_COMP_METHOD) ||
      (stat->comp_method != ZIP_CM_STORE && stat->comp_method != ZIP_CM_DEFLATE))
    return zb_format_fail (error, ZB_FORMAT_ERROR_FORBIDDEN, zip->source, 0,
                           "entry %s: neither stored nor deflated", name);
  return TRUE;
}

/* What the directory says of an entry's size may be wrong: the bytes that come are counted. */
static GBytes *
unpack (ZbPackedZip *zip, const char *name, zip_file_t *file, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 block[16 * 1024];
  zip_int64_t n;

  while ((n = zip_fread (file, block, sizeof block)) > 0) {
    zip->unpacked += (gsize)n;
    if (bytes->len + (gsize)n > zip->limits.max_entry || zip->unpacked > zip->limits.max_total) {
      zb_format_fail (error, ZB_FORMAT_ERROR_TOO_LARGE, zip->source, 0,
                      "entry %s: unpacks to more than %" G_GSIZE_FORMAT " bytes", name,
                      MIN (zip->limits.max_entry, zip->limits.max_total));
      return NULL;
    }
    g_byte_array_append (bytes, block, (guint)n);
  }
  if (n < 0) {
    fail (zip, error, name, zip_error_strerror (zip_file_get_error (file)));
    return NULL;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

GBytes *
zb_packed_zip_read (ZbPackedZip *zip, const char *name, GError **error)
{
  zip_stat_t stat;
  zip_file_t *file;
  GBytes *bytes;

  if (zip_stat (zip->archive, name, 0, &stat) != 0) {
    fail (zip, error, name, "is missing");
    return NULL;
  }
  if (!check_entry (zip, name, &stat, error))
    return NULL;
  file = zip_fopen_index (zip->archive, stat.index, 0);
  if (file == NULL) {
    fail (zip, error, name, zip_strerror (zip->archive));
    return NULL;
  }
  bytes = unpack (zip, name, file, error);
  if (zip_fclose (file) != 0 && bytes != NULL) {
    g_clear_pointer (&bytes, g_bytes_unref);
    fail (zip, error, name, "its checksum is wrong");
  }
  return bytes;
}
