/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/check.h"
#include "validators/figure.h"
#include "validators/program.h"
#include "validators/suspects/arena.h"

/* What the hard rules (or those of lesser severity too) of one report demand of its cells, taken
 * down once: formulas over numbered cells, everything else in them worked out. It holds no part of
 * the report or its context, so that it can be looked into on another thread. */

typedef struct {
  guint section, row, column;
  gint64 number; /* at its scale */
  gboolean is_filled;
  gboolean may_fill;  /* it may hold another figure */
  gboolean may_blank; /* it may be left blank: it is now, or some rule asks whether it is */
  gboolean is_required;
  gboolean is_owed; /* it is blank, and must not be; or filled, and must be blank */
  guint weight;
} ZbDemandCell;

typedef enum {
  ZB_DEMAND_CONSTANT, /* @figure */
  ZB_DEMAND_CELL,     /* @cell, × @factor */
  ZB_DEMAND_COMPUTED, /* a computed cell, × @factor: its formula is the child, rounded to a whole
                         number after × 10^@rounding */
  ZB_DEMAND_PART,     /* @expression over the children */
  ZB_DEMAND_OPAQUE,   /* @figure as long as no cell below changes, then anything */
} ZbDemandKind;

typedef struct _ZbDemandNode ZbDemandNode;

struct _ZbDemandNode {
  ZbDemandKind kind;
  const ZbExpression *expression; /* of the ruleset */
  int power;                      /* of ten, by which the value counts */
  ZbPolicy policy;                /* of cells: what blank means */
  guint cell;
  ZbWide factor;
  int rounding;
  ZbFigure figure;                /* with its slack */
  gboolean sees_cell, sees_value; /* of a constant: it counts cells, and one of them is filled */
  guint n_children;
  ZbDemandNode **children;
};

typedef enum { ZB_LEVEL_ALWAYS, ZB_LEVEL_IF, ZB_LEVEL_UNLESS } ZbDemandLevel;

/* One rule, or one of the conditions it joins by "and", for one choice of its rows. */
typedef struct {
  const char *instance; /* as findings name it */
  ZbDemandNode *guard;  /* (nullable) */
  ZbDemandNode *body;
  ZbDemandNode *level_if; /* (nullable) hard only if, or unless, this holds */
  ZbDemandLevel level;
  guint n_cells;
  guint *cells;       /* each once */
  guint n_counted;    /* of the whole rule: if all of them are blank it says nothing */
  guint *counted;     /* cells */
  gboolean has_value; /* it looks at a value that no change of cells takes away */
  gboolean has_cells; /* it counts cells at all */
  gboolean fails;
  gboolean is_opaque; /* its formula does not say what the engine says: only its cells are known */
} ZbDemand;

/* What hangs together is looked through up to so many parts of formulas. */
#define ZB_DEMAND_MAX_NODES 60000

typedef struct {
  ZbRuleset *ruleset;
  ZbReport *report; /* a copy, computed cells filled */
  ZbArena *arena;
  GArray *cells;       /* ZbDemandCell */
  GPtrArray *demands;  /* ZbDemand */
  GPtrArray *by_cell;  /* GArray of guint: demands that name the cell */
  GPtrArray *helpless; /* char*: failing rules that look at no cell which may change */
  guint n_nodes;       /* parts of formulas that were taken down */
  gboolean too_large;  /* they are more than ZB_DEMAND_MAX_NODES, and not complete */
} ZbDemands;

/* Takes down what @check's report fails, of severity @least and above, and all that hangs together
 * with it. Quick: a small multiple of a full check. */
ZbDemands *zb_demands_new (const ZbCheck *check, ZbSeverity least);
void zb_demands_free (ZbDemands *demands);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbDemands, zb_demands_free)
