/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/bound.h"
#include "validators/context.h"
#include "validators/figure.h"
#include "validators/references.h"

/* The references of a form's rules, bound to one report and the reports, attributes and parameters
 * around it. Cells of the report are read where they lie; nothing is copied. */

typedef struct {
  const ZbReferences *references;
  const ZbReport *report;
  ZbContext context;
  gboolean first, joint;
  gint64 periods[5]; /* by ZbPeriodWord */
  char days[2][16];  /* first and last day of the period, as dates are written */
  gpointer room;     /* what follows lies in it */
  ZbBoundRows *rows; /* by section */
  ZbBoundSource *sources;
  ZbBoundSlot *slots;
  ZbBoundDomain *domains;
  ZbBoundPair *pairs;
  ZbBoundColumn *columns;
  ZbBoundParameter *parameters; /* by name; looked up at first use */
} ZbWorld;

/* @report and @context are borrowed. */
ZbWorld *zb_world_new (const ZbReferences *references, const ZbReport *report, ZbContext context);
void zb_world_free (ZbWorld *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbWorld, zb_world_free)
/* The power of ten from a figure in @spec's unit to the one the rules were compiled for; -1 if they
 * have nothing in common or decimals would be lost. */
int zb_world_shift (const ZbCellSpec *spec, const ZbQuantity *type);
/* Binds the rows of a dynamic section anew after rows came or went. */
void zb_world_rebind_section (ZbWorld *world, guint section);
/* Why source @source has no report; NOT_COLLECTED also where it has no such period. Looked up at
 * the first asking: few ask, and what the register says of every form is much to read. */
ZbAvailability zb_world_why (const ZbWorld *world, guint source);
/* Whether the edition that the source's report was made in asked for section @section, -1 for none.
 */
gboolean zb_world_asked (const ZbBoundSource *source, int section);
/* Whether rows of a dynamic section came or went since it was bound. */
gboolean zb_world_rows_changed (const ZbWorld *world, guint section);

/* The figure in row @row of a domain; @row_slot by number. Put where it is wanted, as most are. */
void zb_world_row_cell (
    const ZbWorld *world, guint row_slot, guint row, gboolean interval, ZbFigure *ret_figure);
void zb_world_slot (const ZbWorld *world, guint slot, gboolean interval, ZbFigure *ret_figure);
/* The figure of a column in the row with @key; a row's own measure is converted to that of row @row
 * of domain @domain, unless @domain is negative. */
ZbFigure zb_world_key_cell (const ZbWorld *world,
                            guint key_slot,
                            const char *key,
                            int domain,
                            guint row,
                            gboolean interval);
/* Texts of the same cells. */
ZbFigure zb_world_row_text (const ZbWorld *world, guint row_slot, guint row);
ZbFigure zb_world_slot_text (const ZbWorld *world, guint slot);
ZbFigure zb_world_key_text (const ZbWorld *world, guint key_slot, const char *key);
ZbFigure zb_world_field (const ZbWorld *world, guint field);
ZbFigure zb_world_register (const ZbWorld *world, guint name);
/* At ZB_PARAMETER_EXPONENT, in the base unit, or as it stands in the unit the rule names. One
 * without a measure counts in 10^@adopt. */
ZbFigure zb_world_parameter (ZbWorld *world, guint name, int adopt, gboolean as_it_stands);
/* The code-list entry of row @row of a domain; NULL if the list lacks it. */
const ZbCode *
zb_world_entry (const ZbWorld *world, guint domain, guint row, const ZbCodeList **ret_list);
