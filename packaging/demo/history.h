/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "packaging/demo/people.h"

/* Sends one report of @enterprise through the real intake: pre-filled, filled, checked, explained,
 * signed, delivered. What soft findings the invented figures meet is explained. Fails unless the
 * server took it. */
gboolean zb_history_send (ZbWorkspace *workspace,
                          ZbEnterprise *enterprise,
                          ZbSigner *signer,
                          const char *form,
                          ZbPeriod period,
                          GError **error);
