/* SPDX-License-Identifier: Apache-2.0 */
#include "server/witness/copying.h"

#include "exchange/http/client.h"
#include "server/operations/event.h"
#include "server/operations/figures.h"
#include "server/witness/log-copying.h"
#include "server/witness/witness.h"

#include <string.h>

#define TIMEOUT_MS 5000
/* A copy that is behind for so long is told of. */
#define PATIENCE (3600 * G_TIME_SPAN_SECOND)

typedef struct {
  char *node;
  gint64 whole; /* when the copy was found whole last, or asked for first … */
  gint64 told;  /* … and when it was told of last that it is not */
} Log;

struct _ZbCopying {
  char *folder;
  ZbCopyingOptions options;
  GPtrArray *logs; /* Log */
  ZbKey *key;      /* NULL: nobody is known to anybody yet */
  ZbCertificate *certificate;
  GPtrArray *chain;
};

static void
log_free (gpointer data)
{
  Log *log = data;

  g_free (log->node);
  g_free (log);
}

ZbCopying *
zb_copying_new (const ZbCopyingOptions *options)
{
  ZbCopying *copying = g_new0 (ZbCopying, 1);
  gboolean off = strcmp (options->nodes, "off") == 0;
  g_auto (GStrv) nodes = g_strsplit_set (off ? "" : options->nodes, ", ", -1);

  copying->folder = g_strdup (options->folder);
  copying->options = *options;
  copying->options.folder = copying->options.nodes = NULL;
  copying->logs = g_ptr_array_new_with_free_func (log_free);
  for (guint i = 0; nodes[i]; i++) {
    if (*nodes[i] == '\0')
      continue;
    Log *log = g_new0 (Log, 1);
    log->node = g_strdup (nodes[i]);
    g_ptr_array_add (copying->logs, log);
  }
  return copying;
}

static void
forget_identity (ZbCopying *copying)
{
  g_clear_pointer (&copying->key, zb_key_free);
  g_clear_pointer (&copying->certificate, zb_certificate_unref);
  g_clear_pointer (&copying->chain, g_ptr_array_unref);
}

void
zb_copying_free (ZbCopying *copying)
{
  forget_identity (copying);
  g_ptr_array_unref (copying->logs);
  g_free (copying->folder);
  g_free (copying);
}

void
zb_copying_set_identity (ZbCopying *copying,
                         const ZbKey *key,
                         ZbCertificate *certificate,
                         GPtrArray *chain)
{
  forget_identity (copying);
  copying->key = zb_key_share (key);
  copying->certificate = zb_certificate_ref (certificate);
  copying->chain = g_ptr_array_ref (chain);
}

static gboolean
refused (GError **error, const char *what)
{
  g_set_error_literal (error, ZB_WITNESS_ERROR, ZB_WITNESS_ERROR_REFUSED, what);
  return FALSE;
}

static GBytes *
fetch_cb (const char *path, gpointer data, GError **error)
{
  ZbHttpRequest request = {.method = "GET", .path = path};
  g_auto (ZbHttpResponse) response = {0};

  if (!zb_http_client_send (data, &request, &response, error))
    return NULL;
  if (response.status == 200)
    return response.body ? g_bytes_ref (response.body) : g_bytes_new (NULL, 0);
  g_set_error (error, ZB_WITNESS_ERROR, ZB_WITNESS_ERROR_REFUSED, "%s: answered %u", path,
               response.status);
  return NULL;
}

static ZbHttpClient *
connect_to (const ZbCopying *copying, const ZbRoutePeer *peer, GError **error)
{
  g_autoptr (ZbHttpClient) client = zb_http_client_new (peer->url, peer->authorities, error);

  if (!client ||
      (copying->key && !zb_http_client_set_identity (client, copying->key, copying->certificate,
                                                     copying->chain, error)))
    return NULL;
  zb_http_client_set_timeouts (client, TIMEOUT_MS, TIMEOUT_MS);
  return g_steal_pointer (&client);
}

