/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/json-writer.h"
#include "formats/json.h"
#include "server/api/authorisation.h"
#include "server/api/request.h"
#include "server/api/service.h"
#include "server/api/waiting-room.h"

/* One request being handled on a worker: who asks, what for, and the one answer. A handler answers
 * exactly once, now or later. Once answered, the request is gone (its arguments read as absent);
 * once the handler has returned as well, so is the call. */
#define ZB_CALL_MAX_PARTS 5

typedef struct {
  const ZbService *service;
  ZbRequest *request;
  ZbIdentity identity;
  guint roles;                    /* that the route takes */
  const char *route;              /* its pattern; NULL before it is found */
  char *parts[ZB_CALL_MAX_PARTS]; /* what stood in the route's braces, in order */
  gint64 now;
  ZbActKey key;               /* zb_call_key() */
  const char *const *headers; /* (nullable) borrowed: sent with whatever is answered */
  ZbWaitingRoom *room;        /* where it may wait, … */
  guint64 mark;               /* … and what had been posted there when it began */
  gatomicrefcount holders;    /* the answer and the handler */
} ZbCall;

/* Has the request wait until something is posted for @units (gint64), @seconds from its arrival at
 * most; it is then handled anew. TRUE takes the place of an answer. @mark: zb_waiting_room_mark()
 * before it was found that there is nothing. */
gboolean zb_call_wait (ZbCall *call, const GArray *units, guint seconds, guint64 mark);
/* The same where @error (nullable) says that another authority's responder is being asked
 * (STATUS_PENDING): until it answers. What was done of the request so far leaves no trace. */
gboolean zb_call_await_responder (ZbCall *call, const GError *error);
/* The same where @error (nullable) says that what is asked is SLOW: until its turn comes among the
 * bulk, so that workers are left for all else. It is then handled anew, as ZbRequest.slow. */
gboolean zb_call_await_turn (ZbCall *call, const GError *error);
/* Where in the waiting room it waits for a question; units have the numbers above zero. */
gint64 zb_call_place_of (guint64 question);
void zb_call_answer_json (ZbCall *call, guint status, ZbJsonWriter *json); /* takes @json */
void zb_call_answer_bytes (ZbCall *call, guint status, const char *type, GBytes *bytes);
/* 200 with an ETag, or 304 to whoever has the same already. */
void zb_call_answer_tagged (ZbCall *call, const char *type, GBytes *bytes);
void zb_call_answer_text (ZbCall *call, guint status, const char *type, const char *text);
void zb_call_answer_empty (ZbCall *call, guint status, const char *const *headers);

/* A problem document with a code of server/api/problems.c; @detail (nullable) names the cell, field
 * or code. */
void zb_call_fail (ZbCall *call, const char *code, const char *detail);
/* The same where the detail is a text in both languages. */
void zb_call_fail_in_words (ZbCall *call, const char *code, const ZbText *detail);
/* The problem that fits @error's domain and code; takes @error. */
void zb_call_fail_error (ZbCall *call, GError *error);

/* The body as a JSON object; NULL after answering 400. */
ZbJson *zb_call_read_json (ZbCall *call);
/* The bytes of a base64 member; NULL if absent or empty. (transfer full) */
GBytes *zb_call_json_bytes (const ZbJson *json, const char *name);
/* The certificate, DER or PEM, that somebody brings; NULL after answering 400 with @detail (NULL:
 * what is wrong with it), or that it cannot be read here. */
ZbCertificate *zb_call_read_certificate (ZbCall *call, GBytes *bytes, const char *detail);
/* A time as text (RFC 3339 in bureau time); null for @micros <= 0. */
void zb_call_write_time (ZbJsonWriter *json, const char *key, gint64 micros);
/* A required query argument; NULL after answering 400. */
const char *zb_call_require_query (ZbCall *call, const char *name);
/* What the caller may do in @tenant through this route; FALSE after answering 403. */
gboolean zb_call_grant (ZbCall *call, const char *tenant, ZbGrant *ret_grant);
/* The Idempotency-Key of a changing request, for ZbAct.key: bound to who asks and to the request's
 * method, path and body; NULL without one. FALSE after answering 400 to one that is no UUID. */
gboolean zb_call_key (ZbCall *call, const ZbActKey **ret_key);
/* The caller in the history of what he does: the digest of his certificate. */
const char *zb_call_who (const ZbCall *call);
/* Commits @act as the caller's: its time, who and key are filled in. FALSE after answering why it
 * was not done; else clear @ret_result. */
gboolean zb_call_commit (ZbCall *call, ZbAct *act, ZbActResult *ret_result);
/* A decimal number of something, digits only; 0 for NULL. FALSE for what is none. */
gboolean zb_call_parse_id (const char *text, gint64 *ret_id);
/* The query argument @name, a number after which to go on (0 without one); FALSE after answering
 * 400. */
gboolean zb_call_after (ZbCall *call, const char *name, gint64 *ret_after);
/* limit= and its bounds. */
guint zb_call_limit (const ZbCall *call, guint otherwise, guint most);
