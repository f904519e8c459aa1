/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/trust-bundle.h"
#include "server/authority/status-asker.h"

/* The authorities of others, a province's or a national one, whose certificates reporting units may
 * use here. Each is a file NAME.conf in one folder, with lines "key = value" and # comments:
 *   certificates = FILE      PEM: its roots, and who stands below them
 *   unit = subject OU        where its certificates name the unit (exchange/unit-rule.h) …
 *   prefix = NTRCN-          … and what stands before the code there; may be left out
 *   lists = FILE FILE        revocation lists, DER or PEM, of each of its authorities; kept up to
 *                            date by whoever runs the node, or
 *   fetch = URL -            fetched: for each list where it is published (http), - for not
 *   fetch-hours = 6          how often
 *   max-age-hours = 48       how old a list may grow at most, even if it says that it holds longer
 *   ocsp = ask               its OCSP responder is asked about those who sign: at the address that
 *                            each certificate names, or at this "http://…"
 *   ocsp-away = list         while it does not answer the lists decide alone; refuse: nothing is
 *                            believed
 *   ocsp-hours = 6           how long an answer is kept at most
 * Files lie in the same folder. */
typedef struct _ZbOthers ZbOthers;

#define ZB_OTHERS_MAX 16 /* authorities */

/* Adds what @folder holds to @trust (shared); a folder that is not there holds nothing. Errors are
 * ZB_AUTHORITY_ERROR_KEYS, "path:line: …" or "path: …". */
ZbOthers *zb_others_open (const char *folder, ZbTrust *trust, GError **error);
void zb_others_free (ZbOthers *others);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbOthers, zb_others_free)

/* Adds each authority in @folder to @bundle, under its NAME. Errors as of zb_others_open(). */
gboolean zb_others_describe (const char *folder, ZbTrustBundle *bundle, GError **error);

/* The certificates of them all, PEM; "" for none. Borrowed. */
const char *zb_others_certificates (const ZbOthers *others);
/* Who asks their responders. Borrowed. */
ZbStatusAsker *zb_others_asker (const ZbOthers *others);
/* Takes in each list whose file was replaced since. All are tried; FALSE with the first error. What
 * is told by the list before goes on to hold. */
gboolean zb_others_refresh (ZbOthers *others, GError **error);
/* Fetches the lists that are due at @now into their files, where zb_others_refresh() finds them;
 * what cannot be fetched is told the program's log, stays as it is and is tried again in ten
 * minutes. Blocking; returns how many came. */
guint zb_others_fetch (ZbOthers *others, gint64 now);
/* Does so in a thread of its own and asks responders, until it is stopped or freed. */
void zb_others_start (ZbOthers *others, ZbClock clock, ZbMetrics *metrics);
void zb_others_stop (ZbOthers *others);
