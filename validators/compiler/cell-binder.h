/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/compiler/binder.h"

/* Finds the cells, rows and fields that a rule names. */

/* Where cells lie: a section of a form in a period. */
typedef struct {
  guint source;             /* 0 for a range of periods, of which each has its own */
  const char *form_id;      /* (nullable) NULL for the form of the rules */
  const ZbForm *form;       /* (nullable) where the form is not installed */
  const ZbSection *section; /* (nullable) likewise */
  const char *section_id;
  int section_index;
} ZbPlace;

/* The section that cells or rows name, in the period they name; FALSE with an error. */
gboolean zb_bind_place (ZbBinder *binder, const ZbSyntax *syntax, ZbPlace *ret_place);
/* What is to be done with the cells or rows in one period. */
typedef gboolean (*ZbPlaceVisit) (ZbBinder *binder,
                                  const ZbSyntax *syntax,
                                  ZbPlace *place,
                                  gpointer data);
/* Visits each period that @syntax names: one, or those of a range as in "@-12m..-1m", which are
 * left out where they are not collected. FALSE with an error, or as @visit says. */
gboolean
zb_bind_places (ZbBinder *binder, const ZbSyntax *syntax, ZbPlaceVisit visit, gpointer data);
/* Exactly one cell. */
ZbExpression *zb_bind_cell (ZbBinder *binder, const ZbSyntax *syntax);
ZbExpression *zb_bind_field (ZbBinder *binder, const ZbSyntax *syntax);
/* The cell that a variable over cells stands for. */
ZbExpression *
zb_bind_cell_variable (ZbBinder *binder, const ZbVariable *variable, const ZbSyntax *syntax);
/* Adds the cells that @syntax names, in all its periods, to the cells, columns and children of
 * @into; FALSE with an error. */
gboolean zb_bind_cells (ZbBinder *binder, const ZbSyntax *syntax, ZbExpression *into);
/* Whether it names more than one cell. */
gboolean zb_cells_are_many (const ZbBinder *binder, const ZbSyntax *syntax);
/* The number of the rows in @place as a domain. */
guint zb_bind_domain (ZbBinder *binder, const ZbPlace *place);
/* Indexes of a range of columns or fixed rows in printed order; FALSE with an error. */
gboolean zb_bind_range (ZbBinder *binder,
                        const ZbSyntax *syntax,
                        const ZbSection *section,
                        gboolean of_rows,
                        guint *ret_first,
                        guint *ret_last);
/* Index of a row or column code; -1 with an error naming the nearest code. */
int zb_bind_code (
    ZbBinder *binder, gsize at, const ZbSection *section, gboolean of_rows, const char *code);
