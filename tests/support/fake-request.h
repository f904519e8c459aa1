/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "formats/json.h"
#include "tests/support/node.h"

/* Requests that come from no network: what the listener would hand on, put together by a test. */
typedef struct {
  const char *method, *path;
  const char *const *headers; /* (nullable) NULL-terminated: name, value … */
  const char *const *query;   /* the same */
  GBytes *body;               /* (nullable) */
  gboolean head;              /* only the head: the answer has status 100 if the body may come */
  const ZbTestPerson *person; /* (nullable) whose certificate TLS would have proven */
  const char *address;        /* (nullable) where it comes from, if that matters */
  gboolean judged;            /* the body comes once the head was admitted, as from far away */
} ZbFakeRequest;

typedef struct {
  guint status;
  GHashTable *headers; /* lower-case name → value */
  char *text;          /* the body, NUL-terminated */
  gsize length;
} ZbFakeAnswer;

void zb_fake_answer_free (ZbFakeAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbFakeAnswer, zb_fake_answer_free)

/* Waits for the answer, and fails the test if a second one comes. (transfer full) */
ZbFakeAnswer *zb_fake_ask (ZbTestNode *node, const ZbFakeRequest *request);
/* The same in short: a GET with @query (nullable) … */
ZbFakeAnswer *zb_fake_get (ZbTestNode *node,
                           const ZbTestPerson *person,
                           const char *path,
                           const char *const *query);
/* … and a POST of @json, with an Idempotency-Key (nullable). */
ZbFakeAnswer *zb_fake_post (ZbTestNode *node,
                            const ZbTestPerson *person,
                            const char *path,
                            const char *json,
                            const char *key);
/* (transfer full) */
ZbJson *zb_fake_answer_json (const ZbFakeAnswer *answer);
const char *zb_fake_answer_header (const ZbFakeAnswer *answer, const char *name);
/* The code of the problem document; "" if it is none. (transfer full) */
char *zb_fake_answer_code (const ZbFakeAnswer *answer);
/* Fails the test unless it is a problem with this status and code. */
void zb_fake_assert_refused (const ZbFakeAnswer *answer, guint status, const char *code);
