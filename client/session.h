/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"
#include "exchange/http/client.h"
#include "exchange/problem.h"
#include "formats/json.h"

/* Talking to one account's server over mutual TLS. Blocking: on a worker where there is a window.
 */
typedef struct _ZbSession ZbSession;

ZbSession *zb_session_new (const ZbAccount *account, GError **error);
void zb_session_free (ZbSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSession, zb_session_free)

ZbHttpClient *zb_session_http (ZbSession *session); /* borrowed: for the courier */
/* What breaks off every call from now on (nullable). A reference is taken. */
void zb_session_set_cancellable (ZbSession *session, GCancellable *cancellable);

/* (transfer full). A problem document becomes ZB_CLIENT_ERROR_REFUSED with its title and detail;
 * the document itself is kept until the next call. */
ZbJson *zb_session_get (ZbSession *session, const char *path, GError **error);
GBytes *zb_session_get_bytes (ZbSession *session, const char *path, GError **error);
/* The same unless it still has the tag @known (nullable): then NULL without an error. @ret_tag is
 * (transfer full), NULL where the server gives none. */
GBytes *zb_session_get_changed (
    ZbSession *session, const char *path, const char *known, char **ret_tag, GError **error);
/* @if_match (nullable). A fresh idempotency key goes with it, and an unanswered call is repeated
 * once with the same. NULL without an error for an answer without content. */
ZbJson *zb_session_post (ZbSession *session,
                         const char *path,
                         const char *type,
                         GBytes *body,
                         const char *if_match,
                         GError **error);
/* The same as it came; nothing of it for an answer without content. */
GBytes *zb_session_post_bytes (ZbSession *session,
                               const char *path,
                               const char *type,
                               GBytes *body,
                               const char *if_match,
                               GError **error);
/* How far this computer's clock, which says @now, is ahead of the server's (negative: behind it),
 * in microseconds; 0 before the server was heard and while they agree to
 * ZB_SESSION_CLOCK_TOLERANCE. What is signed by a clock that goes ahead is refused. */
#define ZB_SESSION_CLOCK_TOLERANCE (5 * 60 * G_TIME_SPAN_SECOND)
gint64 zb_session_clock_lead (const ZbSession *session, gint64 now);
/* "VERSION DIGEST" of the node's trust bundle as its last answer told; NULL if it told none. */
const char *zb_session_announced_trust (const ZbSession *session);
/* NULL if the last call met none. */
const ZbProblem *zb_session_problem (const ZbSession *session);

/* "name=value&…", escaped; pairs end with NULL, pairs with a NULL value are left out. Caller frees.
 */
char *zb_session_path (const char *path, ...) G_GNUC_NULL_TERMINATED;
