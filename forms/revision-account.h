/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report.h"
#include "forms/revision-map.h"

/* What became of the figures of a report when it was carried to another edition
 * (zb_revision_carry()), one by one, so that a person can be told. */

typedef enum {
  ZB_CARRIED_MOVED,   /* under another code, or in another measure */
  ZB_CARRIED_MERGED,  /* added up with others */
  ZB_CARRIED_SPLIT,   /* shared out by the map's key */
  ZB_CARRIED_DIVIDED, /* asked in parts now, and no key says which is how much: left behind */
  ZB_CARRIED_DROPPED, /* asked no longer: left behind */
  ZB_CARRIED_INEXACT, /* would have to be rounded, or is of another kind: left behind */
} ZbCarriedFate;

typedef struct {
  char *item;  /* id, "A.01.1", or a field's id */
  ZbText name; /* of its row, or of the field */
  char *value; /* (nullable) nothing stands there */
} ZbCarriedCell;

typedef struct {
  ZbCarriedFate fate;
  GPtrArray *from, *to; /* ZbCarriedCell */
} ZbCarriedItem;

typedef struct {
  char *from, *to;         /* editions */
  GPtrArray *items;        /* ZbCarriedItem, in the order of the old form */
  guint n_same;            /* figures that stand where they stood */
  guint n_left;            /* of @items: left behind */
  guint n_explanations;    /* left behind: they are to be given again */
  guint n_prefill_changes; /* reasons for changed pre-filled figures, left behind too */
} ZbRevisionAccount;

/* @after is @before carried by @map. Computed cells are left out: they are worked out anew. */
ZbRevisionAccount *zb_revision_account_new (const ZbRevisionMap *map,
                                            gboolean back,
                                            const ZbReport *before,
                                            const ZbReport *after);
void zb_revision_account_free (ZbRevisionAccount *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbRevisionAccount, zb_revision_account_free)
