/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/crl.h"
#include "exchange/openssl.h"
#include "exchange/status-book.h"
#include "exchange/unit-rule.h"

/* Whom a ZbTrust trusts and what it knows of revocations: guarded by its lock. */
typedef struct {
  X509_STORE *store;        /* roots */
  GPtrArray *authorities;   /* ZbCertificate: roots and intermediates */
  GPtrArray *intermediates; /* ZbCertificate */
  GHashTable *crls;         /* issuer id → ZbCrl */
  GHashTable *others;       /* digest of another authority's root → ZbUnitRule */
  gboolean require_crl;
  ZbStatusBook *statuses; /* (nullable) borrowed */
} ZbAnchors;

void zb_anchors_init (ZbAnchors *anchors);
void zb_anchors_clear (ZbAnchors *anchors);

void zb_anchors_add (ZbAnchors *anchors, ZbCertificate *certificate, gboolean root);
/* Takes @crl; where a newer one of its issuer is known it is dropped. */
void zb_anchors_add_crl (ZbAnchors *anchors, ZbCrl *crl);
/* (transfer full): the authorities, ZbCertificate. */
GPtrArray *zb_anchors_copy_authorities (const ZbAnchors *anchors);
/* (nullable): the authority whose certificate is these bytes. */
ZbCertificate *zb_anchors_find_authority (const ZbAnchors *anchors, const void *der, gsize length);

/* What a trust bundle holds. */
typedef struct {
  GPtrArray *certificates; /* ZbCertificate */
  GPtrArray *crls;         /* ZbCrl */
} ZbBundle;

void zb_bundle_clear (ZbBundle *bundle);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbBundle, zb_bundle_clear)

/* Reads @pem, of which @known (ZbCertificate) is trusted already. With @others no certificate may
 * be one of @known, and one is a root. MALFORMED, and what zb_crl_read() says. */
gboolean zb_bundle_read (const char *pem,
                         gsize length,
                         GPtrArray *known,
                         gboolean others,
                         ZbBundle *ret_bundle,
                         GError **error);
/* Takes what is in @bundle. @rule: (nullable) of another authority's. */
void zb_anchors_add_bundle (ZbAnchors *anchors, ZbBundle *bundle, ZbUnitRule *rule);
