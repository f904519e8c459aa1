/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/container.h"
#include "tests/support/http-peer.h"

/* A receiving server in small: messages, uploads by tus, evidence; and all that may go wrong. What
 * the test sets is read by the peer's thread at the next request. */
typedef struct {
  GByteArray *bytes;
  gsize length;
  char *message_id;
  char *digest;
  gboolean ended;
} ServedUpload;

typedef struct {
  ZbTestAuthority *authority;
  ZbTestIdentity *node;
  ZbHttpPeer *peer;
  gint64 now;
  GHashTable *messages; /* message id → GBytes: taken */
  GPtrArray *uploads;   /* ServedUpload; id is the index */
  GPtrArray *log;       /* char*: "METHOD path" of each request */
  guint64 received;     /* bytes of bodies, all together */
  guint taken;          /* messages taken, repetitions not counted */
  gboolean pairs;       /* answers with a pair whom asks for it; else it is an older one */
  /* faults */
  guint fail_status;     /* (0: none) of the requests whose number is in [fail_from, fail_to) */
  const char *fail_body; /* (nullable) */
  const char *fail_headers;
  guint fail_from, fail_to;
  guint drop_from, drop_to;   /* requests that are carried out, but not answered */
  gboolean lose_uploads;      /* every upload is gone */
  gboolean deaf_to_checksums; /* every checksum is wrong */
  gboolean wrong_offset;      /* of the next chunk only */
  gboolean without_r2;
  gboolean without_message;     /* the last chunk names none */
  const char *location;         /* (nullable) instead of the right one */
  ZbTestIdentity *signing_node; /* (nullable) who signs evidence instead */
  GBytes *about;                /* (nullable) the container that evidence is about instead */
} MessageServer;

void message_server_init (MessageServer *server, ZbTestAuthority *authority, gint64 now);
void message_server_clear (MessageServer *server);
/* How many requests began so. */
guint message_server_count (const MessageServer *server, const char *start);
