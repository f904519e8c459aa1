/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Where the courier takes its messages from and notes how far it got. The client's workspace and a
 * forwarding node implement it. Every call is durable when it returns. */
typedef struct {
  char *id; /* message id, UUIDv7 */
  char *sender;
  GBytes *container;
  char *digest;     /* hex */
  GBytes *transfer; /* (nullable) sent in its place: exchange/transfer.h */
  guint priority;
  char *upload;   /* (nullable) Location of a begun upload */
  guint64 offset; /* bytes the server is known to have */
  guint attempts; /* so far */
  GPtrArray
      *certificates;  /* (nullable) ZbCertificate: left out of the signature, at hand if asked */
  GBytes *commitment; /* (nullable) to be receipted (R0) ahead of it: exchange/commitment.h; to the
                       * message with its certificates */
} ZbOutboxItem;

void zb_outbox_item_free (ZbOutboxItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbOutboxItem, zb_outbox_item_free)
GBytes *zb_outbox_item_body (const ZbOutboxItem *item); /* what is sent; borrowed */

/* Why a message is tried again, where no problem document says it. */
#define ZB_OUTBOX_RETRY_UNREACHED "unreached"     /* no connection, or none that held */
#define ZB_OUTBOX_RETRY_UNTRUSTED "untrusted"     /* the peer could not prove who it is */
#define ZB_OUTBOX_RETRY_EVIDENCE "false-evidence" /* its evidence does not verify */

typedef struct {
  /* The next item due at @now, (transfer full); NULL when none (ret_wake: when to ask again, 0
   * never). */
  ZbOutboxItem *(*next) (gpointer self, gint64 now, gint64 *ret_wake, GError **error);
  /* An upload has begun at @upload, a path, and the server has @offset bytes of it on its disk. */
  gboolean (*note_upload) (
      gpointer self, const char *id, const char *upload, guint64 offset, GError **error);
  /* Verified evidence has come: R1 and R2 (each nullable, not both). The message is delivered:
   * next() gives it out again only to fetch an R2 that is still missing, at a time of the outbox's
   * choice. */
  gboolean (*note_evidence) (gpointer self, const char *id, GBytes *r1, GBytes *r2, GError **error);
  /* Try again not before @retry_at, with one attempt more; @reason is an English sentence. @code
   * (nullable): of the peer's problem document, or one of ZB_OUTBOX_RETRY_…. */
  gboolean (*note_retry) (gpointer self,
                          const char *id,
                          gint64 retry_at,
                          const char *code,
                          const char *reason,
                          GError **error);
  /* The peer will never take it; @code and @reason are of its problem document. */
  gboolean (*note_refused) (
      gpointer self, const char *id, const char *code, const char *reason, GError **error);
  /* The next item whose commitment has no receipt yet, due or not; NULL when none. */
  ZbOutboxItem *(*next_uncommitted) (gpointer self, GError **error);
  /* Verified evidence of R0 has come. @expires (nullable): until when the peer waits for the
   * message, as it wrote it. */
  gboolean (*note_commitment) (
      gpointer self, const char *id, GBytes *r0, const char *expires, GError **error);
  /* The message now has its certificates beside it, because the peer @asked or is committed to
   * them; an upload of it begins anew. */
  gboolean (*note_container) (
      gpointer self, const char *id, GBytes *container, gboolean asked, GError **error);
} ZbOutboxInterface;

typedef struct {
  const ZbOutboxInterface *interface;
  gpointer self;
} ZbOutbox;
