/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/clock.h"
#include "server/store/act.h"
#include "server/store/error.h"

/* The receiving end's memory. It speaks in acts (server/store/act.h), each with its own result, and
 * in typed reads (the other headers of this folder). Acts are done one after another by a writer
 * of its own, many to a durable group; reads run on any thread and see all acts answered before.
 * How it is kept is the store's own affair. */
typedef struct _ZbStore ZbStore;

typedef struct {
  ZbJournal journal;   /* seals each group; .interface NULL: log records are refused */
  ZbClock clock;       /* dates checkpoints; .now NULL: the system's */
  guint group_acts;    /* most acts to a group; 0: 128 */
  guint group_ms;      /* a group takes no further act this long after its first; 0: 50 */
  guint group_wait_ms; /* a group waits so long for acts in the making; 0: 20 */
  guint64 max_bytes;   /* bound on the store's size; 0: the disk's */
} ZbStoreOptions;

/* Opens the store at @place, making or upgrading it as needed. For the embedded back-end @place is
 * a file. @options (nullable) is copied. Fails with NEWER for a store of a newer program, which is
 * not touched. */
ZbStore *zb_store_open (const char *place, const ZbStoreOptions *options, GError **error);
/* Whether opening it would upgrade it, which whoever only looks must not do. */
gboolean zb_store_is_old (const char *place, gboolean *ret_old, GError **error);
/* Finishes the acts at hand, then closes. */
void zb_store_free (ZbStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStore, zb_store_free)

/* Does @acts and waits until they are durable. @results has room for @n and is filled in any case;
 * clear each with zb_act_result_clear(). FALSE if the store could not keep the group at all (the
 * same error is then in each result); an act that failed alone has its error in its result only. */
gboolean
zb_store_commit (ZbStore *store, const ZbAct *acts, guint n, ZbActResult *results, GError **error);
/* One act: FALSE if it was not done. */
gboolean
zb_store_commit_one (ZbStore *store, const ZbAct *act, ZbActResult *ret_result, GError **error);

/* As zb_store_commit(), without waiting: @done is called on the writer's thread once the acts are
 * durable or have failed, and must not block. @acts and all that they point to live until then;
 * @results belong to the store and are cleared after the call. */
typedef void (*ZbStoreDone) (const ZbActResult *results, guint n, gpointer data);
void zb_store_submit (ZbStore *store, const ZbAct *acts, guint n, ZbStoreDone done, gpointer data);

/* Tells how many more (or, negative, fewer) acts are in the making: a group waits for them up to
 * group_wait_ms instead of going alone. Whoever announced an act takes it back once it is submitted
 * or given up. */
void zb_store_expect (ZbStore *store, int change);

/* Reads of this thread see one moment, that of the first one, and cost less, until the call of the
 * other. Not nested; acts committed in between are not seen. */
void zb_store_begin_reading (ZbStore *store);
void zb_store_end_reading (ZbStore *store);

/* Of whoever waits for decisions on any report. */
#define ZB_STORE_ALL_UNITS 0

/* Calls @posted for each notice once it is durable, and for each decision with ZB_STORE_ALL_UNITS,
 * on the writer's thread or the one that waited for it: must not block. One watcher more; gone with
 * zb_store_unwatch() of the same @data. */
typedef void (*ZbStorePosted) (gint64 unit, gpointer data);
void zb_store_watch (ZbStore *store, ZbStorePosted posted, gpointer data);
void zb_store_unwatch (ZbStore *store, gpointer data);

/* Acts waiting for the writer: for shedding load. */
guint zb_store_backlog (ZbStore *store);

/* Copies the store, as of one moment, to the new place @place while it goes on working. */
gboolean zb_store_backup (ZbStore *store, const char *place, GError **error);
/* Checks the store's own structure (not the log's proofs: server/log/verify.h). */
gboolean zb_store_check (ZbStore *store, GError **error);
/* The same at the speed of reading, and not at all of a store larger than ZB_STORE_MAX_CHECKED:
 * what must not be served is found before it is. */
#define ZB_STORE_MAX_CHECKED (G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024)
gboolean zb_store_check_before_use (ZbStore *store, GError **error);
/* What damage a read or an act met, in words, or NULL: from then on every act fails with CORRUPT,
 * so that nothing is acknowledged on what may be gone. (transfer full) */
char *zb_store_dup_damage (ZbStore *store);

/* Lists give at most this many items a call. */
#define ZB_STORE_MAX_PAGE 1000
