/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"

/* How an enterprise is to be enrolled. The signing key is in a file here, encrypted under @secret;
 * or on a token, whose PIN @secret is; or with a program, that asks by itself; or it came in a file
 * with the certificate of another authority, whose passphrase @secret is. */
typedef struct {
  char *invitation; /* text */
  char *person;     /* (nullable) who enrols, where several do for an enterprise */
  char *module;     /* (nullable) path of the token's PKCS#11 module */
  char *label;      /* (nullable) of the token, where several are plugged in */
  gboolean own;     /* a certificate that lies on the token is taken, and no key made: … */
  char *which;      /* (nullable) … by its serial number, where there are several */
  char *program;    /* (nullable) command line */
  char *file; /* (nullable) a PKCS#12 file that there is already, or with @program a certificate */
  char *secret; /* (nullable) */
  gint64 now;   /* when it is wished */
} ZbEnrolmentWish;

void zb_enrolment_wish_free (ZbEnrolmentWish *wish);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbEnrolmentWish, zb_enrolment_wish_free)

/* On the network worker. (transfer full) */
ZbAccount *
zb_enrolment_wish_fulfil (const ZbEnrolmentWish *wish, ZbWorkspace *workspace, GError **error);

/* The certificates there are to enrol with: of the file, or those on the token that sign. (transfer
 * full) ZbCertificate. */
GPtrArray *zb_enrolment_wish_look (const ZbEnrolmentWish *wish, GError **error);
