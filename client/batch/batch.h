/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"
#include "client/session.h"
#include "validators/check.h"

/* The reports of many enterprises at once: read from one folder or workbook
 * (client/batch/batch-source.h), put into drafts, checked, signed and sent, each line on its own,
 * so that one enterprise's trouble keeps no other from being reported. Used by one thread at a
 * time. */
typedef struct _ZbBatch ZbBatch;

typedef enum {
  ZB_BATCH_WAITING,    /* not looked at yet */
  ZB_BATCH_UNREADABLE, /* see reason */
  ZB_BATCH_NAMELESS,   /* it says no 统一社会信用代码 */
  ZB_BATCH_STRANGER,   /* of an enterprise that is not enrolled here */
  ZB_BATCH_TWICE,      /* another line before is of the same enterprise */
  ZB_BATCH_NOT_OWED,   /* the form is not asked for … */
  ZB_BATCH_NOT_OPEN,   /* … not yet … */
  ZB_BATCH_CLOSED,     /* … or not any more */
  ZB_BATCH_ALREADY,    /* sent before, or signed and in the outbox */
  ZB_BATCH_FIGURES,    /* some figures cannot go in; the rest is in the draft */
  ZB_BATCH_HARD,       /* the draft has hard findings … */
  ZB_BATCH_EXPLAIN,    /* … findings that need an explanation … */
  ZB_BATCH_INCOMPLETE, /* … or its set lacks a form */
  ZB_BATCH_READY,      /* to be signed */
  ZB_BATCH_COSIGN,     /* signed here; others must sign too */
  ZB_BATCH_SIGNED,     /* in the outbox; with a reason: what kept it there */
  ZB_BATCH_REFUSED,    /* by the server */
  ZB_BATCH_SENT,       /* received, and passed the machine's check if there is an outcome */
  ZB_BATCH_N_STATES
} ZbBatchState;

typedef struct {
  char *place; /* of its figures: "june.xlsx: Sheet 2" */
  char *unit;  /* (nullable) */
  char *name;  /* (nullable) of the enterprise, once it is known */
  gint64 account;
  ZbBatchState state;
  guint n_taken, n_refused; /* figures that went in or stood there already, and that could not */
  ZbVerdict verdict;        /* of the check */
  char *message;            /* (nullable) id of what was signed */
  guint missing;            /* ZbSigningRole bits: in which others must sign it … */
  gboolean left;            /* … for whom it lies in the bureau's box */
  char *outcome;            /* (nullable) as in ZbSent */
  gboolean committed;       /* of what is in the outbox: its digest was receipted (R0) */
  char *code, *reason;      /* (nullable) what went wrong: of a problem document, and a sentence */
  GError *failure;          /* (nullable) that, where it was an error here */
  gboolean
      wrong_passphrase; /* the key is another one's, or the PIN was wrong; nothing was signed */
} ZbBatchLine;

/* @path: of the folder or file; @profile (nullable): how its figures are to be read
 * (client/import/import-profile.h). Nothing but the files is read yet. */
ZbBatch *zb_batch_new (
    const char *path, const char *form, const char *period, const char *profile, GError **error);
/* The same files read again, perhaps mended: what was signed already is taken over, and left alone
 * from now on but for sending. */
ZbBatch *zb_batch_renew (const ZbBatch *before, GError **error);
ZbBatch *zb_batch_ref (ZbBatch *batch);
void zb_batch_unref (ZbBatch *batch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbBatch, zb_batch_unref)

guint zb_batch_n (const ZbBatch *batch);
const ZbBatchLine *zb_batch_line (const ZbBatch *batch, guint index); /* borrowed */
guint zb_batch_count (const ZbBatch *batch, ZbBatchState state);
/* Whether something is left to do for the line that has not been tried in vain. */
gboolean zb_batch_line_is_open (const ZbBatchLine *line);
/* Whether there is something that zb_batch_send() would do. */
gboolean zb_batch_line_goes_on (const ZbBatchLine *line);
guint zb_batch_count_to_send (const ZbBatch *batch);

/* Finds the line's enterprise and what it owes, puts the figures into its draft and checks it. With
 * @preview the draft stays as it is. What is wrong with a line is its state, not an error: that is
 * the workspace's. What was signed or sent already is left alone. */
gboolean zb_batch_check (
    ZbBatch *batch, ZbWorkspace *workspace, guint index, gboolean preview, GError **error);
/* Signs a line that is ready, in all roles that the enterprise's person holds: into the outbox, or
 * for others to sign after. Others are left alone. */
gboolean zb_batch_sign (
    ZbBatch *batch, ZbWorkspace *workspace, guint index, const char *passphrase, GError **error);
/* Sends what the line's enterprise has in its outbox, and reads what became of it; what others must
 * sign it leaves in the bureau's box. */
gboolean zb_batch_send (
    ZbBatch *batch, ZbWorkspace *workspace, guint index, GCancellable *cancellable, GError **error);
