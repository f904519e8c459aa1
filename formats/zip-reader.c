/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/zip-reader.h"

#include "formats/crc32.h"
#include "formats/error.h"

#include <string.h>

const ZbZipLimits zb_zip_default_limits = {.max_bytes = 16 * 1024 * 1024, .max_entries = 64};

/* The three records of APPNOTE 4.3.7, 4.3.12 and 4.3.16: signatures and lengths without names. */
enum {
  LOCAL_SIGNATURE = 0x04034b50,
  LOCAL_SIZE = 30,
  DIRECTORY_SIGNATURE = 0x02014b50,
  DIRECTORY_SIZE = 46,
  END_SIGNATURE = 0x06054b50,
  END_SIZE = 22,
  MAX_NAME_PART = 64,
};

enum {
  FLAG_ENCRYPTED = 1 << 0,
  FLAG_DESCRIPTOR = 1 << 3,
  FLAG_UTF8 = 1 << 11,
};

typedef struct {
  char *name; /* among the archive's names */
  gsize offset;
  gsize size;
} Entry;

struct _ZbZip {
  GBytes *bytes;   /* owned */
  GArray *entries; /* owned, of Entry */
  char *names;     /* owned: of all entries, each with a NUL behind it */
};

/* What is being read: the next entry's place in the archive and in the directory. */
typedef struct {
  const char *source;
  const guint8 *bytes;
  gsize local_at;     /* where the next local header must begin */
  gsize directory_at; /* where the next directory record must begin */
  gsize directory;    /* where the directory begins: the end of the local part */
  gsize end;          /* where the end record begins: the end of the directory */
  guint index;        /* of the entry, from 0 */
  char *name_at;      /* where the next one is kept */
} Walk;

/* The fields after the signatures of the two headers, at the same distance from each other: all up
 * to the local one's end. */
static const struct {
  const char *name;
  guint local_at;
  guint width;
} shared_fields[] = {
    {"version", 4, 2},      {"flags", 6, 2},         {"method", 8, 2},       {"time", 10, 2},
    {"date", 12, 2},        {"CRC-32", 14, 4},       {"stored size", 18, 4}, {"size", 22, 4},
    {"name length", 26, 2}, {"extra length", 28, 2},
};

static guint
get16 (const guint8 *p)
{
  return (guint)(p[0] | p[1] << 8);
}

static guint32
get32 (const guint8 *p)
{
  return get16 (p) | (guint32)get16 (p + 2) << 16;
}

static gboolean
fail_entry (const Walk *walk, ZbFormatError code, const char *message, GError **error)
{
  return zb_format_fail (error, code, walk->source, 0, "entry %u: %s", walk->index + 1, message);
}

static gboolean
is_name_part (const char *part, gsize length)
{
  if (length == 0 || length > MAX_NAME_PART)
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isalnum (part[i]) && part[i] != '.' && part[i] != '_' && part[i] != '-')
      return FALSE;
  }
  return !(length == 1 && part[0] == '.') && !(length == 2 && part[0] == '.' && part[1] == '.');
}

gboolean
zb_zip_name_is_valid (const char *name, gsize length)
{
  const char *slash = length > 0 ? memchr (name, '/', length) : NULL;
  gsize folder = slash != NULL ? (gsize)(slash - name) : 0;

  if (slash == NULL)
    return is_name_part (name, length);
  return is_name_part (name, folder) && is_name_part (slash + 1, length - folder - 1);
}

/* The end record is the last 22 bytes and the directory ends there: no comment, nothing between. */
static gboolean
read_end (Walk *walk, gsize length, const ZbZipLimits *limits, guint *ret_n, GError **error)
{
  const guint8 *end = length >= END_SIZE ? walk->bytes + length - END_SIZE : NULL;
  guint n = 0;

  if (end == NULL || get32 (end) != END_SIGNATURE)
    return zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, walk->source, 0,
                           "not a zip archive, or bytes follow its end");
  n = get16 (end + 10);
  if (get16 (end + 20) != 0)
    return zb_format_fail (error, ZB_FORMAT_ERROR_FORBIDDEN, walk->source, 0,
                           "the archive has a comment");
  if (n == 0xFFFF || get32 (end + 12) == G_MAXUINT32 || get32 (end + 16) == G_MAXUINT32)
    return zb_format_fail (error, ZB_FORMAT_ERROR_FORBIDDEN, walk->source, 0,
                           "the archive is zip64");
  if (get16 (end + 4) != 0 || get16 (end + 6) != 0 || get16 (end + 8) != n)
    return zb_format_fail (error, ZB_FORMAT_ERROR_FORBIDDEN, walk->source, 0,
                           "the archive is split over several files");
  if (n == 0)
    return zb_format_fail (error, ZB_FORMAT_ERROR_FORBIDDEN, walk->source, 0,
                           "the archive is empty");
  if (n > limits->max_entries)
    return zb_format_fail (error, ZB_FORMAT_ERROR_TOO_LARGE, walk->source, 0,
                           "the archive has %u entries, more than %u", n, limits->max_entries);
  walk->end = length - END_SIZE;
  walk->directory = get32 (end + 16);
  if (walk->directory > walk->end || get32 (end + 12) != walk->end - walk->directory)
    return zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, walk->source, 0,
                           "the directory does not end where the archive's end begins");
  walk->directory_at = walk->directory;
  *ret_n = n;
  return TRUE;
}

