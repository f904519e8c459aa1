/* SPDX-License-Identifier: Apache-2.0 */
#include "server/witness/log-copying.h"

#include "exchange/error.h"
#include "exchange/log-bundle.h"
#include "exchange/log-proof.h"
#include "exchange/protocol.h"
#include "server/witness/witness.h"

#include <string.h>

#define WIDTH ZB_LOG_BUNDLE_WIDTH
#define LOOKS_OF_A_WEEK (7 * 24 * 60)

typedef struct {
  ZbLogCopy *copy;
  const ZbLogSource *source;
  char *note;
  ZbCheckpoint shown;
} Copying;

static void
copying_clear (Copying *copying)
{
  g_free (copying->note);
  zb_checkpoint_clear (&copying->shown);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Copying, copying_clear)

static char *
fetch_text (const Copying *copying, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = copying->source->fetch (path, copying->source->data, error);
  gsize length = 0;
  const char *data = bytes ? g_bytes_get_data (bytes, &length) : NULL;
  g_autofree char *text = bytes ? g_strndup (data ? data : "", length) : NULL;

  if (!bytes || (length <= ZB_PROTOCOL_MAX_NOTE && strlen (text) == length))
    return g_steal_pointer (&text);
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
               "%s: not the text that is expected", path);
  return NULL;
}

/* The checkpoint of now, by keys that those known vouch for. */
static gboolean
fetch_shown (Copying *copying, gint64 now, GError **error)
{
  copying->note = fetch_text (copying, "/log/checkpoint", error);
  if (!copying->note)
    return FALSE;
  if (!zb_succession_knows_signers (zb_log_copy_keys (copying->copy), copying->note)) {
    g_autofree char *keys = fetch_text (copying, "/log/keys", error);
    if (!keys || !zb_log_copy_follow (copying->copy, keys, error))
      return FALSE;
  }
  return zb_checkpoint_open_at (copying->note, zb_log_copy_keys (copying->copy), now,
                                &copying->shown, error);
}

/* What leads from the tree of @from to the one shown. */
static GArray *
fetch_path (const Copying *copying, guint64 from, GError **error)
{
  if (from == copying->shown.size)
    return g_array_new (FALSE, FALSE, sizeof (ZbHash));
  g_autofree char *path = g_strdup_printf (
      "/log/proof?from=%" G_GUINT64_FORMAT "&to=%" G_GUINT64_FORMAT, from, copying->shown.size);
  g_autofree char *text = fetch_text (copying, path, error);
  return text ? zb_log_path_read (text, error) : NULL;
}

static gboolean
accuse (const Copying *copying, const char *what, GError **error)
{
  const ZbCheckpoint *seen = zb_log_copy_seen (copying->copy);

  if (!zb_log_copy_accuse (copying->copy, copying->note, error))
    return FALSE;
  g_set_error (error, ZB_WITNESS_ERROR, ZB_WITNESS_ERROR_CONFLICT,
               "the log %s: it had %" G_GUINT64_FORMAT " records and shows %" G_GUINT64_FORMAT
               " that do not continue them; both signed checkpoints are kept as proof",
               what, seen->size, copying->shown.size);
  return FALSE;
}

/* Whether the log only grew since it was seen. */
static gboolean
check_continues (const Copying *copying, GError **error)
{
  const ZbCheckpoint *seen = zb_log_copy_seen (copying->copy), *shown = &copying->shown;

  if (seen->size > shown->size)
    return accuse (copying, "shrank", error);
  if (seen->size == shown->size)
    return memcmp (&seen->root, &shown->root, sizeof seen->root) == 0 || seen->size == 0 ||
           accuse (copying, "forked", error);
  if (seen->size == 0)
    return TRUE;
  g_autoptr (GArray) path = fetch_path (copying, seen->size, error);
  if (!path)
    return FALSE;
  return zb_merkle_verify_consistency (seen->size, &seen->root, shown->size, &shown->root,
                                       (const ZbHash *)(gpointer)path->data, path->len) ||
         accuse (copying, "forked", error);
}

static gboolean
other_records (GError **error, guint64 index)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST,
               "bundle %" G_GUINT64_FORMAT
               " is not the one that was copied before, or has fewer records than were signed",
               index);
  return FALSE;
}

/* What is there already must be handed out as it was. */
static gboolean
check_known (const Copying *copying, guint64 index, const GPtrArray *records, GError **error)
{
  if (zb_log_copy_size (copying->copy) <= index * WIDTH)
    return TRUE;
  g_autoptr (GPtrArray) known = zb_log_copy_read_bundle (copying->copy, index, error);
  if (!known)
    return FALSE;
  for (guint i = 0; i < known->len; i++)
    if (strcmp (known->pdata[i], records->pdata[i]) != 0)
      return other_records (error, index);
  return TRUE;
}

