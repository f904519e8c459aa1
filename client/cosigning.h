/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/cosign.h"
#include "forms/form.h"

/* Signing in one's roles: alone where one holds all that the form asks for, else as one of
 * several. */

/* The roles (ZbSigningRole bits) that the person of @account holds in the system of @form, as the
 * server last said; all where it did not yet. */
gboolean zb_cosign_held (ZbWorkspace *workspace,
                         const ZbAccount *account,
                         const ZbForm *form,
                         guint *ret_roles,
                         GError **error);
/* Those of @missing, in order, up to the first that is not in @held. */
guint zb_cosign_next (guint missing, guint held);
/* Which of @wanted (0: as many as can be) of the roles @missing somebody who holds @held signs in
 * now: in order, none before the one that comes first. ROLE with a text that names who must sign
 * first, or what he does not hold. */
gboolean
zb_cosign_choose (guint missing, guint held, guint wanted, guint *ret_roles, GError **error);

/* Signs @reports (ZbReport), its head first, in the roles @wanted (0: all that the person holds
 * and that are next): into the outbox where nobody else must sign, else among those that wait. The
 * drafts go. *@ret_missing: the roles still missing. ROLE as of zb_cosign_choose(). */
gboolean zb_cosign_seal (ZbWorkspace *workspace,
                         const ZbAccount *account,
                         const GPtrArray *reports,
                         ZbSigner *signer,
                         guint wanted,
                         guint priority,
                         ZbSealed *ret_sealed,
                         guint *ret_missing,
                         GError **error);
/* Adds a signature in the roles @wanted, as above. *@ret_missing: the roles still missing; 0: it is
 * in the outbox now. VOID where it is void. */
gboolean zb_cosign_sign (ZbWorkspace *workspace,
                         const ZbAccount *account,
                         const char *message,
                         ZbSigner *signer,
                         guint roles,
                         guint *ret_missing,
                         GError **error);
