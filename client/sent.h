/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"
#include "exchange/receipt.h"
#include "forms/report.h"

/* Messages that were signed here, and the evidence of what became of them. */
typedef struct {
  char *id;
  char *form, *period, *kind;
  char *digest;  /* of the container, hex */
  char *state;   /* "queued", "sending", "sent", "refused" */
  char *outcome; /* (nullable) of R2: "valid", "valid-with-findings", "refused"; what the first
                    node only passes on: "passed-on", until an R3 says more */
  char *review;  /* (nullable) where decisions left it: "pass", "return", "accept", "reopen" */
  char *code, *reason; /* (nullable) why refused, or why it is tried again: as of note_retry() in
                          exchange/outbox.h */
  gint64 created, retry_at;
  guint attempts;
  gboolean paused; /* held back by the person */
  gint64
      committed; /* of what is not sent yet: when its digest was receipted (R0), 0 if it was not */
  gint64 committed_until; /* … and until when it may follow, 0 where that is not known */
  guint64 offset,
      size; /* bytes of the container: those that the server is known to have, and all */
} ZbSent;

void zb_sent_free (ZbSent *sent);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSent, zb_sent_free)

/* (transfer full) array of ZbSent, newest first; @form and @period nullable. A set is found by each
 * of its forms. */
GPtrArray *zb_sent_list (ZbWorkspace *workspace,
                         const ZbAccount *account,
                         const char *form,
                         const char *period,
                         GError **error);
/* (transfer full) array of ZbSent: all that waits, the oldest first, then the @n_done newest of
 * those that were settled. */
GPtrArray *zb_sent_list_outbox (ZbWorkspace *workspace,
                                const ZbAccount *account,
                                guint n_done,
                                GError **error);
ZbSent *zb_sent_read (ZbWorkspace *workspace, const char *message_id, GError **error);
/* The signed bytes, and the report in them. */
GBytes *zb_sent_read_container (ZbWorkspace *workspace, const char *message_id, GError **error);
ZbReport *zb_sent_read_report (ZbWorkspace *workspace, const char *message_id, GError **error);
/* The report of @form in a message that holds a set; NOT_FOUND if there is none. */
ZbReport *zb_sent_read_report_of (ZbWorkspace *workspace,
                                  const char *message_id,
                                  const char *form,
                                  GError **error);
/* (transfer full) ZbReport: all reports of a message, the head of a set first. */
GPtrArray *zb_sent_read_reports (ZbWorkspace *workspace, const char *message_id, GError **error);

/* The receipt in evidence, unverified. (transfer full) */
ZbReceipt *zb_sent_read_receipt (GBytes *evidence, GError **error);
/* Files evidence that was verified; the same again changes nothing. The message's state follows
 * from it. */
gboolean zb_sent_file_evidence (ZbWorkspace *workspace,
                                const char *message_id,
                                GBytes *evidence,
                                GError **error);
/* (transfer full) array of GBytes: all evidence of a message, in order of arrival. */
GPtrArray *zb_sent_list_evidence (ZbWorkspace *workspace, const char *message_id, GError **error);
/* (transfer full) array of ZbReceipt: the receipts in that evidence. */
GPtrArray *zb_sent_list_receipts (ZbWorkspace *workspace, const char *message_id, GError **error);
