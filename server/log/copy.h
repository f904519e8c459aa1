/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/checkpoint.h"
#include "server/log/tree.h"

/* A copy of another node's log: its records, as many as were proven to stand in a log that it
 * signed. It only grows. A folder:
 *
 *   head        how many records there are, the root over them, the proof that leads from it to the
 *               newest checkpoint seen, and that checkpoint: what counts
 *   keys        of the log (exchange/succession.h)
 *   entries/    the records in bundles (exchange/log-bundle.h)
 *   tile/       their hashes (server/log/tree.h), so that nothing is reckoned twice
 *   conflict    two checkpoints that one honest log cannot have signed, once there were such
 *   looked      which full bundle is looked at next, to see whether it is still as it was
 *   changed     the first record that the log handed out otherwise than it had signed it */
typedef struct _ZbLogCopy ZbLogCopy;

/* A folder that is not there yet is an empty copy; @verifier is then what is known of the log's
 * keys, and later adds to them. ZB_STORE_ERROR_CORRUPT for files that cannot be ours. */
ZbLogCopy *zb_log_copy_open (const char *folder, const char *verifier, GError **error);
/* Only to look at one, by the keys in it. */
ZbLogCopy *zb_log_copy_look (const char *folder, GError **error);
void zb_log_copy_free (ZbLogCopy *copy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbLogCopy, zb_log_copy_free)

guint64 zb_log_copy_size (const ZbLogCopy *copy);
const ZbSuccession *zb_log_copy_keys (const ZbLogCopy *copy);
/* The newest checkpoint seen, which may be ahead of the copy; size 0 before the first. */
const ZbCheckpoint *zb_log_copy_seen (const ZbLogCopy *copy);
gboolean zb_log_copy_has_conflict (const ZbLogCopy *copy);

/* Keys that follow those known are kept, durably. Errors of zb_succession_follow(). */
gboolean zb_log_copy_follow (ZbLogCopy *copy, const char *keys, GError **error);
/* Keeps @note beside the one seen before, unless there is a conflict already. */
gboolean zb_log_copy_accuse (ZbLogCopy *copy, const char *note, GError **error);

/* Which full bundle is to be looked at next. */
guint64 zb_log_copy_looked (const ZbLogCopy *copy);
gboolean zb_log_copy_note_looked (const ZbLogCopy *copy, guint64 next, GError **error);
gboolean zb_log_copy_has_changed (const ZbLogCopy *copy);
/* Keeps what the record @number is here and what the log says (@shown) that it is, unless one is
 * kept already. */
gboolean zb_log_copy_note_changed (
    const ZbLogCopy *copy, guint64 number, const char *record, const char *shown, GError **error);

/* Takes in @records (texts), which follow those that are there, if @path proves that the tree with
 * them leads to the log of @note, which the log's keys have signed. Durable when it returns; cut
 * off, nothing of it counts. ZB_EXCHANGE_ERROR_BAD_DIGEST if it does not lead there. */
gboolean zb_log_copy_append (
    ZbLogCopy *copy, const GPtrArray *records, GArray *path, const char *note, GError **error);

/* Whether @tree, of all its records, is the one that was proven to stand in the log. */
gboolean zb_log_copy_check (const ZbLogCopy *copy, ZbLogTree *tree, GError **error);
/* The records of a bundle, those that count. (transfer full) texts. */
GPtrArray *zb_log_copy_read_bundle (const ZbLogCopy *copy, guint64 index, GError **error);
/* The same of a full one, proven once more to stand in the log: CORRUPT if it does not. */
GPtrArray *zb_log_copy_prove_bundle (ZbLogCopy *copy, guint64 index, GError **error);
