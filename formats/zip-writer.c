/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/zip-writer.h"

#include "formats/error.h"
#include "formats/zip-reader.h"

#include <zip.h>

typedef zip_t Archive;
typedef zip_source_t Source;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Archive, zip_discard)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Source, zip_source_free)

/* 1980-01-01 00:00, the first moment of DOS dates; unlike a Unix time it knows no time zone. */
enum { FIXED_TIME = 0, FIXED_DATE = 0x0021 };

typedef struct {
  char *name;    /* owned */
  GBytes *bytes; /* owned */
} Entry;

struct _ZbZipWriter {
  GArray *entries; /* owned, of Entry */
};

static void
clear_entry_cb (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  g_bytes_unref (entry->bytes);
}

ZbZipWriter *
zb_zip_writer_new (void)
{
  ZbZipWriter *writer = g_new0 (ZbZipWriter, 1);

  writer->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (writer->entries, clear_entry_cb);
  return writer;
}

void
zb_zip_writer_free (ZbZipWriter *writer)
{
  if (writer == NULL)
    return;
  g_array_unref (writer->entries);
  g_free (writer);
}

void
zb_zip_writer_add (ZbZipWriter *writer, const char *name, GBytes *bytes)
{
  Entry entry = {g_strdup (name), g_bytes_ref (bytes)};

  g_array_append_val (writer->entries, entry);
}

static void
set_error (GError **error, const char *name, zip_error_t *reason)
{
  gboolean twice = zip_error_code_zip (reason) == ZIP_ER_EXISTS;

  zb_format_fail (error, twice ? ZB_FORMAT_ERROR_FORBIDDEN : ZB_FORMAT_ERROR_IO, "new archive", 0,
                  "“%s”: %s", name, zip_error_strerror (reason));
}

static gboolean
write_entry (Archive *archive, const Entry *entry, GError **error)
{
  gsize size;
  const void *data = g_bytes_get_data (entry->bytes, &size);
  Source *source = zip_source_buffer (archive, data, size, 0);
  zip_int64_t index;

  if (source == NULL) {
    set_error (error, entry->name, zip_get_error (archive));
    return FALSE;
  }
  index = zip_file_add (archive, entry->name, source, 0);
  if (index < 0) {
    zip_source_free (source);
    set_error (error, entry->name, zip_get_error (archive));
    return FALSE;
  }
  if (zip_set_file_compression (archive, (zip_uint64_t)index, ZIP_CM_STORE, 0) != 0 ||
      zip_file_set_dostime (archive, (zip_uint64_t)index, FIXED_TIME, FIXED_DATE, 0) != 0) {
    set_error (error, entry->name, zip_get_error (archive));
    return FALSE;
  }
  return TRUE;
}

/* Writes all entries into @target, a buffer in memory. */
static gboolean
write_archive (ZbZipWriter *writer, Source *target, GError **error)
{
  zip_error_t reason;
  g_autoptr (Archive) archive = NULL;

  zip_error_init (&reason);
  archive = zip_open_from_source (target, ZIP_TRUNCATE, &reason);
  if (archive == NULL) {
    set_error (error, "", &reason);
    zip_error_fini (&reason);
    return FALSE;
  }
  zip_source_keep (target);
  for (guint i = 0; i < writer->entries->len; i++) {
    if (!write_entry (archive, &g_array_index (writer->entries, Entry, i), error))
      return FALSE;
  }
  if (zip_close (archive) != 0) {
    set_error (error, "", zip_get_error (archive));
    return FALSE;
  }
  archive = NULL;
  return TRUE;
}

static GBytes *
read_all (Source *source, GError **error)
{
  zip_stat_t stat;
  g_autofree guint8 *data = NULL;
  gboolean complete;

  if (zip_source_stat (source, &stat) != 0 || zip_source_open (source) != 0) {
    set_error (error, "", zip_source_error (source));
    return NULL;
  }
  data = g_malloc (stat.size);
  complete = zip_source_read (source, data, stat.size) == (zip_int64_t)stat.size;
  zip_source_close (source);
  if (!complete) {
    set_error (error, "", zip_source_error (source));
    return NULL;
  }
  return g_bytes_new_take (g_steal_pointer (&data), stat.size);
}

GBytes *
zb_zip_writer_finish (ZbZipWriter *writer, GError **error)
{
  const ZbZipLimits unlimited = {G_MAXSIZE, G_MAXUINT};
  zip_error_t reason;
  g_autoptr (Source) target = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (ZbZip) check = NULL;

  if (writer->entries->len == 0) {
    zb_format_fail (error, ZB_FORMAT_ERROR_FORBIDDEN, "new archive", 0, "the archive is empty");
    return NULL;
  }
  zip_error_init (&reason);
  target = zip_source_buffer_create (NULL, 0, 0, &reason);
  if (target == NULL) {
    set_error (error, "", &reason);
    zip_error_fini (&reason);
    return NULL;
  }
  if (!write_archive (writer, target, error))
    return NULL;
  bytes = read_all (target, error);
  check = bytes != NULL ? zb_zip_read ("new archive", bytes, &unlimited, error) : NULL;
  return check != NULL ? g_steal_pointer (&bytes) : NULL;
}
