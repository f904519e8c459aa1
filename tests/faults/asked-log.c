/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/faults/asked-log.h"

#include "exchange/checkpoint.h"
#include "exchange/witness-request.h"
#include "server/node.h"

#include <string.h>

#define ORIGIN "zhibao-log/350203"
#define NONE G_MAXUINT64

struct _ZbAskedLog {
  ZbKey *key;
  guint64 seen; /* by the witness, as far as it said */
};

/* @data: the number of the record that is another one. */
static gboolean
read_cb (guint level, guint64 index, ZbHash *ret_hash, gpointer data, GError **error)
{
  const guint64 *changed = data;
  ZbHash left, right;

  if (level == 0) {
    guint64 record = index == *changed ? NONE : index;
    *ret_hash = zb_merkle_leaf (&record, sizeof record);
    return TRUE;
  }
  read_cb (level - 1, 2 * index, &left, data, error);
  read_cb (level - 1, 2 * index + 1, &right, data, error);
  *ret_hash = zb_merkle_node (&left, &right);
  return TRUE;
}

ZbAskedLog *
zb_asked_log_new (const char *dir)
{
  g_autofree char *folder = zb_node_path (dir, ZB_NODE_WITNESS);
  g_autofree char *path = g_build_filename (folder, "logs", NULL);
  g_autoptr (GError) error = NULL;
  ZbAskedLog *log = g_new0 (ZbAskedLog, 1);

  log->key = zb_key_generate ("ed25519", &error);
  g_assert_no_error (error);
  g_autofree char *vkey = zb_checkpoint_verifier (log->key, ORIGIN, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, vkey, -1, NULL));
  return log;
}

void
zb_asked_log_free (ZbAskedLog *log)
{
  zb_key_free (log->key);
  g_free (log);
}

/* (transfer full) */
static GBytes *
make_request (const ZbAskedLog *log, guint64 size, guint64 changed)
{
  g_autoptr (GError) error = NULL;
  ZbCheckpoint checkpoint = {.origin = (char *)ORIGIN, .size = size};
  g_autoptr (GArray) path = log->seen > 0 && log->seen < size
                                ? zb_merkle_consistency (log->seen, size, read_cb, &changed, &error)
                                : g_array_new (FALSE, FALSE, sizeof (ZbHash));

  g_assert_no_error (error);
  zb_merkle_root (size, read_cb, &changed, &checkpoint.root, &error);
  g_assert_no_error (error);
  g_autofree char *note = zb_checkpoint_sign (&checkpoint, log->key, ORIGIN, &error);
  g_assert_no_error (error);
  char *text = zb_witness_request_write (&(ZbWitnessRequest){log->seen, path, note});
  return g_bytes_new_take (text, strlen (text));
}

/* The size that the witness holds, where it was asked from another one. */
static void
learn (ZbAskedLog *log, const ZbHttpResponse *response)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (response->body, &length);
  g_autofree char *text = g_strndup (data ? data : "", length);

  log->seen = g_ascii_strtoull (text, NULL, 10);
}

static gboolean
ask (ZbAskedLog *log, ZbHttpClient *client, guint64 size, guint64 changed)
{
  g_autoptr (GBytes) body = make_request (log, size, changed);
  const ZbHttpRequest request = {.method = "POST", .path = "/log/add-checkpoint", .body = body};
  g_auto (ZbHttpResponse) response = {0};

  if (!zb_http_client_send (client, &request, &response, NULL))
    return FALSE;
  if (response.status == 409)
    learn (log, &response);
  return response.status == 200;
}

gboolean
zb_asked_log_ask (ZbAskedLog *log, ZbHttpClient *client, guint64 size)
{
  gboolean signs = ask (log, client, size, NONE);

  if (signs)
    log->seen = size;
  return signs;
}

gboolean
zb_asked_log_lie (ZbAskedLog *log, ZbHttpClient *client)
{
  return ask (log, client, log->seen, 0) || ask (log, client, log->seen + 1, 0);
}
