/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/log-bundle.h"
#include "exchange/log-proof.h"
#include "server/api/log-handlers.h"
#include "server/log/daily.h"
#include "server/log/log.h"

#include <string.h>

/* The log for everyone: checkpoints, proofs and tiles (c2sp.org/tlog-tiles) hold hashes alone. Its
 * records, which name units, are for those whom they concern: they come with the receipts; and for
 * the nodes of the table of routes, which may keep a copy of all. */

#define MIME_NOTE "text/plain; charset=utf-8"
#define MIME_TILE "application/octet-stream"
#define TILE_WIDTH ZB_LOG_BUNDLE_WIDTH
/* Trees of 256⁸ records. */
#define MAX_LEVEL 7
#define GROUP_DIGITS 3
#define PARTIAL ".p"

void
zb_handle_checkpoint (ZbCall *call)
{
  GError *error = NULL;
  g_autoptr (ZbStoredCheckpoint) checkpoint =
      zb_store_read_checkpoint (call->service->store, &error);

  if (checkpoint)
    zb_call_answer_text (call, 200, MIME_NOTE, checkpoint->note);
  else
    zb_call_fail_error (call, error);
}

/* Which keys sign it, and have signed it. */
void
zb_handle_log_keys (ZbCall *call)
{
  zb_call_answer_text (call, 200, MIME_NOTE, call->service->log_keys);
}

/* The last one of a day; of this day, the last so far. */
void
zb_handle_daily_checkpoint (ZbCall *call)
{
  GError *error = NULL;
  g_autofree char *note = zb_daily_read (call->service->daily, call->parts[0], &error);

  if (note)
    zb_call_answer_text (call, 200, MIME_NOTE, note);
  else if (error)
    zb_call_fail_error (call, error);
  else
    zb_call_fail (call, "not-found", NULL);
}

/* leaf=N: a tlog-proof of the record against the newest checkpoint. */
static void
prove_inclusion (ZbCall *call, guint64 leaf, const ZbStoredCheckpoint *checkpoint)
{
  GError *error = NULL;

  if (leaf >= checkpoint->size) {
    zb_call_fail (call, "not-found", "leaf");
    return;
  }
  g_autoptr (GArray) path = zb_log_inclusion (call->service->store, leaf, checkpoint->size, &error);
  if (!path) {
    zb_call_fail_error (call, error);
    return;
  }
  g_autofree char *proof =
      zb_log_proof_write (leaf, (const ZbHash *)(gpointer)path->data, path->len, checkpoint->note);
  zb_call_answer_text (call, 200, MIME_NOTE, proof);
}

/* from=N&to=M: that the tree of M records continues the one of N. */
static void
prove_consistency (ZbCall *call, guint64 from, guint64 to, const ZbStoredCheckpoint *checkpoint)
{
  GError *error = NULL;

  if (from == 0 || from > to || to > checkpoint->size) {
    zb_call_fail (call, "bad-argument", "from, to");
    return;
  }
  g_autoptr (GArray) path = zb_log_consistency (call->service->store, from, to, &error);
  if (!path) {
    zb_call_fail_error (call, error);
    return;
  }
  g_autofree char *proof = zb_log_path_write ((const ZbHash *)(gpointer)path->data, path->len);
  zb_call_answer_text (call, 200, MIME_NOTE, proof);
}

static gboolean
query_size (const ZbCall *call, const char *name, guint64 *ret_size)
{
  const char *text = zb_request_query (call->request, name);

  return text && g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, ret_size, NULL);
}

void
zb_handle_log_proof (ZbCall *call)
{
  GError *error = NULL;
  guint64 leaf = 0, from = 0, to = 0;
  g_autoptr (ZbStoredCheckpoint) checkpoint =
      zb_store_read_checkpoint (call->service->store, &error);

  if (!checkpoint)
    zb_call_fail_error (call, error);
  else if (query_size (call, "leaf", &leaf))
    prove_inclusion (call, leaf, checkpoint);
  else if (query_size (call, "from", &from) && query_size (call, "to", &to))
    prove_consistency (call, from, to, checkpoint);
  else
    zb_call_fail (call, "missing-argument", "leaf, or from and to");
}

