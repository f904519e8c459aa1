/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/derived.h"
#include "server/store/forward.h"
#include "server/store/obligation.h"
#include "server/store/packed-report.h"

/* A report behind the head of a set, which comes with the same message. */
typedef struct {
  const char *form, *edition, *package;
  ZbReportKind kind;
  gboolean on_behalf;
  const ZbPackedReport *report;
  guint quasi, soft, explanations;
} ZbSubmissionMember;

/* ZB_ACT_SUBMISSION: a message that arrived and was judged. Its receipts are R1 and R2, in this
 * order. Sender, message id and digest name it: the same again is a repetition (first result, no
 * new receipts), another digest fails with MESSAGE_REUSED. A valid one becomes the head version of
 * its obligation; a refused one is kept with its receipts and is never a version. The forms of a
 * set move together: whatever the heads of its members are, the head of the set decides. The
 * result's id is the message's. */
typedef struct {
  const char *sender, *message_id;
  const char *digest; /* of the container, hex */
  GBytes *container;
  const char *carrier; /* digest of the certificate that delivered it */
  const char *signer;  /* digest of the signing certificate */
  const char *tenant;  /* these five nullable if refused */
  const char *form, *edition, *package, *period;
  gint64 unit; /* 0 if refused and unknown */
  ZbReportKind kind;
  gint64 received;
  const char *refusal; /* NULL if valid; else the stable code */
  gboolean passed_on;  /* neither valid nor refused here: it only goes on, without a version */
  const ZbForwardOrder *forward; /* (nullable) where it goes on to */
  const GPtrArray *hops;         /* (nullable) GBytes: evidence of the nodes it has passed */
  const ZbDerivedBody *derived;  /* (nullable) another form of it, kept beside */

  /* Of a valid one. */
  const char *replaces; /* message id of the head it was made for; NULL only where there is no head
                           or that was withdrawn: else STALE */
  gint64 correction;  /* the grant that it uses up (correction.h); 0: none; STALE if that is gone */
  guint head_states;  /* states the head may be in, bits 1 << ZbReviewState; 0: any */
  gboolean late;      /* 迟报 */
  gboolean permit;    /* 特批 */
  gboolean on_behalf; /* 代报 */
  const ZbPackedReport *report;
  guint quasi, soft, explanations;   /* counts of findings and of explanations given */
  const char *context;               /* (nullable) digest of the context judged in */
  const char *findings;              /* JSON, as validators/finding-json.h; also of a refused one */
  const ZbSubmissionMember *members; /* they become versions of their own forms with it */
  guint n_members;
} ZbSubmission;

/* A message as stored. */
typedef struct {
  gint64 id;
  char *sender, *message_id, *digest, *carrier, *signer;
  char *tenant, *form, *edition, *package, *period; /* nullable */
  gint64 unit;
  ZbReportKind kind;
  gint64 received;
  char *refusal;      /* NULL if valid, or passed on */
  gint64 version;     /* 0 if refused or passed on; of a set the head's */
  guint64 first_leaf; /* its receipts' place in the log */
  guint n_leaves;
} ZbMessage;

void zb_message_free (ZbMessage *message);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbMessage, zb_message_free)

ZbMessage *
zb_store_read_message (ZbStore *store, const char *sender, const char *message_id, GError **error);
ZbMessage *zb_store_read_message_by_id (ZbStore *store, gint64 id, GError **error);
/* The one that came last; NOT_FOUND before the first. */
ZbMessage *zb_store_read_newest_message (ZbStore *store, GError **error);
/* (transfer full) ZbMessage above @after, at most @limit, by id. */
GPtrArray *zb_store_list_messages (ZbStore *store, gint64 after, guint limit, GError **error);
/* (transfer full) ZbMessage that the certificate of @digest carried or signed, first or after
 * others, and that came at @since or later; above @after, at most @limit, by id. Reads through all
 * that came since then: for inquiries, not for every day. */
GPtrArray *zb_store_list_messages_of (
    ZbStore *store, const char *digest, gint64 since, gint64 after, guint limit, GError **error);
/* (transfer full) The very bytes that came. */
GBytes *zb_store_read_container (ZbStore *store, gint64 message, GError **error);
char *zb_store_read_findings (ZbStore *store, gint64 message, GError **error);
