/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/checkpoint.h"

/* A witness's statement about another's checkpoint (c2sp.org/tlog-cosignature): that at this time
 * it was the newest one it had seen of this log, and continued all those before. */

/* (transfer full): the vkey of @key as a witness's under @name. */
char *zb_cosignature_verifier (const ZbKey *key, const char *name, GError **error);
/* (transfer full): a signature line over the text of @note, a signed checkpoint. @time:
 * microseconds UTC. Errors of zb_note_split(), FORBIDDEN_SUITE. */
char *zb_cosignature_make (
    const char *note, const ZbKey *key, const char *name, gint64 time, GError **error);
/* @lines: signature lines, of which the witness's must be one and verify; @ret_time in microseconds
 * UTC, whole seconds. NOT_FOUND, BAD_SIGNATURE, MALFORMED. */
gboolean zb_cosignature_verify (
    const char *note, const char *lines, const char *verifier, gint64 *ret_time, GError **error);
