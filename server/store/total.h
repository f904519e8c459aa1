/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* Running totals of accepted reports. The store only adds and takes away what it is given, in the
 * transaction of the decision; what counts is server/totals' affair. */

typedef __int128 ZbSum;

/* The group of a version: what the register said of the unit when the version was accepted. "" for
 * what was unknown. */
typedef struct {
  char *district, *zone, *industry, *size, *registration; /* industry: GB/T 4754 division */
} ZbTotalsKey;

/* A figure of one report. */
typedef struct {
  const char *item; /* item id, "A.01.1" or "B.3974.2" */
  guint scale;
  gint64 number; /* at @scale */
} ZbTotalsItem;

typedef struct {
  gint64 enters;   /* version that is accepted; 0: none */
  gint64 leaves;   /* version accepted before, as seen when this was prepared; 0: none */
  ZbTotalsKey key; /* group of the one that enters; the other leaves the group it entered */
  const ZbTotalsItem *entering, *leaving;
  guint n_entering, n_leaving;
} ZbTotalsChange;

typedef struct {
  char *item;
  guint scale;
  guint count; /* reports whose cell is a value */
  ZbSum sum;   /* at @scale */
} ZbTotal;

typedef struct {
  ZbTotalsKey key;
  guint units;
  GArray *items; /* ZbTotal, by item and scale */
} ZbTotalsGroup;

void zb_totals_group_free (ZbTotalsGroup *group);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTotalsGroup, zb_totals_group_free)

/* (transfer full) ZbTotalsGroup of one tenant, form and period, by key; those without units are
 * left out. */
GPtrArray *zb_store_list_totals (
    ZbStore *store, const char *tenant, const char *form, const char *period, GError **error);
/* The periods of a form that have totals. (transfer full) char*, sorted. */
GPtrArray *
zb_store_list_total_periods (ZbStore *store, const char *tenant, const char *form, GError **error);
typedef struct {
  char *tenant, *form, *period;
} ZbTotalled;

void zb_totalled_free (ZbTotalled *totalled);
/* Whatever has totals or accepted reports. (transfer full) ZbTotalled. */
GPtrArray *zb_store_list_totalled (ZbStore *store, GError **error);
/* The group a version was accepted into; NOT_FOUND if it is in no total. */
gboolean
zb_store_read_totals_key (ZbStore *store, gint64 version, ZbTotalsKey *ret_key, GError **error);
void zb_totals_key_clear (ZbTotalsKey *key);
