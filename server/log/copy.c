/* SPDX-License-Identifier: Apache-2.0 */
#include "server/log/copy.h"

#include "exchange/base64.h"
#include "exchange/error.h"
#include "exchange/log-bundle.h"
#include "exchange/log-proof.h"
#include "exchange/protocol.h"
#include "formats/file.h"
#include "server/log/log.h"
#include "server/store/error.h"

#include <errno.h>
#include <string.h>

#define HEAD "head"
#define KEYS "keys"
#define ENTRIES "entries"
#define TILE "tile"
#define CONFLICT "conflict"
#define LOOKED "looked"
#define CHANGED "changed"
#define HEAD_WORD "zhibao-log-copy/v1"
#define WIDTH ZB_LOG_BUNDLE_WIDTH

struct _ZbLogCopy {
  char *folder;
  ZbSuccession *keys;
  guint64 size;
  ZbHash root;
  char *note; /* NULL before the first */
  ZbCheckpoint seen;
};

void
zb_log_copy_free (ZbLogCopy *copy)
{
  g_clear_pointer (&copy->keys, zb_succession_free);
  zb_checkpoint_clear (&copy->seen);
  g_free (copy->note);
  g_free (copy->folder);
  g_free (copy);
}

guint64
zb_log_copy_size (const ZbLogCopy *copy)
{
  return copy->size;
}

const ZbSuccession *
zb_log_copy_keys (const ZbLogCopy *copy)
{
  return copy->keys;
}

const ZbCheckpoint *
zb_log_copy_seen (const ZbLogCopy *copy)
{
  return &copy->seen;
}

static gboolean
has_file (const ZbLogCopy *copy, const char *name)
{
  g_autofree char *path = g_build_filename (copy->folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

gboolean
zb_log_copy_has_conflict (const ZbLogCopy *copy)
{
  return has_file (copy, CONFLICT);
}

gboolean
zb_log_copy_has_changed (const ZbLogCopy *copy)
{
  return has_file (copy, CHANGED);
}

static gboolean
corrupt (const ZbLogCopy *copy, const char *name, GError **error)
{
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT,
               "%s/%s is missing or damaged: move the folder away, and the log is copied anew",
               copy->folder, name);
  return FALSE;
}

/* NULL without an error if there is none. */
static GBytes *
read_file (const ZbLogCopy *copy, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (copy->folder, name, NULL);

  return has_file (copy, name) ? zb_file_read (path, ZB_LOG_BUNDLE_MAX, error) : NULL;
}

/* In place of what was there, durably. */
static gboolean
write_file (const ZbLogCopy *copy, const char *name, const char *data, gsize length, GError **error)
{
  g_autofree char *path = g_build_filename (copy->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return g_file_set_contents_full (path, data, (gssize)length,
                                     G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                     0600, error);
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_UNAVAILABLE, "%s: %s", folder,
               g_strerror (errno));
  return FALSE;
}

/* FALSE with an error; *ret_text is NULL if there is no such file. */
static gboolean
read_text (const ZbLogCopy *copy, const char *name, char **ret_text, GError **error)
{
  GError *failure = NULL;
  g_autoptr (GBytes) bytes = read_file (copy, name, &failure);
  gsize length = 0;
  const char *data = bytes ? g_bytes_get_data (bytes, &length) : NULL;

  *ret_text = bytes ? g_strndup (data ? data : "", length) : NULL;
  if (failure)
    g_propagate_error (error, failure);
  return failure == NULL;
}

/* Whether @path leads from @size and @root to the checkpoint. */
static gboolean
leads_to (guint64 size, const ZbHash *root, const ZbCheckpoint *seen, const GArray *path)
{
  if (size == seen->size)
    return memcmp (root, &seen->root, sizeof *root) == 0;
  return size == 0 ||
         zb_merkle_verify_consistency (size, root, seen->size, &seen->root,
                                       (const ZbHash *)(gpointer)path->data, path->len);
}

static gboolean
read_numbers (const char *line, guint64 *ret_size, ZbHash *ret_root)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);

  return g_strv_length (words) == 2 &&
         g_ascii_string_to_unsigned (words[0], 10, 0, G_MAXINT64, ret_size, NULL) &&
         zb_base64_read (words[1], ret_root->bytes, sizeof ret_root->bytes);
}

