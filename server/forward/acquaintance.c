/* SPDX-License-Identifier: Apache-2.0 */
#include "server/forward/acquaintance.h"

#include "exchange/certificate.h"
#include "exchange/error.h"
#include "exchange/protocol.h"
#include "exchange/timestamp.h"
#include "formats/file.h"
#include "server/forward/error.h"

#include <errno.h>
#include <string.h>

#define MAX_FILE (16 * 1024)
#define MAX_DIGESTS 64
#define DIGEST_LENGTH 64 /* hex */

void
zb_acquaintance_free (ZbAcquaintance *acquaintance)
{
  if (acquaintance == NULL)
    return;
  g_ptr_array_unref (acquaintance->digests);
  g_free (acquaintance);
}

void
zb_acquaintance_write (ZbJsonWriter *json, const ZbRoutePeer *peer)
{
  g_autoptr (GPtrArray) known =
      peer != NULL ? zb_certificate_read_all (peer->authorities, strlen (peer->authorities), NULL)
                   : NULL;

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_begin_array (json, "authorities");
  for (guint i = 0; known != NULL && i < known->len; i++)
    zb_json_writer_string (json, NULL, zb_certificate_digest (known->pdata[i]));
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
}

static gboolean
is_digest (const char *text)
{
  return text != NULL && strlen (text) == DIGEST_LENGTH &&
         strspn (text, "0123456789abcdef") == DIGEST_LENGTH;
}

/* The file's text: when, and a digest a line. */
static char *
compose (const ZbJson *said, gint64 now)
{
  const ZbJson *list = zb_json_get (said, "authorities");
  guint n = list != NULL ? zb_json_length (list) : 0;
  g_autofree char *when = zb_timestamp_format (now);
  g_autoptr (GString) text = g_string_new (when);

  if (list == NULL || zb_json_type (list) != ZB_JSON_ARRAY || n > MAX_DIGESTS)
    return NULL;
  g_string_append_c (text, '\n');
  for (guint i = 0; i < n; i++) {
    const char *digest = zb_json_string (zb_json_at (list, i));

    if (!is_digest (digest))
      return NULL;
    g_string_append_printf (text, "%s\n", digest);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
zb_acquaintance_keep (
    const char *folder, const char *node, const ZbJson *said, gint64 now, GError **error)
{
  g_autofree char *text = compose (said, now);
  g_autofree char *path = g_build_filename (folder, node, NULL);

  if (text == NULL) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "authorities: at most %d digests (SHA-256, hex) are expected", MAX_DIGESTS);
    return FALSE;
  }
  if (g_mkdir_with_parents (folder, 0700) != 0) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_IO, "%s: %s", folder,
                 g_strerror (errno));
    return FALSE;
  }
  return g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

static ZbAcquaintance *
parse (const char *text)
{
  g_autoptr (ZbAcquaintance) acquaintance = g_new0 (ZbAcquaintance, 1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  acquaintance->digests = g_ptr_array_new_with_free_func (g_free);
  if (lines[0] == NULL || !zb_timestamp_parse (lines[0], &acquaintance->time))
    return NULL;
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++)
    g_ptr_array_add (acquaintance->digests, g_strdup (lines[i]));
  return g_steal_pointer (&acquaintance);
}

ZbAcquaintance *
zb_acquaintance_read (const char *folder, const char *node, GError **error)
{
  g_autofree char *path = g_build_filename (folder, node, NULL);
  gsize length = 0;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  g_autoptr (GBytes) bytes = zb_file_read (path, MAX_FILE, error);
  if (bytes == NULL)
    return NULL;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_strndup (data != NULL ? data : "", length);
  ZbAcquaintance *acquaintance = parse (text);
  if (acquaintance == NULL)
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "%s: it does not begin with a time; remove it, the node will say it again", path);
  return acquaintance;
}

gboolean
zb_acquaintance_has (const ZbAcquaintance *acquaintance, const char *digest)
{
  return g_ptr_array_find_with_equal_func (acquaintance->digests, digest, g_str_equal, NULL);
}

gboolean
zb_acquaintance_ask (ZbHttpClient *client,
                     const ZbRoutePeer *peer,
                     const char *folder,
                     gint64 now,
                     GCancellable *cancellable,
                     GError **error)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_JSON, NULL};
  g_auto (ZbHttpResponse) response = {0};
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_acquaintance_write (json, peer);
  g_autoptr (GBytes) body = zb_json_writer_finish_bytes (json);
  zb_json_writer_free (json);
  const ZbHttpRequest request = {.method = "POST",
                                 .path = "/v1/acquaintance",
                                 .headers = headers,
                                 .body = body,
                                 .cancellable = cancellable};
  if (!zb_http_client_send (client, &request, &response, error))
    return FALSE;
  if (response.status != 200)
    return zb_forward_refuse (error, ZB_FORWARD_ERROR_NOT_OURS,
                              "%s does not say by what it knows this node: it answered %u",
                              peer->node, response.status);
  gsize length = 0;
  const char *text = response.body != NULL ? g_bytes_get_data (response.body, &length) : NULL;
  g_autoptr (ZbJson) said =
      zb_json_read (peer->node, text != NULL ? text : "", length, MAX_FILE, error);
  return said != NULL && zb_acquaintance_keep (folder, peer->node, said, now, error);
}
