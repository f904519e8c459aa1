/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/api/request.h"

/* Requests that no well-behaved client writes: what must become of each where zhibaod ends TLS
 * itself, and behind nginx. docs/security.md says why those that pass are harmless. */
#define ZB_REFUSED 0        /* any status from 400 on, or no answer at all */
#define ZB_PASSES G_MAXUINT /* taken for the one request that it seems to be */

typedef struct {
  const char *name;
  const char *bytes;
  gsize length;
  guint alone;      /* the status of the refusal, or one of the above */
  guint behind;     /* the same behind nginx */
  const char *seen; /* of one that passes: path and length of its body */
} ZbMalformed;

/* Ends with a NULL name. */
extern const ZbMalformed zb_malformed[];

/* Fails the test unless what became of the request is what should have: @status of the answer (0:
 * none), how many requests the handler got, and the last of them. */
void zb_malformed_check (
    const ZbMalformed *one, gboolean behind, guint status, guint handled, const char *seen);

/* What a listener's handler got to see; it answers 200, and refuses heads below /v1/closed. */
typedef struct {
  int judged;     /* atomic: heads */
  int handled;    /* atomic: requests */
  char *last;     /* path of the last one, and its body's length */
  GBytes *answer; /* (nullable) what it answers with; else "ok" */
} ZbSeen;

#define ZB_SEEN_MAX_BODY 100
gsize zb_seen_limit (const char *method, const char *path, gpointer seen);
void zb_seen_handle (ZbRequest *request, gpointer seen);
