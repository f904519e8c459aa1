/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/crc32.h"
#include "formats/error.h"
#include "formats/zip-reader.h"
#include "formats/zip-writer.h"

#include <string.h>

/* The archive all mutants come from: "a.txt" with "aa" and "b/c.xml" with "cc!". */
enum {
  FIRST = 0,
  FIRST_NAME = FIRST + 30,
  FIRST_CONTENT = FIRST_NAME + 5,
  SECOND = FIRST_CONTENT + 2,
  SECOND_NAME = SECOND + 30,
  DIRECTORY = SECOND_NAME + 7 + 3,
  RECORD_1 = DIRECTORY,
  RECORD_2 = RECORD_1 + 46 + 5,
  END = RECORD_2 + 46 + 7,
  LENGTH = END + 22,
  SHORTER = 2, /* what the directory moves up when the second name is "b.txt" */
};

static GByteArray *
new_archive (const char *first, const char *second)
{
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autoptr (GBytes) aa = g_bytes_new_static ("aa", 2);
  g_autoptr (GBytes) cc = g_bytes_new_static ("cc!", 3);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  zb_zip_writer_add (writer, first, aa);
  zb_zip_writer_add (writer, second, cc);
  bytes = zb_zip_writer_finish (writer, &error);
  g_assert_no_error (error);
  return g_bytes_unref_to_array (g_steal_pointer (&bytes));
}

static ZbZip *
read_array (const GByteArray *archive, const ZbZipLimits *limits, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (archive->data, archive->len);

  return zb_zip_read ("x.asice", bytes, limits, error);
}

static void
assert_refused (const char *what, const GByteArray *archive, int code, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbZip) zip = read_array (archive, NULL, &error);
  g_autofree char *expected = g_strconcat ("x.asice: ", message, NULL);

  g_test_message ("%s", what);
  g_assert_null (zip);
  g_assert_error (error, ZB_FORMAT_ERROR, code);
  g_assert_cmpstr (error->message, ==, expected);
}

static void
put (GByteArray *archive, guint at, guint width, guint32 value)
{
  for (guint i = 0; i < width; i++)
    archive->data[at + i] = (guint8)(value >> 8 * i);
}

static void
insert (GByteArray *archive, guint at, const char *bytes, guint n)
{
  g_byte_array_set_size (archive, archive->len + n);
  memmove (archive->data + at + n, archive->data + at, archive->len - n - at);
  memcpy (archive->data + at, bytes, n);
}

static void
assert_content (const ZbZip *zip, const char *name, const char *expected)
{
  g_autoptr (GBytes) bytes = zb_zip_find (zip, name);

  g_assert_nonnull (bytes);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), expected,
                   strlen (expected));
}

static void
test_entries (void)
{
  g_autoptr (GByteArray) archive = new_archive ("a.txt", "b/c.xml");
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbZip) zip = read_array (archive, NULL, &error);
  g_autoptr (GBytes) second = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (archive->len, ==, LENGTH);
  g_assert_cmpuint (zb_zip_n_entries (zip), ==, 2);
  g_assert_cmpstr (zb_zip_entry_name (zip, 0), ==, "a.txt");
  g_assert_cmpstr (zb_zip_entry_name (zip, 1), ==, "b/c.xml");
  assert_content (zip, "a.txt", "aa");
  assert_content (zip, "b/c.xml", "cc!");
  second = zb_zip_entry_bytes (zip, 1);
  g_assert_cmpmem (g_bytes_get_data (second, NULL), g_bytes_get_size (second), "cc!", 3);
  g_assert_null (zb_zip_find (zip, "A.TXT"));
}

