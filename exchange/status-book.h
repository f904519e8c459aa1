/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/certificate.h"

/* What responders said of single certificates, and who is asked about. Thread-safe, bounded. A
 * ZbTrust looks here; whoever asks the responders writes it. */
typedef struct _ZbStatusBook ZbStatusBook;

/* Told of a certificate that nothing is known of, once until it is answered. Must not block. */
typedef void (*ZbStatusWanted) (ZbCertificate *certificate, ZbCertificate *issuer, gpointer data);

ZbStatusBook *zb_status_book_new (ZbStatusWanted wanted, gpointer data);
void zb_status_book_free (ZbStatusBook *book);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStatusBook, zb_status_book_free)

/* From now on certificates of @issuer are asked about. @firm: while its responder is away nothing
 * is believed; else its list decides alone. */
void zb_status_book_expect (ZbStatusBook *book, const ZbCertificate *issuer, gboolean firm);

typedef enum { ZB_STATUS_GOOD, ZB_STATUS_REVOKED, ZB_STATUS_UNKNOWN } ZbStatusState;

/* What was answered about @certificate, and until when that is kept, microseconds UTC. */
typedef struct {
  ZbStatusState state;
  gint64 revoked_at;
  gint64 renew; /* from then on it is asked for again ahead */
  gint64 until;
} ZbStatusEntry;

/* TRUE if its responder was away before. */
gboolean zb_status_book_note (ZbStatusBook *book,
                              const ZbCertificate *certificate,
                              const ZbCertificate *issuer,
                              const ZbStatusEntry *entry);
/* Nothing came that can be believed. @away: from nobody, so that the responder counts as away until
 * it answers again; else of this certificate only. TRUE if it was well before. */
gboolean zb_status_book_note_silence (ZbStatusBook *book,
                                      const ZbCertificate *certificate,
                                      const ZbCertificate *issuer,
                                      gboolean away);

typedef enum {
  ZB_STATUS_VERDICT_LIST, /* nobody is asked, or nobody answers: the list decides */
  ZB_STATUS_VERDICT_GOOD, /* whatever the list's age */
  ZB_STATUS_VERDICT_BAD,  /* with the error */
} ZbStatusVerdict;

/* What is known of @certificate at @at (microseconds UTC); what is not known is asked for. *@until
 * is narrowed to when that holds. REVOKED; UNTRUSTED if its issuer does not know it; STATUS_PENDING
 * while it is asked for; STALE_CRL while nobody answers for a firm one. */
ZbStatusVerdict zb_status_book_judge (ZbStatusBook *book,
                                      ZbCertificate *certificate,
                                      ZbCertificate *issuer,
                                      gint64 at,
                                      gint64 *until,
                                      GError **error);
