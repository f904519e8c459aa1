/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What makes the first look at a request refuse it. */
typedef struct {
  guint status;     /* 0: nothing wrong */
  const char *code; /* stable code of the problem document */
  const char *title, *title_zh;
} ZbHeaderFault;

/* Counts of headers that matter for framing, gathered while they are walked. */
typedef struct {
  guint hosts, content_lengths, transfer_encodings, bad_names;
  guint certificates, addresses; /* that a proxy says its peer has (proxy.h) */
  const char *content_length;    /* (nullable) */
} ZbHeaderFacts;

void zb_header_facts_add (ZbHeaderFacts *facts, const char *name, const char *value);
/* Judges method, path and framing; @ret_length is the body's length. RFC 9112 §3.2, §6. */
ZbHeaderFault zb_header_check (const char *method,
                               const char *path,
                               const ZbHeaderFacts *facts,
                               gsize *ret_length);