/* Its first @width records. (transfer full) */
static GPtrArray *
fetch_records (const ZbLogSource *source, guint64 index, guint width, GError **error)
{
  g_autofree char *name = zb_log_tile_name (index, width);
  g_autofree char *path = g_strconcat ("/log/tile/entries/", name, NULL);
  g_autoptr (GBytes) bundle = source->fetch (path, source->data, error);
  g_autoptr (GPtrArray) records = bundle ? zb_log_bundle_read (bundle, error) : NULL;

  if (!records || records->len == width)
    return g_steal_pointer (&records);
  other_records (error, index);
  return NULL;
}

/* Adds the records of the bundle that the copy does not have. */
static gboolean
fetch_bundle (const Copying *copying, guint64 index, GPtrArray *fetched, GError **error)
{
  guint width = (guint)MIN (copying->shown.size - index * WIDTH, WIDTH);
  g_autoptr (GPtrArray) records = fetch_records (copying->source, index, width, error);
  guint64 next = zb_log_copy_size (copying->copy) + fetched->len;

  if (!records)
    return FALSE;
  if (!check_known (copying, index, records, error))
    return FALSE;
  for (guint i = (guint)(next - index * WIDTH); i < width; i++)
    g_ptr_array_add (fetched, g_strdup (records->pdata[i]));
  return TRUE;
}

/* What was fetched by @until is taken in. */
static gboolean
copy_batch (const Copying *copying, gint64 until, GError **error)
{
  guint64 size = zb_log_copy_size (copying->copy);
  g_autoptr (GPtrArray) fetched = g_ptr_array_new_with_free_func (g_free);

  while (fetched->len < ZB_LOG_COPYING_BATCH && size + fetched->len < copying->shown.size &&
         (fetched->len == 0 || g_get_monotonic_time () < until))
    if (!fetch_bundle (copying, (size + fetched->len) / WIDTH, fetched, error))
      return FALSE;
  g_autoptr (GArray) path = fetch_path (copying, size + fetched->len, error);
  return path && zb_log_copy_append (copying->copy, fetched, path, copying->note, error);
}

gboolean
zb_log_copying_run (ZbLogCopy *copy,
                    const ZbLogSource *source,
                    gint64 now,
                    gint64 until,
                    guint64 *ret_behind,
                    GError **error)
{
  g_auto (Copying) copying = {.copy = copy, .source = source};

  if (!fetch_shown (&copying, now, error) || !check_continues (&copying, error))
    return FALSE;
  while (zb_log_copy_size (copy) < copying.shown.size && g_get_monotonic_time () < until)
    if (!copy_batch (&copying, until, error))
      return FALSE;
  *ret_behind = copying.shown.size - zb_log_copy_size (copy);
  return TRUE;
}

guint
zb_log_copying_pace (guint64 bundles)
{
  guint64 pace = (bundles + LOOKS_OF_A_WEEK - 1) / LOOKS_OF_A_WEEK;

  return (guint)MIN (pace, ZB_LOG_COPYING_MOST_LOOKED);
}

static gboolean
look_at (ZbLogCopy *copy,
         const ZbLogSource *source,
         guint64 index,
         ZbLogChanged changed,
         gpointer data,
         GError **error)
{
  g_autoptr (GPtrArray) records = zb_log_copy_prove_bundle (copy, index, error);
  g_autoptr (GPtrArray) shown = records ? fetch_records (source, index, WIDTH, error) : NULL;
  guint i = 0;

  if (!shown)
    return FALSE;
  while (i < WIDTH && strcmp (records->pdata[i], shown->pdata[i]) == 0)
    i++;
  if (i == WIDTH)
    return TRUE;
  changed (index * WIDTH + i, data);
  return zb_log_copy_note_changed (copy, index * WIDTH + i, records->pdata[i], shown->pdata[i],
                                   error);
}

gboolean
zb_log_copying_look (ZbLogCopy *copy,
                     const ZbLogSource *source,
                     gint64 until,
                     ZbLogChanged changed,
                     gpointer data,
                     GError **error)
{
  guint64 bundles = zb_log_copy_size (copy) / WIDTH, next = zb_log_copy_looked (copy);

  for (guint n = zb_log_copying_pace (bundles); n > 0 && g_get_monotonic_time () < until; n--) {
    next = next < bundles ? next : 0;
    if (!look_at (copy, source, next, changed, data, error))
      return FALSE;
    next++;
  }
  return bundles == 0 || zb_log_copy_note_looked (copy, next, error);
}
