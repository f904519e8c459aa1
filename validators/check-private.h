/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/check.h"
#include "validators/finding-maker.h"
#include "validators/form-check.h"
#include "validators/machine.h"
#include "validators/ruleset-private.h"

/* The inside of a check: its run and its results are in files of their own. */

/* How an instance came out: once, or for each row of its domain. */
typedef struct {
  guint n_rows;
  gboolean moved;       /* rows came or went: what follows has room of its own */
  guint8 *outcomes;     /* ZbOutcome */
  ZbFinding **findings; /* NULL where there is none */
} ZbInstanceState;

typedef struct {
  guint32 instance, row;
} ZbDirtyRow;

struct _ZbCheck {
  ZbRuleset *ruleset;
  ZbReport *report;
  ZbContext context;
  ZbCheckMode mode;
  gboolean at_bureau;
  ZbWorld *world;
  ZbMachine *machine;
  ZbFindingMaker finding_maker;
  ZbFormCheck *form_check;
  ZbInstanceState *states;
  guint8 *outcomes;     /* of all instances, for the rows there were at first */
  ZbFinding **found;    /* likewise */
  guint64 *dirty;       /* one bit an instance */
  GArray *dirty_rows;   /* ZbDirtyRow */
  guint8 *dirty_groups; /* of the form's own checks: sections, then fields */
  gboolean is_stale;    /* @findings must be put together anew */
  gboolean is_form_new; /* waivers of the form's own findings must be looked up anew */
  GPtrArray *findings;  /* borrowed from the states and the form's checks */
};

/* Counts the instances that could not be evaluated by what stands in the way. */
void zb_check_sort_unmade (const ZbCheck *check, ZbVerdict *verdict);
const ZbInstance *zb_check_instance (const ZbCheck *check, guint index);
/* Looks up waiver and explanation of @finding; @least characters are needed, 0 for the usual. */
void zb_check_annotate (ZbCheck *check, ZbFinding *finding, guint least);
