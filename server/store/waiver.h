/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* The bureau waives a rule for a unit (or all) and a period, on the word of two persons. */
typedef struct {
  gint64 id; /* 0 to grant; else the one to end */
  char *tenant, *form;
  char *rule; /* "B204-1#10" */
  char *period;
  gint64 unit; /* 0: all units */
  char *reason;
  char *second; /* the second person; never the one who acts (INVALID) */
} ZbWaiver;

void zb_waiver_free (ZbWaiver *waiver);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbWaiver, zb_waiver_free)

/* ZB_ACT_WAIVER takes a ZbWaiver. */

/* (transfer full) ZbWaiver in force for a report of @unit. */
GPtrArray *zb_store_list_waivers (ZbStore *store,
                                  const char *tenant,
                                  const char *form,
                                  const char *period,
                                  gint64 unit,
                                  GError **error);
