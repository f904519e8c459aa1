/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* An RFC 9457 problem document with a stable code, as JSON: type ("urn:zhibao:problem:CODE"),
 * status, title, title_zh, detail, detail_zh. */
typedef struct {
  guint status;
  char *code;  /* "period-closed", "wrong-digest", …: [a-z0-9-]{1,64} */
  char *title; /* English */
  char *title_zh;
  char *detail;    /* (nullable) names the file, cell or field */
  char *detail_zh; /* (nullable) the same in Chinese, where it is more than a name */
} ZbProblem;

void zb_problem_free (ZbProblem *problem);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbProblem, zb_problem_free)

char *zb_problem_to_json (const ZbProblem *problem); /* (transfer full) */
/* (transfer full); NULL if the body (nullable) is no problem document of ours, or is over
 * ZB_PROTOCOL_MAX_PROBLEM. */
ZbProblem *zb_problem_read (GBytes *body);
