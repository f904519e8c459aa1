/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/memo.h"
#include "server/store/store.h"
#include "storage/statement.h"

/* Shared by the sources of the embedded back-end only. */
typedef struct _ZbWriter ZbWriter;
typedef struct _ZbStandings ZbStandings;
struct _ZbStore {
  char *place;
  ZbStoreOptions options;
  ZbWriter *writer;
  gboolean upgraded; /* what its scripts wrote belongs to the first act; the writer's */
  ZbMemo *memo;      /* of tenants, their terms, units and mandates */
  ZbStandings *standings;
  GMutex lock;        /* guards what follows */
  GPtrArray *readers; /* ZbDatabase at rest */
  GArray *watchers;   /* of notices */
  char *damage;       /* (nullable) */
};

/* Opens @place and brings its schema up to date. */
ZbDatabase *zb_store_open_database (const char *place, guint64 max_bytes, GError **error);
void zb_store_tell_posted (ZbStore *store, const ZbAct *acts, const ZbActResult *results, guint n);
void zb_store_note_damage (ZbStore *store, const GError *error); /* if it tells of any */
/* Turns an error of storage/ into one of the store, in place. */
void zb_store_translate (GError **error);

/* The writer's thread: takes acts in, does them in groups, answers. */
ZbWriter *zb_writer_new (ZbStore *store, ZbDatabase *database);
void zb_writer_free (ZbWriter *writer); /* after the acts at hand */
void
zb_writer_submit (ZbWriter *writer, const ZbAct *acts, guint n, ZbStoreDone done, gpointer data);
gboolean zb_writer_commit (
    ZbWriter *writer, const ZbAct *acts, guint n, ZbActResult *results, GError **error);
void zb_writer_expect (ZbWriter *writer, int change);
guint zb_writer_backlog (ZbWriter *writer);

typedef struct _ZbBases ZbBases;
/* One act being done inside the group's transaction. */
typedef struct {
  ZbDatabase *database;
  ZbBases *bases; /* of containers */
  ZbStandings *standings;
  const ZbAct *act;
  ZbActResult *result;
  gint64 message;    /* what its receipts and notices are about; 0: nothing */
  gboolean encloses; /* its receipts lie in the body of that message */
  guint64 next_leaf; /* where the act's receipts begin in the log */
} ZbApply;
typedef gboolean (*ZbApplyFunc) (ZbApply *apply, gconstpointer what, GError **error);
/* How an act that fails is undone. */
typedef enum {
  ZB_UNDO_GROUP, /* with all of its group, which is then done anew: costs the usual case nothing */
  ZB_UNDO_ACT,   /* alone, by a savepoint */
} ZbUndo;
/* Does the act; its log records are appended to @records (borrowed). FALSE if not: @error is grave
 * if the group cannot go on. With ZB_UNDO_GROUP what it wrote before it failed is still there. */
gboolean
zb_act_apply (ZbApply *apply, gboolean journalled, ZbUndo undo, GPtrArray *records, GError **error);
gboolean zb_apply_tenant (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_staff (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_unit (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_import (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_mandate (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_calendar (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_obligations (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_exemption (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_permit (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_package (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_submission (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_decision (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_waiver (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_waiver_confirmation (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_publication (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_publication_confirmation (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_publication_end (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_correction_request (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_correction_answer (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_certificate (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_revocation (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_crl (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_invitation (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_invitation_use (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_invitation_try (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_upload (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_upload_progress (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_upload_end (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_reinstatement (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_request (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_request_approval (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_request_rejection (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_stamp (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_commitment (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_sign_box (ZbApply *apply, gconstpointer what, GError **error);
gboolean zb_apply_acknowledgement (ZbApply *apply, gconstpointer what, GError **error);
