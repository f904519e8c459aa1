/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* An RFC 9457 problem document with a stable code. */
typedef struct {
  guint status;
  char *code;  /* "period-closed", "wrong-digest", … */
  char *title; /* English */
  char *title_zh;
  char *detail; /* (nullable) names the file, cell or field */
} ZbProblem;

void zb_problem_free (ZbProblem *problem);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbProblem, zb_problem_free)

char *zb_problem_to_json (const ZbProblem *problem);
/* NULL if the body is no problem document. */
ZbProblem *zb_problem_read (GBytes *body);
