/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/status-book.h"

#include "exchange/certificate-private.h"
#include "exchange/crl.h"

#include <string.h>

#define MAX_ENTRIES 65536
/* While a responder is away it is tried so often, with whichever certificate comes. */
#define TRY_AGAIN (15 * G_TIME_SPAN_SECOND)
/* How long the list's word is taken for a certificate that nobody answers about. */
#define BY_LIST (60 * G_TIME_SPAN_SECOND)

/* Of one issuer. */
typedef struct {
  gboolean firm;
  gboolean away;
  gint64 due; /* monotonic: when it is tried again, if it is away */
} Responder;

typedef struct {
  ZbStatusEntry entry;
  gboolean known;
  gboolean asked;      /* and not answered yet */
  gint64 silent_until; /* monotonic: nothing came of it lately */
} Page;

struct _ZbStatusBook {
  ZbStatusWanted wanted;
  gpointer data;
  GMutex lock;
  GHashTable *responders; /* issuer id → Responder */
  GHashTable *pages;      /* digest → Page */
};

ZbStatusBook *
zb_status_book_new (ZbStatusWanted wanted, gpointer data)
{
  ZbStatusBook *book = g_new0 (ZbStatusBook, 1);

  book->wanted = wanted;
  book->data = data;
  g_mutex_init (&book->lock);
  book->responders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  book->pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return book;
}

void
zb_status_book_free (ZbStatusBook *book)
{
  if (book == NULL)
    return;
  g_hash_table_unref (book->responders);
  g_hash_table_unref (book->pages);
  g_mutex_clear (&book->lock);
  g_free (book);
}

/* With the lock held, as all that look. */
static Responder *
find_responder (ZbStatusBook *book, const ZbCertificate *issuer)
{
  g_autofree char *id = zb_crl_issuer_id (issuer);

  return g_hash_table_lookup (book->responders, id);
}

static Page *
open_page (ZbStatusBook *book, const ZbCertificate *certificate)
{
  const char *digest = zb_certificate_digest (certificate);
  Page *page = g_hash_table_lookup (book->pages, digest);

  if (page != NULL)
    return page;
  if (g_hash_table_size (book->pages) >= MAX_ENTRIES)
    g_hash_table_remove_all (book->pages);
  page = g_new0 (Page, 1);
  g_hash_table_insert (book->pages, g_strdup (digest), page);
  return page;
}

void
zb_status_book_expect (ZbStatusBook *book, const ZbCertificate *issuer, gboolean firm)
{
  Responder *responder = g_new0 (Responder, 1);

  responder->firm = firm;
  g_mutex_lock (&book->lock);
  g_hash_table_replace (book->responders, zb_crl_issuer_id (issuer), responder);
  g_mutex_unlock (&book->lock);
}

gboolean
zb_status_book_note (ZbStatusBook *book,
                     const ZbCertificate *certificate,
                     const ZbCertificate *issuer,
                     const ZbStatusEntry *entry)
{
  g_mutex_lock (&book->lock);
  Responder *responder = find_responder (book, issuer);
  Page *page = open_page (book, certificate);
  gboolean was_away = responder != NULL && responder->away;
  if (responder != NULL)
    responder->away = FALSE;
  *page = (Page){.entry = *entry, .known = TRUE};
  g_mutex_unlock (&book->lock);
  return was_away;
}

gboolean
zb_status_book_note_silence (ZbStatusBook *book,
                             const ZbCertificate *certificate,
                             const ZbCertificate *issuer,
                             gboolean away)
{
  gint64 now = g_get_monotonic_time ();

  g_mutex_lock (&book->lock);
  Responder *responder = find_responder (book, issuer);
  Page *page = open_page (book, certificate);
  gboolean was_well = responder != NULL && !responder->away;
  page->asked = FALSE;
  if (!away) {
    page->silent_until = now + TRY_AGAIN;
  } else if (responder != NULL) {
    responder->away = TRUE;
    responder->due = now + TRY_AGAIN;
  }
  g_mutex_unlock (&book->lock);
  return was_well;
}

/* Whether somebody is to be asked now; it counts as asked then. */
static gboolean
take_question (Responder *responder, Page *page, gint64 at)
{
  gint64 now = g_get_monotonic_time ();
  gboolean due = responder->away ? responder->due <= now : page->silent_until <= now;

  if (page->asked || !due || (page->known && at < page->entry.renew))
    return FALSE;
  page->asked = TRUE;
  responder->due = now + TRY_AGAIN;
  return TRUE;
}

static ZbStatusVerdict
judge_known (const ZbStatusEntry *entry,
             const ZbCertificate *certificate,
             gint64 at,
             gint64 *until,
             GError **error)
{
  if (entry->state == ZB_STATUS_UNKNOWN) {
    zb_certificate_fail (error, ZB_EXCHANGE_ERROR_UNTRUSTED, certificate,
                         "is not known to the authority that it names");
    return ZB_STATUS_VERDICT_BAD;
  }
  if (entry->state == ZB_STATUS_REVOKED && entry->revoked_at <= at) {
    zb_certificate_fail (error, ZB_EXCHANGE_ERROR_REVOKED, certificate, "was revoked");
    return ZB_STATUS_VERDICT_BAD;
  }
  *until = MIN (*until, entry->until);
  if (entry->state == ZB_STATUS_REVOKED)
    *until = MIN (*until, entry->revoked_at - 1);
  /* Asking ahead begins here, so that nobody waits for it. */
  else if (at < entry->renew)
    *until = MIN (*until, entry->renew);
  return ZB_STATUS_VERDICT_GOOD;
}

static ZbStatusVerdict
judge_unknown (const Responder *responder,
               const Page *page,
               const ZbCertificate *certificate,
               gint64 at,
               gint64 *until,
               GError **error)
{
  gboolean silent = responder->away || page->silent_until > g_get_monotonic_time ();

  if (silent && !responder->firm) {
    *until = MIN (*until, at + BY_LIST);
    return ZB_STATUS_VERDICT_LIST;
  }
  zb_certificate_fail (
      error, silent ? ZB_EXCHANGE_ERROR_STALE_CRL : ZB_EXCHANGE_ERROR_STATUS_PENDING, certificate,
      silent ? "may have been revoked: its authority's responder does not answer"
             : "may have been revoked: its authority's responder is being asked");
  return ZB_STATUS_VERDICT_BAD;
}

ZbStatusVerdict
zb_status_book_judge (ZbStatusBook *book,
                      ZbCertificate *certificate,
                      ZbCertificate *issuer,
                      gint64 at,
                      gint64 *until,
                      GError **error)
{
  ZbStatusVerdict verdict = ZB_STATUS_VERDICT_LIST;
  gboolean ask = FALSE;

  g_mutex_lock (&book->lock);
  Responder *responder = find_responder (book, issuer);
  if (responder != NULL) {
    Page *page = open_page (book, certificate);
    ask = take_question (responder, page, at);
    verdict = page->known && at <= page->entry.until
                  ? judge_known (&page->entry, certificate, at, until, error)
                  : judge_unknown (responder, page, certificate, at, until, error);
  }
  g_mutex_unlock (&book->lock);
  if (ask)
    book->wanted (certificate, issuer, book->data);
  return verdict;
}
