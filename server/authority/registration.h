/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/authority/motion.h"
#include "server/store/certificate.h"

/* Certificates of other authorities. That authority vouches for unit and person; that they may
 * report here with it the bureau says, certificate by certificate, by registering it. */

/* Who holds it, and what for; borrowed from the certificate. */
typedef struct {
  ZbCertificate *certificate;
  const char *unit; /* as zb_trust_find_unit() tells */
  guint use;        /* ZB_USE_SIGNING or ZB_USE_TLS_CLIENT */
} ZbRegistrant;

/* Whether @certificate can be registered at @now: another authority that is trusted here issued it,
 * to sign or to connect, for a unit. The errors of zb_trust_check(), and BAD_NAME. */
gboolean zb_authority_read_registrant (ZbAuthority *authority,
                                       ZbCertificate *certificate,
                                       gint64 now,
                                       ZbRegistrant *ret_registrant,
                                       GError **error);
/* How it is kept, and the record of the log (transfer full). */
ZbStoredCertificate
zb_registration_describe (ZbAuthority *authority, ZbCertificate *certificate, const char *unit);
char *zb_registration_record (const ZbCertificate *certificate, const char *unit, gint64 now);
/* Keeps it, with a record in the log. With a signing one its person is given what an invitation
 * gives, unless the unit gave him mandates before. Again it is a repetition. @second (nullable)
 * approves what another asked: then it is STALE of the store. */
gboolean zb_authority_register (ZbAuthority *authority,
                                const ZbRegistrant *registrant,
                                const ZbSecond *second,
                                const char *who,
                                gint64 now,
                                GError **error);
/* Whether @certificate, another authority's that verified, is registered in @store and was not
 * revoked here. UNTRUSTED or REVOKED of exchange/. */
gboolean zb_registration_check (ZbStore *store, const ZbCertificate *certificate, GError **error);