/* One or two fields overwritten. */
enum { M = ZB_FORMAT_ERROR_MALFORMED, F = ZB_FORMAT_ERROR_FORBIDDEN };
static const struct {
  const char *what;
  guint at[2];
  guint width;
  guint32 value;
  int code;
  const char *message;
} field_mutants[] = {
    {"local signature", {FIRST}, 1, 'Q', M, "entry 1: no local header at its place"},
    {"record signature", {RECORD_2}, 1, 'Q', M, "entry 2: no directory record at its place"},
    {"end signature", {END}, 1, 'Q', M, "not a zip archive, or bytes follow its end"},
    {"version",
     {FIRST + 4},
     2,
     20,
     M,
     "entry 1: version differs between local header and directory"},
    {"flags",
     {SECOND + 6},
     2,
     0x800,
     M,
     "entry 2: flags differs between local header and directory"},
    {"method", {FIRST + 8}, 2, 8, M, "entry 1: method differs between local header and directory"},
    {"time", {RECORD_1 + 12}, 2, 1, M, "entry 1: time differs between local header and directory"},
    {"date", {RECORD_1 + 14}, 2, 1, M, "entry 1: date differs between local header and directory"},
    {"CRC", {FIRST + 14}, 4, 0, M, "entry 1: CRC-32 differs between local header and directory"},
    {"stored size",
     {FIRST + 18},
     4,
     1,
     M,
     "entry 1: stored size differs between local header and directory"},
    {"size", {RECORD_2 + 24}, 4, 2, M, "entry 2: size differs between local header and directory"},
    {"name length",
     {FIRST + 26},
     2,
     4,
     M,
     "entry 1: name length differs between local header and directory"},
    {"extra length",
     {FIRST + 28},
     2,
     2,
     M,
     "entry 1: extra length differs between local header and directory"},
    {"local name",
     {FIRST_NAME},
     1,
     'b',
     M,
     "entry 1: name differs between local header and directory"},
    {"directory name",
     {RECORD_2 + 46},
     1,
     'a',
     M,
     "entry 2: name differs between local header and directory"},
    {"both CRC", {FIRST + 14, RECORD_1 + 16}, 4, 0, M, "entry 1: its CRC-32 is wrong"},
    {"content", {FIRST_CONTENT}, 1, 'b', M, "entry 1: its CRC-32 is wrong"},
    {"encrypted", {FIRST + 6, RECORD_1 + 8}, 2, 1, F, "entry 1: is encrypted"},
    {"strong encryption", {FIRST + 6, RECORD_1 + 8}, 2, 0x41, F, "entry 1: is encrypted"},
    {"descriptor", {SECOND + 6, RECORD_2 + 8}, 2, 8, F, "entry 2: has a data descriptor"},
    {"patch data",
     {FIRST + 6, RECORD_1 + 8},
     2,
     0x20,
     F,
     "entry 1: has flags that are not accepted"},
    {"masked headers",
     {FIRST + 6, RECORD_1 + 8},
     2,
     0x2000,
     F,
     "entry 1: has flags that are not accepted"},
    {"deflated", {FIRST + 8, RECORD_1 + 10}, 2, 8, F, "entry 1: is compressed"},
    {"bzip2", {SECOND + 8, RECORD_2 + 10}, 2, 12, F, "entry 2: is compressed"},
    {"version 4.5", {FIRST + 4, RECORD_1 + 6}, 2, 45, F, "entry 1: needs a newer version of zip"},
    {"zip64 size", {FIRST + 22, RECORD_1 + 24}, 4, G_MAXUINT32, F, "entry 1: is zip64"},
    {"zip64 stored size", {FIRST + 18, RECORD_1 + 20}, 4, G_MAXUINT32, F, "entry 1: is zip64"},
    {"two sizes", {FIRST + 22, RECORD_1 + 24}, 4, 1, M, "entry 1: is stored, yet has two sizes"},
    {"extra field", {FIRST + 28, RECORD_1 + 30}, 2, 2, F, "entry 1: has an extra field"},
    {"entry comment", {RECORD_2 + 32}, 2, 1, F, "entry 2: has a comment"},
    {"entry disk", {RECORD_1 + 34}, 2, 1, F, "entry 1: lies on another disk"},
    {"symbolic link", {RECORD_1 + 40}, 2, 0120777, F, "entry 1: is not a regular file"},
    {"Unix folder", {RECORD_1 + 40}, 2, 040755, F, "entry 1: is not a regular file"},
    {"device", {RECORD_1 + 40}, 2, 020666, F, "entry 1: is not a regular file"},
    {"DOS folder", {RECORD_1 + 38}, 1, 0x10, F, "entry 1: is not a regular file"},
    {"maker",
     {RECORD_2 + 5},
     1,
     7,
     F,
     "entry 2: its maker or attributes differ from those of the first entry"},
    {"attributes",
     {RECORD_1 + 40},
     2,
     0100644,
     F,
     "entry 2: its maker or attributes differ from those of the first entry"},
    {"offset", {RECORD_1 + 42}, 4, 1, M, "entry 1: does not begin where the one before it ends"},
    {"offset of the other",
     {RECORD_2 + 42},
     4,
     FIRST,
     M,
     "entry 2: does not begin where the one before it ends"},
    {"offset inside the other",
     {RECORD_2 + 42},
     4,
     FIRST_CONTENT,
     M,
     "entry 2: does not begin where the one before it ends"},
    {"offset far away",
     {RECORD_2 + 42},
     4,
     0xFFFFFFF0,
     M,
     "entry 2: does not begin where the one before it ends"},
    {"disk", {END + 4}, 2, 1, F, "the archive is split over several files"},
    {"disk of the directory", {END + 6}, 2, 1, F, "the archive is split over several files"},
    {"entries on this disk", {END + 8}, 2, 1, F, "the archive is split over several files"},
    {"no entries", {END + 8, END + 10}, 2, 0, F, "the archive is empty"},
    {"an entry fewer",
     {END + 8, END + 10},
     2,
     1,
     M,
     "bytes lie between the last entry, the directory and the end"},
    {"an entry more", {END + 8, END + 10}, 2, 3, M, "entry 3: no directory record at its place"},
    {"zip64 entries", {END + 8, END + 10}, 2, 0xFFFF, F, "the archive is zip64"},
    {"zip64 directory size", {END + 12}, 4, G_MAXUINT32, F, "the archive is zip64"},
    {"zip64 directory", {END + 16}, 4, G_MAXUINT32, F, "the archive is zip64"},
    {"directory size",
     {END + 12},
     4,
     END - DIRECTORY - 1,
     M,
     "the directory does not end where the archive's end begins"},
    {"directory place",
     {END + 16},
     4,
     DIRECTORY + 1,
     M,
     "the directory does not end where the archive's end begins"},
    {"directory far away",
     {END + 16},
     4,
     0xFFFFFFF0,
     M,
     "the directory does not end where the archive's end begins"},
    {"comment length", {END + 20}, 2, 1, F, "the archive has a comment"},
};

