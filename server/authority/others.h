/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/trust.h"
#include "forms/clock.h"

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
 * Files lie in the same folder. */
typedef struct _ZbOthers ZbOthers;

#define ZB_OTHERS_MAX 16       /* authorities */
#define ZB_OTHERS_MAX_LISTS 16 /* of one */

/* Adds what @folder holds to @trust (shared); a folder that is not there holds nothing. Errors are
 * ZB_AUTHORITY_ERROR_KEYS, "path:line: …" or "path: …". */
ZbOthers *zb_others_open (const char *folder, ZbTrust *trust, GError **error);
void zb_others_free (ZbOthers *others);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbOthers, zb_others_free)

/* The certificates of them all, PEM; "" for none. Borrowed. */
const char *zb_others_certificates (const ZbOthers *others);
/* Takes in each list whose file was replaced since. All are tried; FALSE with the first error. What
 * is told by the list before goes on to hold. */
gboolean zb_others_refresh (ZbOthers *others, GError **error);
/* Fetches the lists that are due at @now into their files, where zb_others_refresh() finds them;
 * what cannot be fetched is told the program's log, stays as it is and is tried again in ten
 * minutes. Blocking; returns how many came. */
guint zb_others_fetch (ZbOthers *others, gint64 now);
/* Does so in a thread of its own, until it is stopped or freed. */
void zb_others_start (ZbOthers *others, ZbClock clock);
void zb_others_stop (ZbOthers *others);