static void
measure (const ZbCopying *copying, const Log *log, const ZbLogCopy *copy, guint64 behind)
{
  ZbMetrics *metrics = copying->options.metrics;

  zb_metrics_set (metrics, &zb_figure_copy_records, log->node, NULL,
                  (double)zb_log_copy_size (copy));
  zb_metrics_set (metrics, &zb_figure_copy_behind, log->node, NULL, (double)behind);
  zb_metrics_set (metrics, &zb_figure_copy_conflict, log->node, NULL,
                  zb_log_copy_has_conflict (copy) ? 1 : 0);
  zb_metrics_set (metrics, &zb_figure_copy_changed, log->node, NULL,
                  zb_log_copy_has_changed (copy) ? 1 : 0);
  zb_metrics_set (metrics, &zb_figure_copy_whole, log->node, NULL,
                  (double)(log->whole / G_USEC_PER_SEC));
}

/* One that lags, whatever for, is told of each hour. */
static void
tell_of_lag (Log *log, gint64 now)
{
  g_autofree char *since = zb_time_format (log->whole);

  if (now - log->whole < PATIENCE || now - log->told < PATIENCE)
    return;
  log->told = now;
  zb_event_tell (G_LOG_LEVEL_WARNING, "log-copy-lags", "log", log->node, "whole", since, NULL);
}

/* A record that was copied long ago is not what it was. */
static void
changed_cb (guint64 number, gpointer data)
{
  const Log *log = data;
  g_autofree char *record = g_strdup_printf ("%" G_GUINT64_FORMAT, number);

  zb_event_tell (G_LOG_LEVEL_WARNING, "log-copy-changed", "log", log->node, "record", record, NULL);
}

static gboolean
copy_from (ZbCopying *copying,
           Log *log,
           ZbLogCopy *copy,
           ZbHttpClient *client,
           gint64 until,
           GError **error)
{
  gint64 now = zb_clock_now (&copying->options.clock);
  ZbLogSource source = {fetch_cb, client};
  gboolean had_conflict = zb_log_copy_has_conflict (copy);
  guint64 behind = 0;
  GError *failure = NULL;
  gboolean copied = zb_log_copying_run (copy, &source, now, until, &behind, &failure);

  if (copied && behind == 0)
    log->whole = now;
  copied = copied && zb_log_copying_look (copy, &source, until, changed_cb, log, &failure);
  measure (copying, log, copy, behind);
  if (!had_conflict && g_error_matches (failure, ZB_WITNESS_ERROR, ZB_WITNESS_ERROR_CONFLICT))
    zb_event_tell (G_LOG_LEVEL_WARNING, "log-copy-conflict", "log", log->node, "reason",
                   failure->message, NULL);
  if (!copied)
    g_propagate_error (error, failure);
  return copied;
}

static gboolean
copy_log (ZbCopying *copying, Log *log, gint64 until, GError **error)
{
  g_autoptr (ZbRoutes) routes = zb_router_get (copying->options.router);
  const ZbRoutePeer *peer =
      routes ? zb_route_table_peer (zb_routes_table (routes), log->node) : NULL;

  if (!peer || !peer->url)
    return refused (error, "the table of routes does not say where that node is");
  g_autofree char *folder = g_build_filename (copying->folder, log->node, NULL);
  g_autoptr (ZbLogCopy) copy = zb_log_copy_open (folder, peer->verifier, error);
  g_autoptr (ZbHttpClient) client = copy ? connect_to (copying, peer, error) : NULL;

  return client && copy_from (copying, log, copy, client, until, error);
}

gboolean
zb_copying_round (ZbCopying *copying, GError **error)
{
  gint64 until = g_get_monotonic_time () + ZB_COPYING_ROUND;
  gint64 now = zb_clock_now (&copying->options.clock);
  GError *first = NULL;

  for (guint i = 0; i < copying->logs->len; i++) {
    Log *log = copying->logs->pdata[i];
    GError *failure = NULL;

    if (log->whole == 0)
      log->whole = now;
    if (!copy_log (copying, log, until, &failure))
      g_prefix_error (&failure, "copy of the log of node %s: ", log->node);
    tell_of_lag (log, now);
    if (!first)
      first = g_steal_pointer (&failure);
    g_clear_error (&failure);
  }
  if (first)
    g_propagate_error (error, first);
  return !first;
}