static void
test_mutated_fields (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (field_mutants); i++) {
    g_autoptr (GByteArray) archive = new_archive ("a.txt", "b/c.xml");

    put (archive, field_mutants[i].at[0], field_mutants[i].width, field_mutants[i].value);
    if (field_mutants[i].at[1] != 0)
      put (archive, field_mutants[i].at[1], field_mutants[i].width, field_mutants[i].value);
    assert_refused (field_mutants[i].what, archive, field_mutants[i].code,
                    field_mutants[i].message);
  }
}

/* Names of the first entry, overwritten in both places. */
static void
test_names (void)
{
  static const char *const bad[] = {
      "../ab",  "/a.tx",  "a\\.tx", "a//tx",  "a/b/c", "./abc", "a/../", "a/..",     "abcd/",
      "a\0txt", "C:\\tx", "a txt",  "a\ntxt", "é.tx",  "a*txt", "~/abc", "\x7F.txt",
  };
  static const char *const good[] = {"a.TXT", "..a..", "a/b-_", "....."};

  for (gsize i = 0; i < G_N_ELEMENTS (bad) + G_N_ELEMENTS (good); i++) {
    gboolean is_bad = i < G_N_ELEMENTS (bad);
    const char *name = is_bad ? bad[i] : good[i - G_N_ELEMENTS (bad)];
    g_autoptr (GByteArray) archive = new_archive ("a.txt", "b/c.xml");

    memcpy (archive->data + FIRST_NAME, name, 5);
    memcpy (archive->data + RECORD_1 + 46, name, 5);
    if (is_bad) {
      assert_refused (name, archive, ZB_FORMAT_ERROR_FORBIDDEN,
                      "entry 1: has a name that is not accepted");
    } else {
      g_autoptr (GError) error = NULL;
      g_autoptr (ZbZip) zip = read_array (archive, NULL, &error);

      g_assert_no_error (error);
      assert_content (zip, name, "aa");
    }
  }
}

static void
test_name_lengths (void)
{
  g_autofree char *part = g_strnfill (65, 'x');
  g_autofree char *two = g_strdup_printf ("%.64s/%.64s", part, part);
  g_autofree char *long_folder = g_strdup_printf ("%s/x", part);
  g_autofree char *long_file = g_strdup_printf ("x/%s", part);

  g_assert_true (zb_zip_name_is_valid (part, 64));
  g_assert_true (zb_zip_name_is_valid (two, strlen (two)));
  g_assert_false (zb_zip_name_is_valid (part, 65));
  g_assert_false (zb_zip_name_is_valid (long_folder, strlen (long_folder)));
  g_assert_false (zb_zip_name_is_valid (long_file, strlen (long_file)));
  g_assert_false (zb_zip_name_is_valid ("", 0));
  g_assert_false (zb_zip_name_is_valid (".", 1));
  g_assert_false (zb_zip_name_is_valid ("..", 2));
}

