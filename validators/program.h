/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/language/expression.h"
#include "validators/op.h"

/* The bytecode of a form's rules: a stack machine over exact figures. Cells are named by numbers of
 * ZbReferences, so that the same program runs over one report or over columns of many. */

/* What a blank cell means in its place. */
typedef enum {
  ZB_POLICY_SKIP,
  ZB_POLICY_ZERO,
  ZB_POLICY_FAIL,
  ZB_POLICY_LOOK, /* it stays blank, and is not counted among what the rule looked at */
} ZbPolicy;

typedef struct {
  guint8 code;
  guint8 policy;
  guint16 n;
  gint32 index;
} ZbOp;

typedef struct {
  guint32 slot;
  guint32 policy; /* ZbPolicy */
  gint64 coefficient;
} ZbTerm;

/* The deepest stack a rule may need. */
#define ZB_PROGRAM_MAX_STACK 160

typedef struct {
  GArray *ops;       /* ZbOp */
  GArray *terms;     /* ZbTerm */
  GArray *constants; /* gint64 */
  /* Ops that need more than two numbers point at their expression, which the rules own. */
  GPtrArray *expressions; /* const ZbExpression */
} ZbProgram;

ZbProgram *zb_program_new (void);
void zb_program_free (ZbProgram *program);
/* Forgets what was emitted. */
void zb_program_clear (ZbProgram *program);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbProgram, zb_program_free)

/* How blank cells count in one rule. */
typedef struct {
  ZbPolicy alone;
  ZbPolicy in_sum;
} ZbPolicies;

/* Appends the code of @guard (nullable) and @body and returns where it begins; -1 if it needs more
 * stack than there is. */
int zb_program_emit (ZbProgram *program,
                     const ZbExpression *guard,
                     const ZbExpression *body,
                     ZbPolicies policies);
