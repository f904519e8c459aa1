/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report.h"
#include "forms/revision-map.h"

/* Figures on their way from one edition of a form to the next, or back. */

/* How a figure in one edition's terms compares with those that were reported in them. */
typedef enum {
  ZB_COMPARABLE,        /* the same figure, or an exact sum of its parts */
  ZB_COMPARABLE_BY_KEY, /* a share of a whole by the map's key: not what anyone reported */
  ZB_NOT_COMPARABLE,    /* new, dropped, or a part of what was asked as a whole */
} ZbComparability;

/* How the rows of a section come to be what they are. */
typedef enum {
  ZB_ROWS_AS_REPORTED, /* one by one */
  ZB_ROWS_CHANGED,     /* some were split, merged, dropped or are new */
  ZB_ROWS_NOT_ASKED,   /* the section is new */
} ZbRevisionRows;

/* What @source holds for the item @section/@key/@column of the other edition, whose cell is
 * @target: (transfer full) in its measure and scale, NULL if nothing or nothing exact. With @back,
 * @source is of the new edition and the item of the old one. @ret_comparability is set always. */
char *zb_revision_take (const ZbRevisionMap *map,
                        gboolean back,
                        const ZbReport *source,
                        const char *section,
                        const char *key,
                        const char *column,
                        const ZbCellSpec *target,
                        ZbComparability *ret_comparability);
/* The same question of the map alone. */
ZbComparability zb_revision_comparability (const ZbRevisionMap *map,
                                           gboolean back,
                                           const char *section,
                                           const char *key,
                                           const char *column);
/* The keys that the rows of @source bring into dynamic section @section of the other edition.
 * (transfer full) array of char*. */
GPtrArray *zb_revision_list_keys (const ZbRevisionMap *map,
                                  gboolean back,
                                  const ZbReport *source,
                                  const char *section);
/* The keys of dynamic section @section that no row of the other edition leads to. (transfer full)
 * array of char*. */
GPtrArray *zb_revision_list_new_keys (const ZbRevisionMap *map, gboolean back, const char *section);
/* Whether all that the item follows from is there in @source and has no value. */
gboolean zb_revision_is_blank (const ZbRevisionMap *map,
                               gboolean back,
                               const ZbReport *source,
                               const char *section,
                               const char *key,
                               const char *column);
/* How the rows of @section come from those of the other edition. */
ZbRevisionRows zb_revision_rows (const ZbRevisionMap *map, gboolean back, const char *section);
/* @report in the other edition's terms, @form: rows, figures, attachments and the fields that both
 * have; explanations and reasons stay behind (forms/revision-account.h tells what became of each
 * figure). (transfer full) */
ZbReport *zb_revision_carry (const ZbRevisionMap *map,
                             gboolean back,
                             const ZbReport *report,
                             ZbForm *form,
                             const char *package_digest);
