/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/api.h"
#include "server/listener/header-check.h"
#include "server/listener/listener.h"
#include "tests/support/fake-request.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define MAX_PAIRS 64
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

/* A receiver whose callers are already enrolled, made for the first input. */
typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *callers[3]; /* nobody, an enterprise, an administrator */
} Stage;

static Stage *stage;

/* Threads must end before the leak check looks at what they hold. */
static void
stage_free (void)
{
  for (guint i = 1; i < G_N_ELEMENTS (stage->callers); i++)
    zb_test_person_free (stage->callers[i]);
  zb_test_node_free (stage->node);
  g_clear_pointer (&stage, g_free);
}

static void
stage_make (void)
{
  if (stage)
    return;
  g_setenv ("ZB_SOURCE_ROOT", ".", FALSE);
  stage = g_new0 (Stage, 1);
  stage->now = NOW;
  stage->node = zb_test_node_new_at (&stage->now);
  stage->callers[1] = zb_test_node_add_enterprise (stage->node, "9135020061202218XY", "鹭澜芯");
  stage->callers[2] = zb_test_node_enrol (stage->node, zb_test_node_invitation (stage->node), NULL);
  atexit (stage_free);
}

/* "a=b&c=d" into name, value …; cuts @text. */
static void
split_query (char *text, const char **pairs)
{
  guint n = 0;

  for (char *next, *one = text; one && n < MAX_PAIRS; one = next) {
    next = strchr (one, '&');
    if (next)
      *next++ = '\0';
    char *value = strchr (one, '=');
    if (value)
      *value++ = '\0';
    pairs[n++] = one;
    pairs[n++] = value ? value : one + strlen (one);
  }
  pairs[n] = NULL;
}

/* "Name: value" lines into name, value … and the facts that framing is judged by. */
static void
split_headers (char **lines, const char **pairs, ZbHeaderFacts *facts)
{
  guint n = 0;

  for (guint i = 0; lines[i] && n < MAX_PAIRS; i++) {
    char *value = strchr (lines[i], ':');
    if (!value)
      continue;
    *value++ = '\0';
    while (*value == ' ')
      value++;
    zb_header_facts_add (facts, lines[i], value);
    pairs[n++] = lines[i];
    pairs[n++] = value;
  }
  pairs[n] = NULL;
}

/* What the listener does with a head, then what lies behind it. */
static void
serve (const ZbTestPerson *person, char **head, GBytes *body)
{
  const char *headers[MAX_PAIRS + 2] = {NULL}, *query[MAX_PAIRS + 2] = {NULL};
  g_auto (GStrv) words = g_strsplit (head[0], " ", 3);
  ZbHeaderFacts facts = {0};
  gsize length = 0;

  if (g_strv_length (words) < 2)
    return;
  char *mark = strchr (words[1], '?');
  if (mark) {
    *mark = '\0';
    split_query (mark + 1, query);
  }
  split_headers (head + 1, headers, &facts);
  if (zb_header_check (words[0], words[1], &facts, &length).status != 0 ||
      g_bytes_get_size (body) > zb_api_body_limit (words[0], words[1]))
    return;
  g_autoptr (ZbFakeAnswer) answer = zb_fake_ask (stage->node, &(ZbFakeRequest){
                                                                  .method = words[0],
                                                                  .path = words[1],
                                                                  .headers = headers,
                                                                  .query = query,
                                                                  .body = body,
                                                                  .person = person,
                                                              });
  /* 500 would be a failure that no input may cause. */
  if (answer->status == 500 || answer->status < 200 || answer->status > 599)
    abort ();
}

/* The first byte says who asks; then a request's head, an empty line and its body. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = (const char *)data + 1;
  const char *end = size > 1 ? memmem (text, size - 1, "\n\n", 2) : NULL;

  if (!end)
    return 0;
  stage_make ();
  g_autofree char *whole = g_strndup (text, (gsize)(end - text));
  g_auto (GStrv) head = g_strsplit (whole, "\n", MAX_PAIRS);
  gsize used = 1 + (gsize)(end - text) + 2;
  g_autoptr (GBytes) body = g_bytes_new (data + used, size - used);
  if (head[0])
    serve (stage->callers[data[0] % G_N_ELEMENTS (stage->callers)], head, body);
  return 0;
}
