/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What people whom nothing vouches for yet hand in, and OpenSSL parses. */
typedef enum {
  ZB_FOREIGN_CERTIFICATE,   /* DER or PEM */
  ZB_FOREIGN_REQUEST,       /* for a certificate (PKCS#10) */
  ZB_FOREIGN_OCSP_REQUEST,  /* RFC 6960 */
  ZB_FOREIGN_OCSP_ANSWER,   /* of another authority's responder */
  ZB_FOREIGN_STAMP_REQUEST, /* RFC 3161 */
  ZB_FOREIGN_LIST,          /* of revocations; DER or PEM */
  ZB_N_FOREIGN,
} ZbForeignKind;

const char *zb_foreign_name (ZbForeignKind kind); /* "certificate" … */
gsize zb_foreign_most (ZbForeignKind kind);       /* bytes that one may have */

/* Whether OpenSSL takes @bytes for one of @kind and writes the same bytes again, and nothing else
 * of it comes to harm: it is taken apart as far as whoever is to judge it will. Says nothing of who
 * made it, nor whether it holds. */
gboolean zb_foreign_try (ZbForeignKind kind, const void *bytes, gsize length);

/* Has OpenSSL load what it needs for that, for a process that will open no file any more. */
void zb_foreign_prepare (void);

/* Asked before such bytes are parsed where there is something to lose; sets @error where they had
 * better not be. Called by any thread. */
typedef gboolean (*ZbForeignVet) (
    ZbForeignKind kind, const void *bytes, gsize length, gpointer data, GError **error);