/* "x001", or the last group, "234". */
static gboolean
read_group (const char *text, gboolean last, guint64 *number)
{
  guint64 group = 0;

  if (!last && *text++ != 'x')
    return FALSE;
  if (strlen (text) != GROUP_DIGITS || !g_ascii_string_to_unsigned (text, 10, 0, 999, &group, NULL))
    return FALSE;
  *number = *number * 1000 + group;
  return TRUE;
}

/* "x001/x234/067", or "x001/x234/067.p/5" for the first 5 hashes of a tile. */
static gboolean
read_tile_path (char *const *parts, guint n, guint64 *ret_index, guint *ret_width)
{
  guint64 width = TILE_WIDTH;

  *ret_index = 0;
  if (n >= 2 && g_str_has_suffix (parts[n - 2], PARTIAL)) {
    if (parts[n - 1][0] == '0' ||
        !g_ascii_string_to_unsigned (parts[n - 1], 10, 1, TILE_WIDTH - 1, &width, NULL))
      return FALSE;
    n--;
    parts[n - 1][strlen (parts[n - 1]) - strlen (PARTIAL)] = '\0';
  }
  for (guint i = 0; i < n; i++)
    if (!read_group (parts[i], i + 1 == n, ret_index))
      return FALSE;
  *ret_width = (guint)width;
  /* One spelling: no leading group of nothing. */
  return n == 1 || strcmp (parts[0], "x000") != 0;
}

static guint
count_parts (const ZbCall *call)
{
  guint n = 1;

  while (n < ZB_CALL_MAX_PARTS && call->parts[n])
    n++;
  return n;
}

void
zb_handle_tile (ZbCall *call)
{
  static const char *const headers[] = {"Cache-Control", "public, max-age=31536000, immutable",
                                        NULL};
  GError *error = NULL;
  guint64 level = 0, index = 0;
  guint n = count_parts (call), width = 0;

  if (strlen (call->parts[0]) != 1 ||
      !g_ascii_string_to_unsigned (call->parts[0], 10, 0, MAX_LEVEL, &level, NULL) ||
      !read_tile_path (call->parts + 1, n - 1, &index, &width)) {
    zb_call_fail (call, "not-found", NULL);
    return;
  }
  g_autoptr (GBytes) hashes =
      zb_store_read_tile (call->service->store, (guint)level, index, &error);
  if (!hashes) {
    zb_call_fail_error (call, error);
    return;
  }
  if (g_bytes_get_size (hashes) < width * sizeof (ZbHash)) {
    zb_call_fail (call, "not-found", "not that many hashes yet");
    return;
  }
  g_autoptr (GBytes) tile = g_bytes_new_from_bytes (hashes, 0, width * sizeof (ZbHash));
  call->headers = headers;
  zb_call_answer_bytes (call, 200, MIME_TILE, tile);
}

/* The texts of @width records from @first on; fewer where there are not as many, or one is gone. */
static GPtrArray *
list_records (ZbStore *store, guint64 first, guint width, GError **error)
{
  g_autoptr (GPtrArray) leaves = zb_store_list_leaves (store, first, width, error);
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; leaves && i < leaves->len; i++) {
    ZbLeaf *leaf = leaves->pdata[i];
    if (leaf->index != first + i)
      break;
    g_ptr_array_add (records, g_steal_pointer (&leaf->record));
  }
  return leaves ? g_steal_pointer (&records) : NULL;
}

/* The records behind a tile of the lowest level. */
void
zb_handle_entries (ZbCall *call)
{
  GError *error = NULL;
  guint64 index = 0;
  guint width = 0;

  if (!read_tile_path (call->parts, count_parts (call), &index, &width)) {
    zb_call_fail (call, "not-found", NULL);
    return;
  }
  g_autoptr (GPtrArray) records =
      list_records (call->service->store, index * TILE_WIDTH, width, &error);
  if (records && records->len < width) {
    zb_call_fail (call, "not-found", "not that many records");
    return;
  }
  g_autoptr (GBytes) bundle = records ? zb_log_bundle_write (records, &error) : NULL;
  if (bundle)
    zb_call_answer_bytes (call, 200, MIME_TILE, bundle);
  else
    zb_call_fail_error (call, error);
}