/* Word, size and root, path, an empty line, the note. */
static gboolean
parse_head (ZbLogCopy *copy, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", 3);
  const char *rest = g_strv_length (lines) == 3 ? lines[2] : "";
  const char *gap = *rest == '\n' ? rest : strstr (rest, "\n\n");

  if (!gap || strcmp (lines[0], HEAD_WORD) != 0 ||
      !read_numbers (lines[1], &copy->size, &copy->root))
    return FALSE;
  g_autofree char *hashes = *rest == '\n' ? g_strdup ("") : g_strndup (rest, gap - rest + 1);
  g_autoptr (GArray) path = zb_log_path_read (hashes, NULL);
  copy->note = g_strdup (*rest == '\n' ? gap + 1 : gap + 2);
  return path && zb_checkpoint_open_at (copy->note, copy->keys, 0, &copy->seen, NULL) &&
         leads_to (copy->size, &copy->root, &copy->seen, path);
}

static gboolean
read_head (ZbLogCopy *copy, GError **error)
{
  g_autofree char *text = NULL;

  if (!read_text (copy, HEAD, &text, error))
    return FALSE;
  return !text || parse_head (copy, text) || corrupt (copy, HEAD, error);
}

/* @verifier: (nullable) for a copy that has none yet. */
static gboolean
read_keys (ZbLogCopy *copy, const char *verifier, GError **error)
{
  g_autofree char *text = NULL;

  if (!read_text (copy, KEYS, &text, error))
    return FALSE;
  if (!text && !verifier)
    return corrupt (copy, KEYS, error);
  copy->keys = zb_succession_read (text ? text : verifier, error);
  if (!copy->keys || !text || !verifier)
    return copy->keys != NULL;
  /* What the operator names may be newer than what is kept. */
  g_autoptr (ZbSuccession) named = zb_succession_read (verifier, error);
  return named && zb_succession_follow (copy->keys, named, error);
}

static ZbLogCopy *
open_folder (const char *folder, const char *verifier, GError **error)
{
  g_autoptr (ZbLogCopy) copy = g_new0 (ZbLogCopy, 1);

  copy->folder = g_strdup (folder);
  return read_keys (copy, verifier, error) && read_head (copy, error) ? g_steal_pointer (&copy)
                                                                      : NULL;
}

ZbLogCopy *
zb_log_copy_open (const char *folder, const char *verifier, GError **error)
{
  return open_folder (folder, verifier, error);
}

ZbLogCopy *
zb_log_copy_look (const char *folder, GError **error)
{
  return open_folder (folder, NULL, error);
}

static gboolean
write_keys (const ZbLogCopy *copy, GError **error)
{
  g_autofree char *text = zb_succession_write (copy->keys, zb_succession_length (copy->keys));

  return write_file (copy, KEYS, text, strlen (text), error);
}

gboolean
zb_log_copy_follow (ZbLogCopy *copy, const char *keys, GError **error)
{
  g_autoptr (ZbSuccession) shown = zb_succession_read (keys, error);

  return shown && zb_succession_follow (copy->keys, shown, error) && write_keys (copy, error);
}

gboolean
zb_log_copy_accuse (ZbLogCopy *copy, const char *note, GError **error)
{
  g_autofree char *both = g_strconcat (copy->note ? copy->note : "", "\n", note, NULL);

  return zb_log_copy_has_conflict (copy) || write_file (copy, CONFLICT, both, strlen (both), error);
}

/* Whatever cannot be read begins anew: it only says where to go on. */
guint64
zb_log_copy_looked (const ZbLogCopy *copy)
{
  g_autofree char *text = NULL;
  guint64 next = 0;

  if (read_text (copy, LOOKED, &text, NULL) && text)
    g_ascii_string_to_unsigned (g_strchomp (text), 10, 0, G_MAXINT64, &next, NULL);
  return next;
}

gboolean
zb_log_copy_note_looked (const ZbLogCopy *copy, guint64 next, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT "\n", next);

  return write_file (copy, LOOKED, text, strlen (text), error);
}

