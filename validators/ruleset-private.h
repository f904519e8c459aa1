/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/cell-demand.h"
#include "validators/dependency.h"
#include "validators/program.h"
#include "validators/ruleset.h"

/* The inside of a compiled ruleset, for the engines that run it. */

typedef struct {
  char *name; /* "B204-1#10" */
  char *text;
  int line, column;
  ZbSeverity severity, otherwise; /* @otherwise where the severity's condition does not hold */
  gboolean bureau_only, is_calc;
  guint explain_length;
  ZbText message; /* templates; empty where the rule has none */
} ZbRule;

/* A rule for one choice of its variables. Where one of them runs over the rows of a dynamic
 * section, an instance stands for one finding a row. */
struct _ZbInstance {
  guint rule;
  int domain;         /* of its rows; -1 for a single one */
  char *key, *suffix; /* "A.01", or "B." and ".1" around the row's key; "" where there is one */
  ZbExpression *guard, *body, *level_if;
  ZbExpression *target; /* of a calc */
  GArray *tolerances; /* (nullable) ZbTolerance of a calc: how far an imported total may lie off */
  guint start, level_start;
  ZbPolicies policies;
};

struct _ZbRuleset {
  ZbForm *form;
  guint revision;
  GArray *rules;        /* ZbRule */
  GPtrArray *instances; /* ZbInstance, in rule order */
  ZbReferences *references;
  ZbProgram *program;
  ZbDependencies *dependencies;
  ZbCellDemands *demands; /* of the form itself */
  GArray *calc_order;     /* guint: instances that compute, each after those it reads */
  GMutex mutex;           /* guards what follows */
  ZbPeriod needs_period;
  GArray *needs; /* (nullable) ZbNeed of a report of that period: nobody changes them */
};

void zb_instance_free (ZbInstance *instance);
const ZbRule *zb_ruleset_rule_of (const ZbRuleset *ruleset, const ZbInstance *instance);