/* Both headers lie inside their parts, and the directory points at the local one. */
static gboolean
check_places (const Walk *walk, GError **error)
{
  const guint8 *local = walk->bytes + walk->local_at;
  const guint8 *record = walk->bytes + walk->directory_at;

  if (walk->end - walk->directory_at < DIRECTORY_SIZE || get32 (record) != DIRECTORY_SIGNATURE)
    return fail_entry (walk, ZB_FORMAT_ERROR_MALFORMED, "no directory record at its place", error);
  if (get32 (record + 42) != walk->local_at)
    return fail_entry (walk, ZB_FORMAT_ERROR_MALFORMED,
                       "does not begin where the one before it ends", error);
  if (walk->directory - walk->local_at < LOCAL_SIZE || get32 (local) != LOCAL_SIGNATURE)
    return fail_entry (walk, ZB_FORMAT_ERROR_MALFORMED, "no local header at its place", error);
  return TRUE;
}

static gboolean
check_agreement (const Walk *walk, GError **error)
{
  const guint8 *local = walk->bytes + walk->local_at;
  const guint8 *record = walk->bytes + walk->directory_at;
  const guint first = shared_fields[0].local_at;

  if (memcmp (local + first, record + first + 2, LOCAL_SIZE - first) == 0)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (shared_fields); i++) {
    guint at = shared_fields[i].local_at;

    if (memcmp (local + at, record + at + 2, shared_fields[i].width) != 0)
      return zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, walk->source, 0,
                             "entry %u: %s differs between local header and directory",
                             walk->index + 1, shared_fields[i].name);
  }
  return TRUE;
}

/* What only the directory says of an entry (who made it, its attributes) no header confirms; as one
 * writer says it of all alike, nothing can be changed or hidden there. */
static gboolean
check_likeness (const Walk *walk, GError **error)
{
  const guint8 *first = walk->bytes + walk->directory;
  const guint8 *record = walk->bytes + walk->directory_at;

  if (memcmp (record + 4, first + 4, 2) != 0 || memcmp (record + 36, first + 36, 6) != 0)
    return fail_entry (walk, ZB_FORMAT_ERROR_FORBIDDEN,
                       "its maker or attributes differ from those of the first entry", error);
  return TRUE;
}

static gboolean
check_constructs (const Walk *walk, GError **error)
{
  enum { UNIX_TYPE = 0170000, UNIX_FILE = 0100000, DOS_FOLDER = 0x10, DOS_LABEL = 0x08 };
  const guint8 *record = walk->bytes + walk->directory_at;
  guint flags = get16 (record + 8);
  guint32 stored = get32 (record + 20);
  guint32 size = get32 (record + 24);
  guint type = get16 (record + 40) & UNIX_TYPE;
  const char *refusal = NULL;

  if ((flags & FLAG_ENCRYPTED) != 0)
    refusal = "is encrypted";
  else if ((flags & FLAG_DESCRIPTOR) != 0)
    refusal = "has a data descriptor";
  else if ((flags & ~(guint)FLAG_UTF8) != 0)
    refusal = "has flags that are not accepted";
  else if (get16 (record + 10) != 0)
    refusal = "is compressed";
  else if (stored == G_MAXUINT32 || size == G_MAXUINT32)
    refusal = "is zip64";
  else if (get16 (record + 6) > 20)
    refusal = "needs a newer version of zip";
  else if (get16 (record + 30) != 0)
    refusal = "has an extra field";
  else if (get16 (record + 32) != 0)
    refusal = "has a comment";
  else if (get16 (record + 34) != 0)
    refusal = "lies on another disk";
  else if ((type != 0 && type != UNIX_FILE) || (record[38] & (DOS_FOLDER | DOS_LABEL)) != 0)
    refusal = "is not a regular file";
  if (refusal != NULL)
    return fail_entry (walk, ZB_FORMAT_ERROR_FORBIDDEN, refusal, error);
  if (stored != size)
    return fail_entry (walk, ZB_FORMAT_ERROR_MALFORMED, "is stored, yet has two sizes", error);
  return TRUE;
}