gboolean
zb_log_copy_note_changed (
    const ZbLogCopy *copy, guint64 number, const char *record, const char *shown, GError **error)
{
  g_autofree char *text =
      g_strdup_printf ("%" G_GUINT64_FORMAT "\n%s\n%s\n", number, record, shown);

  return zb_log_copy_has_changed (copy) || write_file (copy, CHANGED, text, strlen (text), error);
}

static char *
bundle_name (guint64 index)
{
  g_autofree char *name = zb_log_tile_name (index, WIDTH);

  return g_build_filename (ENTRIES, name, NULL);
}

static char *
tile_name (guint level, guint64 index)
{
  g_autofree char *name = zb_log_tile_name (index, WIDTH);

  return g_strdup_printf (TILE "/%u/%s", level, name);
}

/* Of the first @size records. */
static GPtrArray *
read_bundle (const ZbLogCopy *copy, guint64 index, guint64 size, GError **error)
{
  g_autofree char *name = bundle_name (index);
  guint counts = (guint)MIN (size - index * WIDTH, WIDTH);
  GError *failure = NULL;
  g_autoptr (GBytes) bytes = read_file (copy, name, &failure);
  g_autoptr (GPtrArray) records = bytes ? zb_log_bundle_read (bytes, NULL) : NULL;

  if (failure) {
    g_propagate_error (error, failure);
    return NULL;
  }
  if (!records || records->len < counts) {
    corrupt (copy, name, error);
    return NULL;
  }
  /* What a write that was cut off left behind does not count. */
  g_ptr_array_set_size (records, (gint)counts);
  return g_steal_pointer (&records);
}

GPtrArray *
zb_log_copy_read_bundle (const ZbLogCopy *copy, guint64 index, GError **error)
{
  return read_bundle (copy, index, copy->size, error);
}

static GBytes *
load_tile_cb (guint level, guint64 index, gpointer data, GError **error)
{
  g_autofree char *name = tile_name (level, index);

  return read_file (data, name, error);
}

static gboolean
store_tile_cb (guint level, guint64 index, GBytes *hashes, gpointer data, GError **error)
{
  g_autofree char *name = tile_name (level, index);
  gsize length = 0;
  const char *bytes = g_bytes_get_data (hashes, &length);

  return write_file (data, name, bytes, length, error);
}

/* The tree of what is there and @records behind it. */
static ZbLogTree *
grow (ZbLogCopy *copy, const GPtrArray *records, GError **error)
{
  g_autoptr (ZbLogTree) tree = zb_log_tree_new (copy->size);

  zb_log_tree_set_load (tree, load_tile_cb, copy);
  for (guint i = 0; i < records->len; i++) {
    ZbHash leaf = zb_log_record_hash (records->pdata[i]);

    if (!zb_log_tree_append (tree, &leaf, error))
      return NULL;
  }
  return g_steal_pointer (&tree);
}

/* One file; *done counts the records that are written. */
static gboolean
write_bundle (
    const ZbLogCopy *copy, guint64 index, const GPtrArray *records, guint *done, GError **error)
{
  guint64 end = (index + 1) * WIDTH;
  g_autofree char *name = bundle_name (index);
  g_autoptr (GPtrArray) all = copy->size > index * WIDTH
                                  ? read_bundle (copy, index, copy->size, error)
                                  : g_ptr_array_new_with_free_func (g_free);

  if (!all)
    return FALSE;
  for (; *done < records->len && copy->size + *done < end; ++*done)
    g_ptr_array_add (all, g_strdup (records->pdata[*done]));
  g_autoptr (GBytes) bytes = zb_log_bundle_write (all, error);
  gsize length = 0;
  const char *data = bytes ? g_bytes_get_data (bytes, &length) : NULL;
  return bytes && write_file (copy, name, data, length, error);
}

static gboolean
write_bundles (const ZbLogCopy *copy, const GPtrArray *records, GError **error)
{
  guint done = 0;

  while (done < records->len)
    if (!write_bundle (copy, (copy->size + done) / WIDTH, records, &done, error))
      return FALSE;
  return TRUE;
}

