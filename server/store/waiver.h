/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* The bureau waives a rule for a unit (or all) and a period: one person proposes it, another
 * confirms it, and from then on it holds. */
typedef struct {
  gint64 id; /* 0 to propose; else the one to end */
  char *tenant, *form;
  char *rule; /* "B204-1#10" */
  char *period;
  gint64 unit; /* 0: all units */
  char *reason;
  /* Read only: */
  char *who;        /* who proposed it */
  char *second;     /* who confirmed it; "" while nobody has */
  gint64 confirmed; /* when, or 0 */
  gint64 ended;     /* when, or 0 */
} ZbWaiver;

/* Whether it waives for a report of @unit. */
gboolean zb_waiver_is_of (const ZbWaiver *waiver, gint64 unit);
void zb_waiver_free (ZbWaiver *waiver);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbWaiver, zb_waiver_free)

/* ZB_ACT_WAIVER takes a ZbWaiver: proposes it, or ends the one with its id (proposed or in force).
 * The act's who is the person. */

/* ZB_ACT_WAIVER_CONFIRMATION. The act's who must be another person than proposed it (INVALID);
 * again by the same it is a repetition. NOT_FOUND if it has ended. */
typedef struct {
  gint64 waiver;
} ZbWaiverConfirmation;

ZbWaiver *zb_store_read_waiver (ZbStore *store, gint64 id, GError **error);
/* (transfer full) ZbWaiver in force, of whatever unit. */
GPtrArray *zb_store_list_waivers (
    ZbStore *store, const char *tenant, const char *form, const char *period, GError **error);
/* (transfer full) All ZbWaiver of @tenant above @after, at most @limit, by id. @period is nullable.
 */
GPtrArray *zb_store_list_all_waivers (ZbStore *store,
                                      const char *tenant,
                                      const char *period,
                                      gint64 after,
                                      guint limit,
                                      GError **error);
