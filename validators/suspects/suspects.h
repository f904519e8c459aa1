/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gio/gio.h>

#include "validators/check.h"
#include "validators/suspects/family.h"

/* Which cells of a report with failing hard rules are probably wrong: the smallest (by the weights
 * of the form, the cheapest) sets of cells whose change can make all hard rules hold. No figure is
 * invented: a value is offered only for a slip that can be proved. */

typedef struct {
  ZbOperand *operand;             /* the cell, its caption and figure */
  char *item;                     /* "A.01.1" */
  gboolean is_owed;               /* it must be filled, or must be blank, whatever the rules say */
  char *last_period, *last_value; /* (nullable) the collected period before */
  char *last_year_period, *last_year_value; /* (nullable) the same period of last year */
  guint weight;
} ZbSuspectCell;

typedef enum {
  ZB_SLIP_UNIT,    /* so many times too large or too small */
  ZB_SLIP_SIGN,    /* the opposite sign */
  ZB_SLIP_DIGITS,  /* two neighbouring digits swapped */
  ZB_SLIP_ROW,     /* figures one row off */
  ZB_SLIP_RETYPED, /* last period's cumulative figure typed again */
} ZbSlipKind;

typedef struct {
  guint cell;  /* of the block's cells */
  char *value; /* exact decimal; NULL to leave it blank */
} ZbSuspectChange;

typedef struct {
  ZbSlipKind kind;
  int power;          /* of a unit: the typed figure is 10^power times the offered one */
  GPtrArray *changes; /* ZbSuspectChange */
} ZbSuspectOffer;

/* Rules that fail for reasons of their own. */
typedef struct {
  ZbFamilyOutcome outcome;
  GPtrArray *rules;   /* char*: instances that fail, as findings name them */
  GPtrArray *cells;   /* ZbSuspectCell */
  GPtrArray *sets;    /* GArray of guint: numbers of cells; any one set will do */
  GPtrArray *assumed; /* char*: rules that could not be worked out, taken to hold after a change */
  ZbSuspectOffer *offer; /* (nullable) makes every rule of the block hold */
} ZbSuspectBlock;

typedef struct {
  GPtrArray *blocks;   /* ZbSuspectBlock */
  GPtrArray *helpless; /* char*: failing rules that look at no figure which may change */
  gboolean is_joint;   /* one set of each block together mends the whole report */
  gboolean too_large;  /* the form's rules are too many to look through; there are no blocks */
} ZbSuspects;

/* What is to be found out of one report, of rules of severity @least and above, taken down in the
 * thread that owns @check: quick, and from then on apart from report, check and context. */
typedef struct _ZbSuspectCase ZbSuspectCase;

ZbSuspectCase *zb_suspect_case_new (ZbCheck *check, ZbSeverity least);
void zb_suspect_case_free (ZbSuspectCase *suspect_case);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSuspectCase, zb_suspect_case_free)
/* In any thread, one at a time. Bounded: what takes too long has an outcome of its own. NULL if and
 * only if @cancellable (nullable) was cancelled. */
ZbSuspects *zb_suspect_case_solve (ZbSuspectCase *suspect_case, GCancellable *cancellable);
/* Both at once, of hard rules. */
ZbSuspects *zb_suspects_find (ZbCheck *check);
void zb_suspects_free (ZbSuspects *suspects);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSuspects, zb_suspects_free)
