/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/session.h"

/* Another term for the account's certificates before theirs ends, or soon after: asked for with the
 * keys that are here, which stay. */

/* So long before its end a certificate is renewed by itself, microseconds. */
#define ZB_RENEWED_AHEAD (30 * G_GINT64_CONSTANT (24) * 3600 * G_TIME_SPAN_SECOND)

/* The bureau renews nothing that holds for longer than this. */
#define ZB_RENEWED_AT_MOST_AHEAD (60 * G_GINT64_CONSTANT (24) * 3600 * G_TIME_SPAN_SECOND)

/* When the certificate for connections ends, microseconds UTC; 0 if it cannot be read. */
gint64 zb_renewal_tls_end (const ZbAccount *account);
/* When the account stops working, microseconds UTC: the signing certificate's end, read without the
 * passphrase, or that of the one for connections where it is over and would not be renewed by
 * itself. 0 if neither can be read. */
gint64 zb_renewal_end (const ZbAccount *account, gint64 now);
/* Whether the signing certificate is another authority's: who issued it renews it, and with the new
 * one the account is enrolled anew. */
gboolean zb_renewal_is_elsewhere (const ZbAccount *account);
/* The same as an error, ZB_CLIENT_ERROR_CERTIFICATE, where it is. */
gboolean zb_renewal_check_issuer (const ZbAccount *account, GError **error);
/* Renews the certificate for connections and, with @passphrase (nullable), the one that signs,
 * whose key file is written anew; then the former only if the bureau would, since it may have been
 * renewed by itself. @account is brought up to date. An answer that was lost does no
 * harm: the server gives the same again. ZB_CLIENT_ERROR_CERTIFICATE with @passphrase where another
 * authority is to be asked. */
gboolean
zb_renew (ZbWorkspace *workspace, ZbAccount *account, const char *passphrase, GError **error);
/* A connection by the certificate of now; first that is renewed if it ends soon or has ended. Where
 * the server will not renew it, or cannot be reached, whoever uses the session is told why. */
ZbSession *zb_renewal_open_session (ZbWorkspace *workspace, ZbAccount *account, GError **error);
