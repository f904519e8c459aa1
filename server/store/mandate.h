/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* Who may sign or carry for a unit in a bureau system: on which days, and reports of which periods.
 */

typedef enum {
  ZB_MANDATE_PREPARER = 1 << 0,
  ZB_MANDATE_LEGAL_SIGNER = 1 << 1,
  ZB_MANDATE_AGENT = 1 << 2,  /* another enterprise (代理记账) that carries and may sign */
  ZB_MANDATE_DEPUTY = 1 << 3, /* signs in the legal signer's place, and appoints nobody */
  ZB_MANDATE_REVIEWER = 1 << 4,
} ZbMandateRole;

typedef struct {
  gint64 id;
  char *tenant; /* "*": all systems */
  gint64 unit;
  char *holder; /* 统一社会信用代码 of the enterprise named in the certificate */
  char *person; /* (nullable) only the certificate with this CN */
  ZbMandateRole role;
  char *from_day;
  char *to_day;                  /* (nullable) last day */
  char *from_period, *to_period; /* (nullable) first and last reference period */
} ZbMandate;

/* What somebody wants to do. */
typedef struct {
  const char *tenant; /* (nullable) in whatever system */
  const char *period; /* (nullable) a report of whatever period */
  const char *day;    /* when */
} ZbMandateScope;

void zb_mandate_free (ZbMandate *mandate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbMandate, zb_mandate_free)

/* "preparer", "legal-signer", "agent", "deputy". */
const char *zb_mandate_role_name (ZbMandateRole role);
/* Whether @mandate is in force on the day, in the system and for the period of @scope. */
gboolean zb_mandate_covers (const ZbMandate *mandate, const ZbMandateScope *scope);
/* "s1, periods from 2024-01 to 2024-06, days from 2024-01-15 on": for errors. (transfer full) */
char *zb_mandate_describe (const ZbMandate *mandate);

/* ZB_ACT_MANDATE takes a ZbMandate: with id 0 grants it, else sets the last day of that one. */

ZbMandate *zb_store_read_mandate_by_id (ZbStore *store, gint64 id, GError **error);
/* Roles (ZbMandateRole bits) that @holder, as @person, has for @unit in @tenant on @day, for
 * whatever period. */
gboolean zb_store_read_mandate (ZbStore *store,
                                const char *tenant,
                                gint64 unit,
                                const char *holder,
                                const char *person,
                                const char *day,
                                guint *ret_roles,
                                GError **error);
/* (transfer full) ZbMandate of a unit, all days; or, with @unit 0, all that @holder holds. */
GPtrArray *zb_store_list_mandates (ZbStore *store, gint64 unit, const char *holder, GError **error);
