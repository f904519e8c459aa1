/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/container.h"
#include "server/intake/desk.h"
#include "server/store/sender.h"

/* Who may bring and sign what, by the mandates of the register. */

/* The system and period of what @envelope holds, on @day; the system is NULL where the package is
 * not known here. Borrows. */
ZbMandateScope
zb_intake_scope_of (const ZbIntakeDesk *desk, const ZbEnvelope *envelope, const char *day);
/* Whether @carrier may deliver for @unit, and read what was sent for it: it is the unit itself
 * (under any of its codes), or holds an agent's mandate that covers @scope. WRONG_CARRIER. */
gboolean zb_carrier_may_deliver (ZbStore *store,
                                 const ZbUnit *unit,
                                 const char *carrier,
                                 const ZbMandateScope *scope,
                                 GError **error);
/* Whether the person of @signer holds a mandate of @sender that covers @scope: as one of its own
 * people, their deputy, or its agent. NO_MANDATE, which names system and period, and what mandate
 * there is instead; and the errors of zb_registration_check() for another authority's.
 * @ret_mandates (nullable): ZbMandateRole bits of those that cover it. */
gboolean zb_signer_may_sign (const ZbIntakeDesk *desk,
                             const ZbSender *sender,
                             ZbCertificate *signer,
                             const ZbMandateScope *scope,
                             guint *ret_mandates,
                             GError **error);
