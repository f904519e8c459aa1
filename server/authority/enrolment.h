/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/authority/authority.h"

/* Enrolling by invitation: two keys made by whoever enrols, one that signs and one that connects,
 * each get a certificate. With a unit's invitation the person is given a mandate for the unit in
 * all systems (preparer and legal signer); with a staff invitation the person's name is the one
 * invited. */
typedef struct {
  const char *code;
  const char *name;        /* of the person; NULL or "" takes a staff invitation's */
  GBytes *signing_request; /* PKCS#10, DER; … */
  /* (nullable) … with the key of this one, which another authority certified to sign for the unit:
   * it is registered then (server/authority/registration.h), and the name is what it says. */
  ZbCertificate *signing_certificate;
  GBytes *tls_request;
  const char *key; /* (nullable) makes it repeatable; else the request itself does */
} ZbEnrolment;

typedef struct {
  char *who; /* as in the invitation: "USCC NAME" or "staff NAME" */
  ZbCertificate *signing, *tls;
} ZbEnrolled;

void zb_enrolled_clear (ZbEnrolled *enrolled);

/* The same request again gives the same certificates, though the invitation is spent. Five wrong
 * codes void an invitation. */
gboolean zb_authority_enrol (ZbAuthority *authority,
                             const ZbEnrolment *enrolment,
                             gint64 now,
                             ZbEnrolled *ret_enrolled,
                             GError **error);