/* Name and content; moves @walk to the next entry. */
static gboolean
read_content (Walk *walk, Entry *entry, GError **error)
{
  const guint8 *local = walk->bytes + walk->local_at;
  const guint8 *record = walk->bytes + walk->directory_at;
  gsize name_length = get16 (local + 26);
  gsize size = get32 (local + 22);
  gsize room = walk->directory - walk->local_at - LOCAL_SIZE;
  const char *name = (const char *)local + LOCAL_SIZE;

  if (name_length > room || size > room - name_length)
    return fail_entry (walk, ZB_FORMAT_ERROR_MALFORMED, "reaches into the directory", error);
  if (walk->end - walk->directory_at - DIRECTORY_SIZE < name_length)
    return fail_entry (walk, ZB_FORMAT_ERROR_MALFORMED, "its name is cut off", error);
  if (memcmp (name, record + DIRECTORY_SIZE, name_length) != 0)
    return fail_entry (walk, ZB_FORMAT_ERROR_MALFORMED,
                       "name differs between local header and directory", error);
  if (!zb_zip_name_is_valid (name, name_length))
    return fail_entry (walk, ZB_FORMAT_ERROR_FORBIDDEN, "has a name that is not accepted", error);
  entry->offset = walk->local_at + LOCAL_SIZE + name_length;
  entry->size = size;
  if (zb_crc32 (walk->bytes + entry->offset, size) != get32 (local + 14))
    return fail_entry (walk, ZB_FORMAT_ERROR_MALFORMED, "its CRC-32 is wrong", error);
  entry->name = walk->name_at;
  walk->name_at = (char *)memcpy (walk->name_at, name, name_length) + name_length;
  *walk->name_at++ = '\0';
  walk->local_at = entry->offset + size;
  walk->directory_at += DIRECTORY_SIZE + name_length;
  walk->index++;
  return TRUE;
}

/* Of ASCII names, whatever the case of their letters: that is one bit. */
static guint
folded_hash (gconstpointer name)
{
  guint hash = 5381;

  for (const char *sign = name; *sign != '\0'; sign++)
    hash = 33 * hash + ((guint8)*sign | 0x20u);
  return hash;
}

static gboolean
folded_equal (gconstpointer a, gconstpointer b)
{
  return g_ascii_strcasecmp (a, b) == 0;
}

static gboolean
read_entries (ZbZip *zip, Walk *walk, guint n, GError **error)
{
  g_autoptr (GHashTable) folded = g_hash_table_new (folded_hash, folded_equal);

  while (walk->index < n) {
    Entry entry = {0};

    if (!check_places (walk, error) || !check_agreement (walk, error) ||
        !check_constructs (walk, error) || !check_likeness (walk, error) ||
        !read_content (walk, &entry, error))
      return FALSE;
    g_array_append_val (zip->entries, entry);
    if (!g_hash_table_add (folded, entry.name))
      return zb_format_fail (error, ZB_FORMAT_ERROR_FORBIDDEN, walk->source, 0,
                             "two entries are named “%s”", entry.name);
  }
  if (walk->local_at != walk->directory || walk->directory_at != walk->end)
    return zb_format_fail (error, ZB_FORMAT_ERROR_MALFORMED, walk->source, 0,
                           "bytes lie between the last entry, the directory and the end");
  return TRUE;
}

ZbZip *
zb_zip_read (const char *source, GBytes *bytes, const ZbZipLimits *limits, GError **error)
{
  gsize length;
  Walk walk = {.source = source, .bytes = g_bytes_get_data (bytes, &length)};
  g_autoptr (ZbZip) zip = NULL;
  guint n = 0;

  if (limits == NULL)
    limits = &zb_zip_default_limits;
  if (length > limits->max_bytes) {
    zb_format_fail (error, ZB_FORMAT_ERROR_TOO_LARGE, source, 0,
                    "the archive has %" G_GSIZE_FORMAT " bytes, more than %" G_GSIZE_FORMAT, length,
                    limits->max_bytes);
    return NULL;
  }
  if (!read_end (&walk, length, limits, &n, error))
    return NULL;
  zip = g_new0 (ZbZip, 1);
  zip->bytes = g_bytes_ref (bytes);
  zip->entries = g_array_sized_new (FALSE, FALSE, sizeof (Entry), n);
  /* With the records around them they take more in the directory. */
  walk.name_at = zip->names = g_malloc (walk.end - walk.directory);
  return read_entries (zip, &walk, n, error) ? g_steal_pointer (&zip) : NULL;
}

void
zb_zip_free (ZbZip *zip)
{
  if (zip == NULL)
    return;
  g_array_unref (zip->entries);
  g_free (zip->names);
  g_bytes_unref (zip->bytes);
  g_free (zip);
}

guint
zb_zip_n_entries (const ZbZip *zip)
{
  return zip->entries->len;
}

const char *
zb_zip_entry_name (const ZbZip *zip, guint index)
{
  g_return_val_if_fail (index < zip->entries->len, NULL);

  return g_array_index (zip->entries, Entry, index).name;
}

GBytes *
zb_zip_entry_bytes (const ZbZip *zip, guint index)
{
  const Entry *entry;

  g_return_val_if_fail (index < zip->entries->len, NULL);

  entry = &g_array_index (zip->entries, Entry, index);
  return g_bytes_new_from_bytes (zip->bytes, entry->offset, entry->size);
}

GBytes *
zb_zip_find (const ZbZip *zip, const char *name)
{
  for (guint i = 0; i < zip->entries->len; i++) {
    if (strcmp (g_array_index (zip->entries, Entry, i).name, name) == 0)
      return zb_zip_entry_bytes (zip, i);
  }
  return NULL;
}
