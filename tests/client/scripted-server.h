/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/session.h"
#include "tests/client/scratch-client.h"

/* A server that answers what the test wrote down, and tells what it was asked. The account of the
 * scratch client is pointed at it. */
typedef struct _ZbScriptedServer ZbScriptedServer;

ZbScriptedServer *zb_scripted_server_new (ZbScratchClient *client);
void zb_scripted_server_free (ZbScriptedServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbScriptedServer, zb_scripted_server_free)

/* To "GET /path?query" and the like. What nothing was written down for gets 404 without a body;
 * status 0 closes the connection unanswered. */
void zb_scripted_server_answer (ZbScriptedServer *server,
                                const char *request,
                                guint status,
                                const char *body);
/* The same with bytes that are no text. */
void zb_scripted_server_answer_bytes (ZbScriptedServer *server,
                                      const char *request,
                                      guint status,
                                      GBytes *body);
/* What its answers give as their Date from now on, microseconds UTC; before, they have none. */
void zb_scripted_server_set_clock (ZbScriptedServer *server, gint64 now);
/* What its answers announce as the node's trust bundle from now on (nullable: nothing). */
void zb_scripted_server_announce (ZbScriptedServer *server, const ZbSignedTrust *trust);
/* "METHOD PATH BODY" of each request so far, one line each; empties it. (transfer full) */
char *zb_scripted_server_take_seen (ZbScriptedServer *server);
/* The value a header of the last request had; NULL if none. (transfer full) */
char *zb_scripted_server_dup_header (ZbScriptedServer *server, const char *name);
/* A session of the account. (transfer full) */
ZbSession *zb_scripted_server_connect (ZbScriptedServer *server);

/* The server with its client and a session between them, the fixture of most tests. */
typedef struct {
  ZbScratchClient client;
  ZbScriptedServer *server;
  ZbSession *session;
} ZbScriptedWorld;

/* Fixture functions for g_test_add(). */
void zb_scripted_world_set_up (ZbScriptedWorld *world, gconstpointer data);
void zb_scripted_world_tear_down (ZbScriptedWorld *world, gconstpointer data);
