/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/foreign-der.h"
#include "server/reading/error.h"

/* Who has strangers' certificates and requests parsed in processes without network, store, keys or
 * files, so that what OpenSSL dies or hangs of there is never parsed where there is something to
 * lose. Each kind has a process of its own, so that none waits for another. What it dies or hangs
 * of is put to a second one that is started for this alone, and ends after it: only then it is
 * refused for that. Thread-safe. */
typedef struct _ZbVetter ZbVetter;

/* @program: as of zb_reader_process_new(). @patience: microseconds that one answer may take; 0: 20
 * seconds. */
ZbVetter *zb_vetter_new (const char *program, gint64 patience);
void zb_vetter_free (ZbVetter *vetter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbVetter, zb_vetter_free)

/* For whom this thread works from now on: the address of a peer, whose rubbish is counted against
 * it; NULL for nobody's. */
void zb_vetter_work_for (const char *address);

/* Whether @bytes may be parsed here. ZB_EXCHANGE_ERROR_TOO_LARGE or MALFORMED where OpenSSL does
 * not take them; UNREADABLE where it does not come through them, and then their digest is told in
 * the program's log, UNAVAILABLE, or TOO_MUCH where the address has brought too much that was
 * refused (server/reading/allowance.h). */
gboolean zb_vetter_pass (
    ZbVetter *vetter, ZbForeignKind kind, const void *bytes, gsize length, GError **error);