static void
test_same_name_twice (void)
{
  static const char *const letters[] = {"a", "A"};

  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++) {
    g_autoptr (GByteArray) archive = new_archive ("a.txt", "b.txt");
    g_autofree char *message = g_strdup_printf ("two entries are named “%s.txt”", letters[i]);

    archive->data[SECOND_NAME] = (guint8)*letters[i];
    archive->data[RECORD_2 - SHORTER + 46] = (guint8)*letters[i];
    assert_refused (letters[i], archive, ZB_FORMAT_ERROR_FORBIDDEN, message);
  }
}

/* Bytes pushed in between, with every offset set right. */
static void
test_hidden_bytes (void)
{
  static const struct {
    const char *what;
    guint at;
    guint second_by;
    guint directory_by;
    const char *message;
  } mutants[] = {
      {"before all", 0, 4, 4, "entry 1: no local header at its place"},
      {"between the entries", SECOND, 4, 4, "entry 2: does not begin where the one before it ends"},
      {"before the directory", DIRECTORY, 0, 4,
       "bytes lie between the last entry, the directory and the end"},
      {"before the directory, uncounted", DIRECTORY, 0, 0,
       "the directory does not end where the archive's end begins"},
      {"between the records", RECORD_2, 0, 0, "entry 2: no directory record at its place"},
      {"before the end", END, 0, 0, "bytes lie between the last entry, the directory and the end"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (mutants); i++) {
    g_autoptr (GByteArray) archive = new_archive ("a.txt", "b/c.xml");
    gboolean in_directory = mutants[i].at > DIRECTORY;

    put (archive, RECORD_2 + 42, 4, SECOND + mutants[i].second_by);
    put (archive, END + 16, 4, DIRECTORY + mutants[i].directory_by);
    put (archive, END + 12, 4, END - DIRECTORY + (in_directory ? 4 : 0));
    insert (archive, mutants[i].at, "HIDE", 4);
    assert_refused (mutants[i].what, archive, M, mutants[i].message);
  }
}

static void
test_bytes_after_the_end (void)
{
  g_autoptr (GByteArray) trailing = new_archive ("a.txt", "b/c.xml");
  g_autoptr (GByteArray) comment = new_archive ("a.txt", "b/c.xml");
  g_autoptr (GByteArray) twice = new_archive ("a.txt", "b/c.xml");
  g_autofree char *copy = g_memdup2 (twice->data, twice->len);

  insert (trailing, LENGTH, "", 1);
  assert_refused ("a byte over", trailing, ZB_FORMAT_ERROR_MALFORMED,
                  "not a zip archive, or bytes follow its end");
  put (comment, END + 20, 2, 4);
  insert (comment, LENGTH, "HIDE", 4);
  assert_refused ("comment", comment, ZB_FORMAT_ERROR_MALFORMED,
                  "not a zip archive, or bytes follow its end");
  insert (twice, LENGTH, copy, LENGTH);
  assert_refused ("two archives in one", twice, ZB_FORMAT_ERROR_MALFORMED,
                  "the directory does not end where the archive's end begins");
}

static void
resize_first (GByteArray *archive, guint size)
{
  static const guint sizes[] = {FIRST + 18, FIRST + 22, RECORD_1 + 20, RECORD_1 + 24};
  guint32 crc = zb_crc32 (archive->data + FIRST_CONTENT, size);

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    put (archive, sizes[i], 4, size);
  put (archive, FIRST + 14, 4, crc);
  put (archive, RECORD_1 + 16, 4, crc);
}

/* An entry whose content holds the next one: bytes that two entries own. */
static void
test_overlap (void)
{
  g_autoptr (GByteArray) archive = new_archive ("a.txt", "b/c.xml");

  resize_first (archive, DIRECTORY - FIRST_CONTENT);
  assert_refused ("overlap", archive, ZB_FORMAT_ERROR_MALFORMED,
                  "entry 2: does not begin where the one before it ends");
  resize_first (archive, DIRECTORY - FIRST_CONTENT + 1);
  assert_refused ("into the directory", archive, ZB_FORMAT_ERROR_MALFORMED,
                  "entry 1: reaches into the directory");
}

static void
test_swapped_records (void)
{
  g_autoptr (GByteArray) archive = new_archive ("a.txt", "b.txt");
  guint8 record[51];

  memcpy (record, archive->data + RECORD_1 - SHORTER, 51);
  memmove (archive->data + RECORD_1 - SHORTER, archive->data + RECORD_2 - SHORTER, 51);
  memcpy (archive->data + RECORD_2 - SHORTER, record, 51);
  assert_refused ("swapped", archive, ZB_FORMAT_ERROR_MALFORMED,
                  "entry 1: does not begin where the one before it ends");
}

static void
test_cut_off (void)
{
  g_autoptr (GByteArray) archive = new_archive ("a.txt", "b/c.xml");

  while (archive->len > 0) {
    g_byte_array_set_size (archive, archive->len - 1);
    assert_refused ("cut off", archive, ZB_FORMAT_ERROR_MALFORMED,
                    "not a zip archive, or bytes follow its end");
  }
}

/* Who made the archive and the attributes of its files are all that may change unseen; they are no
 * part of what an entry says. */
static gboolean
is_free (guint at)
{
  guint in_record = at >= RECORD_2 ? at - RECORD_2 : at - RECORD_1;

  if (at < RECORD_1 || at >= END)
    return FALSE;
  return in_record == 4 || in_record == 5 || (in_record >= 36 && in_record < 42);
}

static void
test_every_bit_counts (void)
{
  g_autoptr (GByteArray) archive = new_archive ("a.txt", "b/c.xml");

  for (guint bit = 0; bit < 8 * LENGTH; bit++) {
    g_autoptr (ZbZip) zip = NULL;

    archive->data[bit / 8] ^= (guint8)(1 << bit % 8);
    zip = read_array (archive, NULL, NULL);
    if (zip != NULL && !is_free (bit / 8))
      g_error ("bit %u of byte %u does not count", bit % 8, bit / 8);
    archive->data[bit / 8] ^= (guint8)(1 << bit % 8);
  }
}

static void
test_utf8_flag_is_accepted (void)
{
  g_autoptr (GByteArray) archive = new_archive ("a.txt", "b/c.xml");
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbZip) zip = NULL;

  put (archive, FIRST + 6, 2, 0x800);
  put (archive, RECORD_1 + 8, 2, 0x800);
  zip = read_array (archive, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (zip);
}

static void
test_limits (void)
{
  g_autoptr (GByteArray) archive = new_archive ("a.txt", "b/c.xml");
  ZbZipLimits limits = {LENGTH, 2};
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbZip) zip = read_array (archive, &limits, &error);

  g_assert_no_error (error);
  g_assert_nonnull (zip);
  limits.max_bytes = LENGTH - 1;
  g_assert_null (read_array (archive, &limits, &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, "x.asice: the archive has 203 bytes, more than 202");
  g_clear_error (&error);
  limits = (ZbZipLimits){LENGTH, 1};
  g_assert_null (read_array (archive, &limits, &error));
  g_assert_error (error, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE);
  g_assert_cmpstr (error->message, ==, "x.asice: the archive has 2 entries, more than 1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/zip-reader/entries", test_entries);
  g_test_add_func ("/formats/zip-reader/mutated-fields", test_mutated_fields);
  g_test_add_func ("/formats/zip-reader/names", test_names);
  g_test_add_func ("/formats/zip-reader/name-lengths", test_name_lengths);
  g_test_add_func ("/formats/zip-reader/same-name-twice", test_same_name_twice);
  g_test_add_func ("/formats/zip-reader/hidden-bytes", test_hidden_bytes);
  g_test_add_func ("/formats/zip-reader/bytes-after-the-end", test_bytes_after_the_end);
  g_test_add_func ("/formats/zip-reader/overlap", test_overlap);
  g_test_add_func ("/formats/zip-reader/swapped-records", test_swapped_records);
  g_test_add_func ("/formats/zip-reader/cut-off", test_cut_off);
  g_test_add_func ("/formats/zip-reader/every-bit-counts", test_every_bit_counts);
  g_test_add_func ("/formats/zip-reader/utf8-flag-is-accepted", test_utf8_flag_is_accepted);
  g_test_add_func ("/formats/zip-reader/limits", test_limits);
  return g_test_run ();
}
