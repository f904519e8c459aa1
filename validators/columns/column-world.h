/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/column-neighbours.h"
#include "validators/columns/column-register.h"
#include "validators/context.h"
#include "validators/ruleset-private.h"
#include "validators/world.h"

/* The references of a form's rules, bound to columns instead of one report. Immutable once made. */

/* Where the cells of a slot, or of a row slot, lie in one part of a source. */
typedef struct {
  int column;    /* of the part's file; -1 where there is none */
  int keys;      /* of a row slot: the column of its section's row keys */
  guint section; /* of a row slot: of the part's form */
  guint8 absent; /* ZbFigureFlags of cells where the column is not there */
  gint8 *shifts; /* (nullable) of a row slot whose measure comes with the row: for each row key of
                  * the judged file the power of ten that its figures count by; -1: none */
} ZbColumnCell;

/* A cell, or a column of rows, that rules look at, over all reports. */
typedef struct {
  gboolean in_lanes;   /* FALSE: only a whole report can tell */
  guint source;        /* 0: the reports that are judged */
  guint8 shift;        /* power of ten to the scale that the rules were compiled for */
  guint8 absent;       /* ZbFigureFlags where the source has no report */
  int column;          /* of source 0: of their file; of a row slot: of the rows judged */
  ZbColumnCell *cells; /* (nullable) of another source, or of rows found by key: by part */
  guint n_cells;       /* of a row slot */
} ZbColumnSlot;

/* A source: its reports, in parts. */
typedef struct {
  gboolean is_known; /* FALSE: columns cannot tell */
  guint8 absent;     /* ZbFigureFlags of what is in no part */
  guint n_parts;
  const ZbColumnPart *parts;
  gint32 **keys; /* by part: of each row key of the judged file its number in the part's; -1 */
} ZbColumnSource;

typedef struct {
  ZbRuleset *ruleset;
  ZbColumnFile *file;
  ZbContext context; /* parameters and calendar, the same for all units */
  ZbReport *blank;   /* a report of nobody, for what is the same for all */
  ZbColumnSource *sources;
  ZbColumnPart own; /* the judged file as the one part of source 0 */
  ZbColumnSlot *slots;
  ZbColumnSlot *row_slots;
  ZbColumnRegister *reg; /* (nullable) set by whoever made the world */
} ZbColumnWorld;

/* @context answers what is the same for all units; it is borrowed and must outlive the world, as
 * must @neighbours, whose function may be NULL. */
ZbColumnWorld *zb_column_world_new (ZbRuleset *ruleset,
                                    ZbColumnFile *file,
                                    ZbContext context,
                                    ZbColumnNeighbours neighbours);
/* Whether the reports of a block, and those beside them that rules look at, are what they were in
 * @before, a world of the same rules. */
gboolean
zb_column_world_same (const ZbColumnWorld *world, const ZbColumnWorld *before, guint block);
/* The same of all that rules may look at who have report @report as a whole: reports beside it that
 * columns do not know, and what the register says of its unit, count too. */
gboolean
zb_column_world_same_whole (const ZbColumnWorld *world, const ZbColumnWorld *before, guint report);
/* The part and the number in it of the report beside report @report; FALSE if there is none. */
gboolean zb_column_source_find (const ZbColumnSource *source,
                                guint report,
                                guint *ret_part,
                                guint *ret_report);
void zb_column_world_free (ZbColumnWorld *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbColumnWorld, zb_column_world_free)
