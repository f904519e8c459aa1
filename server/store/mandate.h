/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store.h"

/* Who may sign or carry for a unit in a bureau system, by days. */

typedef enum {
  ZB_MANDATE_PREPARER = 1 << 0,
  ZB_MANDATE_LEGAL_SIGNER = 1 << 1,
  ZB_MANDATE_AGENT = 1 << 2, /* another enterprise (代理记账) that carries and may sign */
} ZbMandateRole;

typedef struct {
  gint64 id;
  char *tenant; /* "*": all systems */
  gint64 unit;
  char *holder; /* 统一社会信用代码 of the enterprise named in the certificate */
  char *person; /* (nullable) only the certificate with this CN */
  ZbMandateRole role;
  char *from_day;
  char *to_day; /* (nullable) last day */
} ZbMandate;

void zb_mandate_free (ZbMandate *mandate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbMandate, zb_mandate_free)

/* ZB_ACT_MANDATE takes a ZbMandate: with id 0 grants it, else sets the last day of that one. */

ZbMandate *zb_store_read_mandate_by_id (ZbStore *store, gint64 id, GError **error);
/* Roles (ZbMandateRole bits) that @holder, as @person, has for @unit in @tenant on @day. */
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
