/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/log-proof.h"

#include "exchange/base64.h"
#include "exchange/error.h"
#include "formats/base64-text.h"

#include <string.h>

/* A hash in base64 and the line's end. */
#define LINE_SIZE 45

#define HEAD "c2sp.org/tlog-proof@v1\nindex "

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED, "the log proof %s", what);
  return FALSE;
}

static void
append_path (GString *text, const ZbHash *path, guint n)
{
  for (guint i = 0; i < n; i++) {
    zb_base64_append (text, path[i].bytes, ZB_DIGEST_SIZE);
    g_string_append_c (text, '\n');
  }
}

char *
zb_log_path_write (const ZbHash *path, guint n)
{
  GString *text = g_string_new (NULL);

  append_path (text, path, n);
  return g_string_free (text, FALSE);
}

/* @lines ends with NULL. */
static gboolean
read_hashes (char *const *lines, GArray *path, GError **error)
{
  for (guint i = 0; lines[i]; i++) {
    ZbHash hash;
    if (i >= ZB_LOG_PROOF_MAX_PATH)
      return fail (error, "has more hashes than any tree is high");
    if (!zb_base64_read (lines[i], hash.bytes, ZB_DIGEST_SIZE))
      return fail (error, "has a line that is no hash");
    g_array_append_val (path, hash);
  }
  return TRUE;
}

GArray *
zb_log_path_read (const char *text, GError **error)
{
  g_autoptr (GArray) path = g_array_new (FALSE, FALSE, sizeof (ZbHash));
  gsize length = strlen (text);

  if (length == 0)
    return g_steal_pointer (&path);
  if (text[length - 1] != '\n' || length == 1) {
    fail (error, "does not end with a line");
    return NULL;
  }
  g_autofree char *whole = g_strndup (text, length - 1);
  g_auto (GStrv) lines = g_strsplit (whole, "\n", ZB_LOG_PROOF_MAX_PATH + 2);
  return read_hashes (lines, path, error) ? g_steal_pointer (&path) : NULL;
}

char *
zb_log_proof_write (guint64 index, const ZbHash *path, guint n, const char *checkpoint)
{
  GString *text = g_string_sized_new ((n + 2) * LINE_SIZE + strlen (checkpoint));

  g_string_append_printf (text, HEAD "%" G_GUINT64_FORMAT "\n", index);
  append_path (text, path, n);
  g_string_append_c (text, '\n');
  g_string_append (text, checkpoint);
  return g_string_free (text, FALSE);
}

void
zb_log_proof_clear (ZbLogProof *proof)
{
  g_clear_pointer (&proof->path, g_array_unref);
  g_clear_pointer (&proof->checkpoint, g_free);
}

static gboolean
read_index (const char *line, guint64 *ret_index)
{
  return (line[0] != '0' || line[1] == '\0') &&
         g_ascii_string_to_unsigned (line, 10, 0, G_MAXUINT64, ret_index, NULL);
}

gboolean
zb_log_proof_read (const char *text, ZbLogProof *ret_proof, GError **error)
{
  g_auto (ZbLogProof) proof = {.path = g_array_new (FALSE, FALSE, sizeof (ZbHash))};
  const char *gap = strstr (text, "\n\n");

  if (!g_str_has_prefix (text, HEAD) || !gap)
    return fail (error, "does not begin as a tlog-proof does");
  g_autofree char *head = g_strndup (text + strlen (HEAD), (gsize)(gap - text) - strlen (HEAD));
  g_auto (GStrv) lines = g_strsplit (head, "\n", ZB_LOG_PROOF_MAX_PATH + 3);
  if (!lines[0] || !read_index (lines[0], &proof.index))
    return fail (error, "has no index");
  if (!read_hashes (lines + 1, proof.path, error))
    return FALSE;
  proof.checkpoint = g_strdup (gap + 2);
  *ret_proof = proof;
  proof = (ZbLogProof){0};
  return TRUE;
}
