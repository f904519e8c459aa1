/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/problem.h"

/* Every problem the server answers with: stable code, status, title in both languages. */
typedef struct {
  const char *code;
  guint status;
  const char *title;
  const char *title_zh;
} ZbProblemKind;

/* "internal" for a code that is not in the table. */
const ZbProblemKind *zb_problem_kind (const char *code);
/* All of them. */
const ZbProblemKind *zb_problem_kinds (guint *ret_n);
/* The code of the problem that @error means to a caller; "internal" for what is no affair of his.
 */
const char *zb_problem_code_for (const GError *error);
