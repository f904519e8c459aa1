/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "packaging/demo/people.h"

/* Sends one report of @enterprise, as the season in @folder has it, through the real intake:
 * checked, explained, signed, delivered. What soft findings the invented figures meet is explained.
 * Fails unless the server took it. */
gboolean zb_history_send (const char *folder,
                          ZbWorkspace *workspace,
                          ZbEnterprise *enterprise,
                          ZbSigner *signer,
                          const char *form,
                          ZbPeriod period,
                          GError **error);
