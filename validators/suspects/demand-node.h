/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/check-private.h"
#include "validators/suspects/demand.h"

/* Turning the expressions of rules into the nodes of demands. */

typedef struct {
  ZbDemands *demands;
  ZbCheck *check; /* on a copy of the report, its computed cells filled */
  ZbMachine *machine;
  GHashTable *cells;    /* place → number + 1 */
  GHashTable *computed; /* place → ZbDemandNode */
  GHashTable *formulas; /* place of a computed cell → number of its instance + 1 */
  guint depth;
} ZbNodeMaker;

/* @expression under @policies, with the rows that the machine has bound. */
ZbDemandNode *
zb_node_make (ZbNodeMaker *maker, const ZbExpression *expression, ZbPolicies policies);
/* The number of a cell that may change; -1 if it may not. */
int zb_node_maker_cell (ZbNodeMaker *maker, guint section, guint row, guint column);
