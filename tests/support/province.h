/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"
#include "exchange/signer.h"
#include "tests/support/temp-dir.h"

/* An authority of others, made by the openssl command in the folder DIR/NAME: a root (root.pem) and
 * one below it that certifies persons (below.pem), both in all.pem, and their lists root.crl and
 * below.crl. Each call fails the test when it cannot do its work. */
typedef struct _ZbProvince ZbProvince;

ZbProvince *zb_province_new (const ZbTempDir *dir, const char *name);
void zb_province_free (ZbProvince *province);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbProvince, zb_province_free)

char *zb_province_path (const ZbProvince *province, const char *file); /* (transfer full) */
/* Runs a shell script in its folder; @words (nullable), NULL-terminated, are its $1, $2 … */
void zb_province_run (const ZbProvince *province, const char *script, const char *const *words);

/* FILE.key and FILE.pem, to sign, to connect or to answer OCSP, for a year. */
void zb_province_certify (const ZbProvince *province,
                          const char *file,
                          const char *subject,
                          ZbCertificateUse use);
ZbCertificate *zb_province_certificate (const ZbProvince *province, const char *file);
ZbSigner *zb_province_signer (const ZbProvince *province, const char *file);
/* Revokes FILE.pem, and makes below.crl anew. */
void zb_province_revoke (const ZbProvince *province, const char *file);
/* Makes below.crl anew; @options (nullable) of "openssl ca -gencrl". */
void zb_province_list (const ZbProvince *province, const char *options);
