/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/column-file.h"
#include "validators/context.h"
#include "validators/ruleset-private.h"
#include "validators/world.h"

/* The references of a form's rules, bound to columns instead of one report. Immutable once made. */

/* A cell that rules look at, over all reports. */
typedef struct {
  const ZbColumnFile *file; /* (nullable) NULL where no report has such a cell */
  int column;               /* of @file; -1 where there is none */
  guint8 shift;             /* power of ten to the scale that the rules were compiled for */
  guint8 absent;            /* ZbFigureFlags of a cell that is not there */
  gboolean in_lanes;        /* FALSE: only a whole report can tell */
} ZbColumnSlot;

typedef struct {
  ZbRuleset *ruleset;
  ZbColumnFile *file;
  ZbContext context; /* parameters and calendar, the same for all units */
  ZbReport *blank;   /* a report of nobody, for what is the same for all */
  ZbColumnSlot *slots;
} ZbColumnWorld;

/* @context answers what is the same for all units; it is borrowed and must outlive the world. */
ZbColumnWorld *zb_column_world_new (ZbRuleset *ruleset, ZbColumnFile *file, ZbContext context);
void zb_column_world_free (ZbColumnWorld *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbColumnWorld, zb_column_world_free)
