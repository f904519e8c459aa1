/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/zip-writer.h"

#include "formats/crc32.h"
#include "formats/error.h"
#include "formats/zip-reader.h"

#include <string.h>

/* The records of APPNOTE 4.3.7, 4.3.12 and 4.3.16, and what every entry says of itself. */
enum {
  LOCAL_SIGNATURE = 0x04034b50,
  LOCAL_SIZE = 30,
  DIRECTORY_SIGNATURE = 0x02014b50,
  DIRECTORY_SIZE = 46,
  END_SIGNATURE = 0x06054b50,
  END_SIZE = 22,
  MADE_BY_UNIX = 3 << 8 | 20,
  NEEDS = 10, /* version 1.0: stored entries only */
  /* 1980-01-01 00:00, the first moment of DOS dates; unlike a Unix time it knows no time zone. */
  FIXED_TIME = 0,
  FIXED_DATE = 0x0021,
  UNIX_FILE = 0100666,
};

typedef struct {
  char *name;    /* owned */
  GBytes *bytes; /* owned */
  guint32 crc;
  gsize offset; /* of its local header */
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
  Entry entry = {g_strdup (name), g_bytes_ref (bytes), 0, 0};

  g_array_append_val (writer->entries, entry);
}

static gboolean
refuse (GError **error, const char *what)
{
  return zb_format_fail (error, ZB_FORMAT_ERROR_FORBIDDEN, "new archive", 0, "%s", what);
}

/* Names that only differ in case would be one file to some readers. */
static gboolean
check_names (const ZbZipWriter *writer, GError **error)
{
  for (guint i = 0; i < writer->entries->len; i++) {
    const char *name = g_array_index (writer->entries, Entry, i).name;

    if (!zb_zip_name_is_valid (name, strlen (name)))
      return zb_format_fail (error, ZB_FORMAT_ERROR_FORBIDDEN, "new archive", 0,
                             "entry %u: has a name that is not accepted", i + 1);
    for (guint k = 0; k < i; k++)
      if (g_ascii_strcasecmp (g_array_index (writer->entries, Entry, k).name, name) == 0)
        return zb_format_fail (error, ZB_FORMAT_ERROR_FORBIDDEN, "new archive", 0,
                               "two entries are named “%s”", name);
  }
  return TRUE;
}

/* The length of the archive; FALSE if it would need the extensions of zip64. */
static gboolean
measure (const ZbZipWriter *writer, gsize *ret_length, GError **error)
{
  guint64 length = END_SIZE;

  for (guint i = 0; i < writer->entries->len; i++) {
    const Entry *entry = &g_array_index (writer->entries, Entry, i);

    length +=
        LOCAL_SIZE + DIRECTORY_SIZE + 2 * strlen (entry->name) + g_bytes_get_size (entry->bytes);
  }
  if (writer->entries->len == 0)
    return refuse (error, "the archive is empty");
  if (writer->entries->len >= G_MAXUINT16 || length >= G_MAXUINT32)
    return refuse (error, "the archive is zip64");
  *ret_length = (gsize)length;
  return TRUE;
}

static guint8 *
put16 (guint8 *to, guint value)
{
  to[0] = (guint8)value;
  to[1] = (guint8)(value >> 8);
  return to + 2;
}

static guint8 *
put32 (guint8 *to, guint32 value)
{
  return put16 (put16 (to, value & 0xFFFF), value >> 16);
}

/* Of no bytes there may be no address. */
static guint8 *
put_bytes (guint8 *to, const void *bytes, gsize length)
{
  if (length > 0)
    memcpy (to, bytes, length);
  return to + length;
}

/* What local header and directory say alike: version to name length, and no extra field. */
static guint8 *
put_shared (guint8 *to, const Entry *entry)
{
  guint32 size = (guint32)g_bytes_get_size (entry->bytes);

  to = put16 (put16 (put16 (to, NEEDS), 0), 0); /* no flags, stored */
  to = put16 (put16 (to, FIXED_TIME), FIXED_DATE);
  to = put32 (put32 (put32 (to, entry->crc), size), size);
  return put16 (put16 (to, (guint)strlen (entry->name)), 0);
}

static guint8 *
put_entry (guint8 *to, Entry *entry, gsize offset)
{
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (entry->bytes, &size);

  entry->crc = zb_crc32 (data, size);
  entry->offset = offset;
  to = put_shared (put32 (to, LOCAL_SIGNATURE), entry);
  to = put_bytes (to, entry->name, strlen (entry->name));
  return put_bytes (to, data, size);
}

static guint8 *
put_record (guint8 *to, const Entry *entry)
{
  to = put_shared (put16 (put32 (to, DIRECTORY_SIGNATURE), MADE_BY_UNIX), entry);
  to = put16 (put16 (put16 (to, 0), 0), 0); /* no comment, first disk, no text */
  to = put32 (put32 (to, (guint32)UNIX_FILE << 16), (guint32)entry->offset);
  return put_bytes (to, entry->name, strlen (entry->name));
}

static guint8 *
put_end (guint8 *to, guint n, gsize directory, gsize end)
{
  to = put16 (put16 (put32 (to, END_SIGNATURE), 0), 0);
  to = put16 (put16 (to, n), n);
  to = put32 (put32 (to, (guint32)(end - directory)), (guint32)directory);
  return put16 (to, 0);
}

GBytes *
zb_zip_writer_finish (ZbZipWriter *writer, GError **error)
{
  guint n = writer->entries->len;
  gsize length = 0;

  if (!measure (writer, &length, error) || !check_names (writer, error))
    return NULL;
  guint8 *archive = g_malloc (length), *to = archive;
  for (guint i = 0; i < n; i++)
    to = put_entry (to, &g_array_index (writer->entries, Entry, i), (gsize)(to - archive));
  gsize directory = (gsize)(to - archive);
  for (guint i = 0; i < n; i++)
    to = put_record (to, &g_array_index (writer->entries, Entry, i));
  put_end (to, n, directory, (gsize)(to - archive));
  return g_bytes_new_take (archive, length);
}