static gboolean
write_head (const ZbLogCopy *copy,
            guint64 size,
            const ZbHash *root,
            const GArray *path,
            const char *note,
            GError **error)
{
  g_autofree char *base64 = g_base64_encode (root->bytes, sizeof root->bytes);
  g_autofree char *hashes = zb_log_path_write ((const ZbHash *)(gpointer)path->data, path->len);
  g_autofree char *text =
      g_strdup_printf (HEAD_WORD "\n%" G_GUINT64_FORMAT " %s\n%s\n%s", size, base64, hashes, note);

  return write_file (copy, HEAD, text, strlen (text), error);
}

static gboolean
take_in (ZbLogCopy *copy,
         const GPtrArray *records,
         const GArray *path,
         const char *note,
         ZbCheckpoint *seen,
         GError **error)
{
  g_autoptr (ZbLogTree) tree = grow (copy, records, error);
  ZbHash root;

  if (!tree || !zb_log_tree_root (tree, &root, error))
    return FALSE;
  guint64 size = zb_log_tree_size (tree);
  if (size > seen->size || !leads_to (size, &root, seen, path)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST,
                 "the records %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT
                 " that it hands out are not those that it signed",
                 copy->size, size - 1);
    return FALSE;
  }
  if (!write_keys (copy, error) || !write_bundles (copy, records, error) ||
      !zb_log_tree_settle (tree, store_tile_cb, copy, error) ||
      !write_head (copy, size, &root, path, note, error))
    return FALSE;
  copy->size = size;
  copy->root = root;
  return TRUE;
}

gboolean
zb_log_copy_append (
    ZbLogCopy *copy, const GPtrArray *records, GArray *path, const char *note, GError **error)
{
  ZbCheckpoint seen = {0};

  if (!zb_checkpoint_open_at (note, copy->keys, 0, &seen, error))
    return FALSE;
  if (!take_in (copy, records, path, note, &seen, error)) {
    zb_checkpoint_clear (&seen);
    return FALSE;
  }
  zb_checkpoint_clear (&copy->seen);
  copy->seen = seen;
  g_free (copy->note);
  copy->note = g_strdup (note);
  return TRUE;
}

gboolean
zb_log_copy_check (const ZbLogCopy *copy, ZbLogTree *tree, GError **error)
{
  ZbHash root;

  if (!zb_log_tree_root (tree, &root, error))
    return FALSE;
  return copy->size == 0 || memcmp (&root, &copy->root, sizeof root) == 0 ||
         corrupt (copy, ENTRIES, error);
}

/* Whether the records are the leaves of @tree from @first on. */
static gboolean
are_leaves (ZbLogTree *tree, guint64 first, const GPtrArray *records, GError **error)
{
  for (guint i = 0; i < records->len; i++) {
    ZbHash hash = zb_log_record_hash (records->pdata[i]), leaf;

    if (!zb_log_tree_read (0, first + i, &leaf, tree, error) ||
        memcmp (&hash, &leaf, sizeof hash) != 0)
      return FALSE;
  }
  return TRUE;
}

/* Whether the leaf is under the root. What leads there is made of the other leaves of its tile,
 * too, so this says it of all of them. */
static gboolean
is_under_root (const ZbLogCopy *copy, ZbLogTree *tree, guint64 index, GError **error)
{
  g_autoptr (GArray) path = zb_merkle_inclusion (index, copy->size, zb_log_tree_read, tree, error);
  ZbHash leaf;

  return path && zb_log_tree_read (0, index, &leaf, tree, error) &&
         zb_merkle_verify_inclusion (&leaf, index, copy->size, (const ZbHash *)(gpointer)path->data,
                                     path->len, &copy->root);
}

GPtrArray *
zb_log_copy_prove_bundle (ZbLogCopy *copy, guint64 index, GError **error)
{
  g_autoptr (GPtrArray) records = zb_log_copy_read_bundle (copy, index, error);
  g_autoptr (ZbLogTree) tree = zb_log_tree_new (copy->size);
  g_autofree char *name = bundle_name (index);
  g_autoptr (GError) cause = NULL;

  if (!records)
    return NULL;
  zb_log_tree_set_load (tree, load_tile_cb, copy);
  if (are_leaves (tree, index * WIDTH, records, &cause) &&
      is_under_root (copy, tree, index * WIDTH, &cause))
    return g_steal_pointer (&records);
  corrupt (copy, name, error);
  return NULL;
}
