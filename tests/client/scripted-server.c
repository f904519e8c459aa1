/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/client/scripted-server.h"

#include "exchange/protocol.h"
#include "tests/support/http-peer.h"

#include <string.h>

typedef struct {
  guint status;
  GBytes *body; /* (nullable) */
} Answer;

struct _ZbScriptedServer {
  ZbScratchClient *client;
  ZbTestIdentity *identity;
  GMutex mutex;        /* guards what follows: the peer answers in its own thread */
  GHashTable *answers; /* "GET /path" → Answer */
  GHashTable *headers; /* of the last request */
  GString *seen;
  char *date;      /* (nullable) of answers */
  char *announced; /* (nullable) "VERSION DIGEST" */
  ZbHttpPeer *peer;
};

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->body, g_bytes_unref);
  g_free (answer);
}

static void
keep_headers (ZbScriptedServer *server, GHashTable *headers)
{
  GHashTableIter iter;
  gpointer name, value;

  g_hash_table_remove_all (server->headers);
  g_hash_table_iter_init (&iter, headers);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_hash_table_insert (server->headers, g_strdup (name), g_strdup (value));
}

static void
answer_cb (const ZbPeerRequest *request, ZbPeerAnswer *answer, gpointer data)
{
  ZbScriptedServer *server = data;
  g_autofree char *line = g_strdup_printf ("%s %s", request->method, request->path);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->mutex);
  const Answer *found = g_hash_table_lookup (server->answers, line);
  gsize length = 0;
  const char *body = g_bytes_get_data (request->body, &length);

  g_string_append_printf (server->seen, "%s%s%.*s\n", line, length ? " " : "", (int)length,
                          body ? body : "");
  keep_headers (server, request->headers);
  if (server->date)
    g_string_append_printf (answer->headers, "Date: %s\r\n", server->date);
  if (server->announced)
    g_string_append_printf (answer->headers, ZB_HEADER_TRUST ": %s\r\n", server->announced);
  answer->status = found ? found->status : 404;
  if (found && found->body)
    answer->body = g_bytes_ref (found->body);
}

ZbScriptedServer *
zb_scripted_server_new (ZbScratchClient *client)
{
  ZbScriptedServer *server = g_new0 (ZbScriptedServer, 1);

  server->client = client;
  server->identity =
      zb_test_authority_identify (client->authority, "p256", "127.0.0.1", NULL, ZB_USE_TLS_SERVER);
  g_mutex_init (&server->mutex);
  server->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answer_free);
  server->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  server->seen = g_string_new (NULL);
  server->peer = zb_http_peer_new (server->identity, NULL, answer_cb, server);
  g_free (client->account->url);
  client->account->url = g_strdup (zb_http_peer_url (server->peer));
  return server;
}

void
zb_scripted_server_free (ZbScriptedServer *server)
{
  zb_http_peer_free (server->peer);
  zb_test_identity_free (server->identity);
  g_hash_table_unref (server->answers);
  g_hash_table_unref (server->headers);
  g_string_free (server->seen, TRUE);
  g_free (server->date);
  g_free (server->announced);
  g_mutex_clear (&server->mutex);
  g_free (server);
}

void
zb_scripted_server_announce (ZbScriptedServer *server, const ZbSignedTrust *trust)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->mutex);

  g_free (server->announced);
  server->announced =
      trust ? g_strdup_printf ("%u %s", trust->bundle->version, trust->digest) : NULL;
}

void
zb_scripted_server_set_clock (ZbScriptedServer *server, gint64 now)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->mutex);
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);

  g_free (server->date);
  server->date = g_date_time_format (time, "%a, %d %b %Y %H:%M:%S GMT");
}

void
zb_scripted_server_answer_bytes (ZbScriptedServer *server,
                                 const char *request,
                                 guint status,
                                 GBytes *body)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->mutex);
  Answer *answer = g_new0 (Answer, 1);

  answer->status = status;
  answer->body = body ? g_bytes_ref (body) : NULL;
  g_hash_table_replace (server->answers, g_strdup (request), answer);
}

void
zb_scripted_server_answer (ZbScriptedServer *server,
                           const char *request,
                           guint status,
                           const char *body)
{
  g_autoptr (GBytes) bytes = body ? g_bytes_new (body, strlen (body)) : NULL;

  zb_scripted_server_answer_bytes (server, request, status, bytes);
}

char *
zb_scripted_server_take_seen (ZbScriptedServer *server)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->mutex);
  char *seen = g_strdup (server->seen->str);

  g_string_truncate (server->seen, 0);
  return seen;
}

char *
zb_scripted_server_dup_header (ZbScriptedServer *server, const char *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&server->mutex);

  return g_strdup (g_hash_table_lookup (server->headers, name));
}

ZbSession *
zb_scripted_server_connect (ZbScriptedServer *server)
{
  g_autoptr (GError) error = NULL;
  ZbSession *session = zb_session_new (server->client->account, &error);

  g_assert_no_error (error);
  return session;
}

void
zb_scripted_world_set_up (ZbScriptedWorld *world, gconstpointer data)
{
  zb_scratch_client_set_up (&world->client, data);
  world->server = zb_scripted_server_new (&world->client);
  world->session = zb_scripted_server_connect (world->server);
}

void
zb_scripted_world_tear_down (ZbScriptedWorld *world, gconstpointer data)
{
  zb_session_free (world->session);
  zb_scripted_server_free (world->server);
  zb_scratch_client_tear_down (&world->client, data);
}
