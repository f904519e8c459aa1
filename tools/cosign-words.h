/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/cosigning.h"
#include "tools/place.h"

/* What commands say of reports that several people sign. */

/* "张三 (preparer), 李四 (reviewer)". Caller frees. */
char *zb_cosign_words_signers (const ZbCosign *cosign);
/* "waits for you", "waits for others", "given back", "void". Static. */
const char *zb_cosign_words_state (const ZbCosign *cosign);
/* All of it, a line each. */
void zb_cosign_words_print (const ZbCosign *cosign);
/* ZbSigningRole bits of --role ("preparer,reviewer"); 0 without it. */
gboolean zb_cosign_words_roles (const ZbCallLine *line, guint *ret_roles, GError **error);
/* Signs what is here, in @wanted roles (0: all that can be), and says what comes next. Returns an
 * exit code. */
int zb_cosign_words_sign (const ZbCallLine *line,
                          ZbWorkspace *workspace,
                          const ZbAccount *account,
                          const ZbCosign *cosign,
                          guint wanted,
                          GError **error);
/* Says that @message is signed, and in which roles (@missing) others must still sign it. */
void zb_cosign_words_tell (const char *message, guint missing);
