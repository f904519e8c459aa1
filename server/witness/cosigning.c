/* SPDX-License-Identifier: Apache-2.0 */
#include "server/witness/cosigning.h"

#include "exchange/cosignature.h"
#include "exchange/http/client.h"
#include "exchange/protocol.h"
#include "exchange/witness-request.h"
#include "server/witness/witness-file.h"
#include "server/witness/witness.h"

#include <string.h>

#define COSIGNED "cosigned"
#define FORGIVEN "forgiven"
#define MAX_FORGIVEN 256
#define ADD_CHECKPOINT "/log/add-checkpoint"
#define ADD_KEYS "/log/add-keys"

typedef struct {
  char *url, *vkey, *roots; /* roots: PEM */
  guint64 seen;             /* the size it signed last, as far as known here */
  guint64 signed_size;      /* of the checkpoint whose line is @line */
  char *line;               /* (nullable) */
  gboolean knows_keys;      /* it was told of the log's keys */
} Other;

struct _ZbCosigning {
  char *folder;
  ZbStore *store;
  const char *keys;  /* of the log; NULL: the first signs alone */
  GPtrArray *others; /* Other */
};

static void
other_free (gpointer data)
{
  Other *other = data;

  g_free (other->url);
  g_free (other->vkey);
  g_free (other->roots);
  g_free (other->line);
  g_free (other);
}

static Other *
read_other (const char *folder, const char *line, GError **error)
{
  g_auto (GStrv) words = g_strsplit_set (line, " \t", 3);
  g_autofree char *roots = NULL;

  if (g_strv_length (words) != 3) {
    g_set_error (error, ZB_WITNESS_ERROR, ZB_WITNESS_ERROR_FOLDER,
                 "%s/witnesses: '%s' is no 'URL VKEY ROOTS-FILE'", folder, line);
    return NULL;
  }
  if (!zb_witness_file_read (folder, g_strstrip (words[2]), &roots, error))
    return NULL;
  if (!roots) {
    g_set_error (error, ZB_WITNESS_ERROR, ZB_WITNESS_ERROR_FOLDER,
                 "%s/witnesses: there is no file %s in the folder", folder, words[2]);
    return NULL;
  }
  Other *other = g_new0 (Other, 1);
  other->url = g_strdup (words[0]);
  other->vkey = g_strdup (words[1]);
  other->roots = g_steal_pointer (&roots);
  return other;
}

ZbCosigning *
zb_cosigning_open (const char *folder, ZbStore *store, GError **error)
{
  g_autoptr (ZbCosigning) cosigning = g_new0 (ZbCosigning, 1);
  g_auto (GStrv) lines =
      zb_witness_file_lines (folder, "witnesses", ZB_COSIGNING_MAX_WITNESSES, error);

  cosigning->folder = g_strdup (folder);
  cosigning->store = store;
  cosigning->others = g_ptr_array_new_with_free_func (other_free);
  for (guint i = 0; lines && lines[i]; i++) {
    Other *other = read_other (folder, lines[i], error);
    if (!other)
      return NULL;
    g_ptr_array_add (cosigning->others, other);
  }
  return lines ? g_steal_pointer (&cosigning) : NULL;
}

void
zb_cosigning_free (ZbCosigning *cosigning)
{
  g_free (cosigning->folder);
  g_ptr_array_unref (cosigning->others);
  g_free (cosigning);
}

void
zb_cosigning_set_keys (ZbCosigning *cosigning, const char *keys)
{
  cosigning->keys = keys;
}

/* (transfer full) */
static char *
write_request (ZbStore *store, guint64 old, const ZbStoredCheckpoint *checkpoint, GError **error)
{
  gboolean proof = old > 0 && old < checkpoint->size;
  g_autoptr (GArray) path = proof ? zb_log_consistency (store, old, checkpoint->size, error)
                                  : g_array_new (FALSE, FALSE, sizeof (ZbHash));
  ZbWitnessRequest request = {old, path, checkpoint->note};

  return path ? zb_witness_request_write (&request) : NULL;
}

