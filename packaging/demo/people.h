/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/session.h"

/* Who takes part in the demonstration: the enterprises of the register, and the bureau's staff. */

typedef struct {
  ZbAccount *account;
  ZbSession *session;
  char *unit;
} ZbEnterprise;

void zb_enterprise_free (ZbEnterprise *enterprise);

/* The lines of the register. (transfer full) array of ZbEnterprise without accounts. */
GPtrArray *zb_people_read_register (const char *path, GError **error);
/* Asks @admin's server for an invitation: @json is the request. Caller frees. */
char *zb_people_invite (ZbSession *admin, const char *json, GError **error);
/* Enrols with an invitation in @workspace. */
ZbAccount *zb_people_enrol (ZbWorkspace *workspace,
                            const char *invitation,
                            const char *passphrase,
                            GError **error);
/* Invites and enrols the enterprise and opens its session. */
gboolean zb_people_enrol_enterprise (ZbSession *admin,
                                     ZbWorkspace *workspace,
                                     ZbEnterprise *enterprise,
                                     const char *passphrase,
                                     GError **error);
