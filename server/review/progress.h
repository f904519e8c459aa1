/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/obligation.h"

/* How far a collection has come: counts of respondents, response rate (报送率) and punctuality rate
 * (及时率). */
typedef enum { ZB_PROGRESS_BY_TOTAL, ZB_PROGRESS_BY_DISTRICT, ZB_PROGRESS_BY_AREA } ZbProgressBy;

gboolean zb_progress_by_parse (const char *text, ZbProgressBy *ret_by, GError **error);

typedef struct {
  char *key; /* district, or managing zone if set (by area); "" for the total */
  guint due; /* respondents not exempt */
  guint exempt;
  guint sent;                                  /* with a report that is not withdrawn */
  guint late;                                  /* of these, after the deadline */
  guint submitted, passed, returned, accepted; /* of these, by state */
  guint missing;                               /* nothing sent */
} ZbProgressRow;

typedef struct {
  GArray *rows;       /* ZbProgressRow, by key */
  GPtrArray *missing; /* ZbObligation of those who have sent nothing, by id */
} ZbProgress;

/* Reads all obligations of the query's tenant, form, period and areas. */
ZbProgress *
zb_progress_read (ZbStore *store, const ZbObligationQuery *query, ZbProgressBy by, GError **error);
void zb_progress_free (ZbProgress *progress);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbProgress, zb_progress_free)

/* @part of @whole in percent with one decimal, rounded half up: "97.5"; "0.0" of nothing. Caller
 * frees. */
char *zb_progress_rate (guint part, guint whole);