/* One question. The answer's text is (transfer full). */
static gboolean
ask (const Other *other,
     const char *path,
     const char *text,
     guint *ret_status,
     char **ret_text,
     GError **error)
{
  static const char *const headers[] = {"Content-Type", "text/plain", NULL};
  g_autoptr (ZbHttpClient) client = zb_http_client_new (other->url, other->roots, error);
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));
  ZbHttpRequest request = {.method = "POST", .path = path, .headers = headers, .body = body};
  g_auto (ZbHttpResponse) response = {0};
  gsize length = 0;

  if (!client)
    return FALSE;
  zb_http_client_set_timeouts (client, ZB_COSIGNING_TIMEOUT_MS, ZB_COSIGNING_TIMEOUT_MS);
  if (!zb_http_client_send (client, &request, &response, error))
    return FALSE;
  const char *data = response.body ? g_bytes_get_data (response.body, &length) : NULL;
  if (length > ZB_PROTOCOL_MAX_NOTE) {
    g_set_error_literal (error, ZB_WITNESS_ERROR, ZB_WITNESS_ERROR_REFUSED,
                         "answered more than signature lines");
    return FALSE;
  }
  *ret_status = response.status;
  *ret_text = g_strndup (data ? data : "", length);
  return TRUE;
}

/* One that knows of no other keys than the first is of an earlier release, or does not witness this
 * log: either shows when it is asked for its line. */
static gboolean
tell_keys (const ZbCosigning *cosigning, Other *other, GError **error)
{
  g_autofree char *text = NULL;
  guint status = 0;

  if (!cosigning->keys || other->knows_keys)
    return TRUE;
  if (!ask (other, ADD_KEYS, cosigning->keys, &status, &text, error))
    return FALSE;
  other->knows_keys = status == 200 || status == 404;
  if (!other->knows_keys)
    g_set_error (error, ZB_WITNESS_ERROR, ZB_WITNESS_ERROR_REFUSED,
                 "does not take the log's new key and answered %u: %.200s", status, text);
  return other->knows_keys;
}

static gboolean
take_line (Other *other, const ZbStoredCheckpoint *checkpoint, const char *lines, GError **error)
{
  gint64 time = 0;

  if (!zb_cosignature_verify (checkpoint->note, lines, other->vkey, &time, error))
    return FALSE;
  g_free (other->line);
  other->line = g_strdup (lines);
  other->seen = other->signed_size = checkpoint->size;
  return TRUE;
}

/* A witness that continues another size says which; asked once more from there. */
static gboolean
ask_for_line (ZbCosigning *cosigning,
              Other *other,
              const ZbStoredCheckpoint *checkpoint,
              GError **error)
{
  if (!tell_keys (cosigning, other, error))
    return FALSE;
  for (guint tries = 0; tries < 2; tries++) {
    g_autofree char *request = write_request (cosigning->store, other->seen, checkpoint, error);
    g_autofree char *text = NULL;
    guint64 size = 0;
    guint status = 0;

    if (!request || !ask (other, ADD_CHECKPOINT, request, &status, &text, error))
      return FALSE;
    if (status == 200)
      return take_line (other, checkpoint, text, error);
    if (status != 409 ||
        !g_ascii_string_to_unsigned (g_strchomp (text), 10, 0, checkpoint->size, &size, NULL)) {
      g_set_error (error, ZB_WITNESS_ERROR, ZB_WITNESS_ERROR_REFUSED, "answered %u: %.200s", status,
                   text);
      return FALSE;
    }
    other->seen = size;
  }
  g_set_error (error, ZB_WITNESS_ERROR, ZB_WITNESS_ERROR_REFUSED,
               "holds another checkpoint of %" G_GUINT64_FORMAT " records than this log",
               other->seen);
  return FALSE;
}

/* The checkpoint with all lines over it. */
static gboolean
publish (const ZbCosigning *cosigning, const ZbStoredCheckpoint *checkpoint, GError **error)
{
  g_autoptr (GString) text = g_string_new (checkpoint->note);

  for (guint i = 0; i < cosigning->others->len; i++) {
    const Other *other = cosigning->others->pdata[i];
    if (other->line && other->signed_size == checkpoint->size)
      g_string_append (text, other->line);
  }
  return strcmp (text->str, checkpoint->note) == 0 ||
         zb_witness_file_write (cosigning->folder, COSIGNED, text->str, error);
}

