/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/intake/desk.h"
#include "server/store/unit.h"

/* Who signed a message, and in which roles; whether these are all that its form asks for. */
typedef struct {
  ZbCertificate *certificate;
  char *roles; /* (nullable) that his signature says */
  guint held;  /* ZbSigningRole bits: that his mandates give him */
} ZbSignatory;

/* ZbSignatory. */
GArray *zb_signatories_new (void);
/* Adds him who signed with @certificate and says he did in @roles ("": he says nothing). Where the
 * mandates are this node's affair (@unit, else NULL), each role must be one that he holds on the
 * day of @at in the system of @package (nullable, its digest): ROLE_NOT_HELD. */
gboolean zb_signatories_add (GArray *signatories,
                             const ZbIntakeDesk *desk,
                             const ZbUnit *unit,
                             ZbCertificate *certificate,
                             const char *roles,
                             const char *package,
                             guint mandates,
                             GError **error);
/* The roles (ZbSigningRole bits) in which they signed: who said none, in all that he holds. */
guint zb_signatories_roles (const GArray *signatories);
/* The roles that the form of @package asks for and in which nobody signed; 0 where the package is
 * not known here. */
guint
zb_signatories_missing (const GArray *signatories, const ZbIntakeDesk *desk, const char *package);
/* ROLE_MISSING, which names them. */
gboolean zb_signatories_check (const GArray *signatories,
                               const ZbIntakeDesk *desk,
                               const char *package,
                               GError **error);

/* In which roles (ZbSigningRole bits) somebody signs who holds @mandates (ZbMandateRole bits). */
guint zb_signatory_roles (guint mandates);
