/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/trust.h"

/* The authorities of others, a province's or a national one, whose certificates reporting units may
 * use here. Each is a file NAME.conf in one folder, with lines "key = value" and # comments:
 *   certificates = FILE      PEM: its roots, and who stands below them
 *   unit = subject OU        where its certificates name the unit (exchange/unit-rule.h) …
 *   prefix = NTRCN-          … and what stands before the code there; may be left out
 *   lists = FILE FILE        revocation lists, DER or PEM, of each of its authorities; kept up to
 *                            date by whoever runs the node
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