gboolean
zb_cosigning_round (ZbCosigning *cosigning, GError **error)
{
  GError *first = NULL;

  if (cosigning->others->len == 0)
    return TRUE;
  g_autoptr (ZbStoredCheckpoint) checkpoint = zb_store_read_checkpoint (cosigning->store, error);
  if (!checkpoint)
    return FALSE;
  for (guint i = 0; i < cosigning->others->len; i++) {
    Other *other = cosigning->others->pdata[i];
    GError *failure = NULL;
    if ((other->line && other->signed_size == checkpoint->size) ||
        ask_for_line (cosigning, other, checkpoint, &failure))
      continue;
    g_prefix_error (&failure, "witness %s: ", other->url);
    if (first)
      g_error_free (failure);
    else
      first = failure;
  }
  gboolean published = publish (cosigning, checkpoint, first ? NULL : &first);
  if (first)
    g_propagate_error (error, first);
  return published && !first;
}

char *
zb_cosigning_published (const ZbCosigning *cosigning, GError **error)
{
  char *text = NULL;

  zb_witness_file_read (cosigning->folder, COSIGNED, &text, error);
  return text;
}

void
zb_held_checkpoint_clear (ZbHeldCheckpoint *held)
{
  g_clear_pointer (&held->url, g_free);
}

static char *
line_of (const char *url, guint64 size)
{
  return g_strdup_printf ("%s %" G_GUINT64_FORMAT, url, size);
}

/* What the witness holds that @checkpoint does not continue; 0 if nothing is known of such. */
static gboolean
find_contradiction (ZbCosigning *cosigning,
                    Other *other,
                    const ZbStoredCheckpoint *checkpoint,
                    guint64 *ret_size,
                    GError **error)
{
  g_autofree char *request = write_request (cosigning->store, checkpoint->size, checkpoint, error);
  g_autofree char *text = NULL, *again = NULL;
  guint64 size = 0;
  guint status = 0;

  *ret_size = 0;
  if (!request)
    return FALSE;
  /* It says what it holds by refusing to continue from elsewhere. */
  if (!tell_keys (cosigning, other, NULL) ||
      !ask (other, ADD_CHECKPOINT, request, &status, &text, NULL) || status != 409 ||
      !g_ascii_string_to_unsigned (g_strchomp (text), 10, 0, G_MAXINT64, &size, NULL))
    return TRUE;
  if (size >= checkpoint->size) {
    *ret_size = size;
    return TRUE;
  }
  g_autofree char *proof = write_request (cosigning->store, size, checkpoint, error);
  if (!proof)
    return FALSE;
  if (ask (other, ADD_CHECKPOINT, proof, &status, &again, NULL) && status == 422)
    *ret_size = size;
  return TRUE;
}

gboolean
zb_cosigning_compare (ZbCosigning *cosigning, ZbHeldCheckpoint *ret_held, GError **error)
{
  g_auto (GStrv) forgiven =
      zb_witness_file_lines (cosigning->folder, FORGIVEN, MAX_FORGIVEN, error);

  if (!forgiven || cosigning->others->len == 0)
    return forgiven != NULL;
  g_autoptr (ZbStoredCheckpoint) checkpoint = zb_store_read_checkpoint (cosigning->store, error);
  if (!checkpoint)
    return FALSE;
  for (guint i = 0; i < cosigning->others->len; i++) {
    Other *other = cosigning->others->pdata[i];
    guint64 size = 0;

    if (!find_contradiction (cosigning, other, checkpoint, &size, error))
      return FALSE;
    g_autofree char *line = line_of (other->url, size);
    if (size > 0 && !g_strv_contains ((const char *const *)forgiven, line)) {
      *ret_held = (ZbHeldCheckpoint){g_strdup (other->url), size};
      return TRUE;
    }
  }
  return TRUE;
}

gboolean
zb_cosigning_forgive (ZbCosigning *cosigning, const ZbHeldCheckpoint *held, GError **error)
{
  g_autofree char *before = NULL, *line = line_of (held->url, held->size);

  if (!zb_witness_file_read (cosigning->folder, FORGIVEN, &before, error))
    return FALSE;
  g_autofree char *text = g_strconcat (before ? before : "", line, "\n", NULL);
  return zb_witness_file_write (cosigning->folder, FORGIVEN, text, error);
}
