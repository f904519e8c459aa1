/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/status-asker.h"

#include "exchange/crl.h"
#include "exchange/error.h"
#include "exchange/http/fetch.h"
#include "exchange/ocsp-question.h"
#include "exchange/protocol.h"
#include "server/operations/event.h"
#include "server/operations/figures.h"
#include "server/reading/error.h"

/* At one authority at the same time. */
#define THREADS 4
/* An answer that does not say how long it holds, and one that a certificate is not known yet. */
#define KEPT_UNSAID G_TIME_SPAN_HOUR
#define KEPT_UNKNOWN (10 * G_TIME_SPAN_MINUTE)

/* One authority. */
typedef struct {
  ZbStatusAsker *asker;
  ZbStatusAskerRule rule;
  ZbCertificate *known; /* the last of its issuers, who certifies for persons where there are two */
  GThreadPool *pool;    /* of questions; NULL unless it was started */
} Responder;

struct _ZbStatusAsker {
  ZbStatusBook *book;
  GPtrArray *responders; /* Responder */
  GHashTable *by_issuer; /* issuer id → Responder */
  ZbTrust *trust;        /* (nullable) while it runs, as all below */
  ZbClock clock;
  ZbMetrics *metrics;
  GCancellable *stopped;
  GMutex lock; /* of all below */
  guint64 newest;
  ZbStatusAskerAnswered answered;
  gpointer data;
};

typedef struct {
  ZbCertificate *certificate, *issuer;
  guint64 number;
} Question;

static void
responder_free (gpointer data)
{
  Responder *responder = data;

  g_free ((char *)responder->rule.name);
  g_free ((char *)responder->rule.url);
  g_clear_pointer (&responder->known, zb_certificate_unref);
  g_free (responder);
}

static void
question_free (Question *question)
{
  zb_certificate_unref (question->certificate);
  zb_certificate_unref (question->issuer);
  g_free (question);
}

/* Where nothing is to be believed, why. */
static const char *
name_silence (const GError *error, gboolean *ret_away)
{
  static const struct {
    ZbExchangeError code;
    const char *outcome;
    gboolean away;
  } reasons[] = {
      {ZB_EXCHANGE_ERROR_REFUSED, "refused", FALSE},
      /* To another question: whoever asks for it may ask again. */
      {ZB_EXCHANGE_ERROR_BAD_DIGEST, "bad", FALSE},
      {ZB_EXCHANGE_ERROR_MALFORMED, "bad", TRUE},
      {ZB_EXCHANGE_ERROR_BAD_SIGNATURE, "bad", TRUE},
      {ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE, "bad", TRUE},
      {ZB_EXCHANGE_ERROR_TOO_LARGE, "bad", TRUE},
      {ZB_EXCHANGE_ERROR_STALE_CRL, "stale", TRUE},
  };
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_error_matches (error, ZB_EXCHANGE_ERROR, (int)reasons[i].code)) {
      *ret_away = reasons[i].away;
      return reasons[i].outcome;
    }
  *ret_away = TRUE;
  return g_error_matches (error, ZB_READING_ERROR, ZB_READING_ERROR_UNREADABLE) ? "bad" : "away";
}

static gboolean
read_answer (const ZbStatusAsker *asker,
             const ZbOcspQuestion *question,
             GBytes *der,
             gint64 now,
             ZbOcspAnswer *answer,
             GError **error)
{
  return (!asker->trust || zb_trust_vet_bytes (asker->trust, ZB_FOREIGN_OCSP_ANSWER, der, error)) &&
         zb_ocsp_question_read_answer (question, der, now, answer, error);
}

/* Blocking, for ZB_STATUS_ASKER_TIMEOUT_MS at most. @asked: about no certificate where the rule has
 * an address and only an answer matters. */
static gboolean
ask (const ZbStatusAsker *asker,
     const ZbStatusAskerRule *rule,
     const Question *asked,
     const ZbClock *clock,
     ZbOcspAnswer *answer,
     GError **error)
{
  ZbCertificate *certificate = asked->certificate;
  g_autofree char *named = rule->url ? NULL : zb_ocsp_responder_of (certificate);
  const char *url = rule->url ? rule->url : named;
  g_autoptr (ZbOcspQuestion) question = zb_ocsp_question_new (certificate, asked->issuer, error);

  if (!question)
    return FALSE;
  if (!url) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_REFUSED,
                 "the certificate of \"%s\" names no responder (http)",
                 zb_certificate_name (certificate));
    return FALSE;
  }
  g_autoptr (GBytes) body = zb_ocsp_question_der (question);
  const ZbHttpQuestion http = {"application/ocsp-request", body};
  g_autoptr (GBytes) der = zb_http_ask (url, &http, ZB_PROTOCOL_MAX_OCSP_ANSWER,
                                        ZB_STATUS_ASKER_TIMEOUT_MS, asker->stopped, error);
  if (!der)
    return FALSE;
  gint64 now = zb_clock_now (clock);
  gboolean good = read_answer (asker, question, der, now, answer, error);
  if (good && rule->age < now - answer->this_update) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_STALE_CRL,
                 "the OCSP answer is older than it may be");
    good = FALSE;
  }
  if (!good)
    g_prefix_error (error, "%s: ", url);
  return good;
}

/* How long it is kept. */
static ZbStatusEntry
keep (const ZbStatusAskerRule *rule, const ZbOcspAnswer *answer, gint64 now)
{
  static const ZbStatusState states[] = {
      [ZB_OCSP_GOOD] = ZB_STATUS_GOOD,
      [ZB_OCSP_REVOKED] = ZB_STATUS_REVOKED,
      [ZB_OCSP_UNKNOWN] = ZB_STATUS_UNKNOWN,
  };
  ZbStatusEntry entry = {
      .state = states[answer->status.state],
      .revoked_at = answer->status.revoked_at,
      .until = answer->next_update ? answer->next_update : now + KEPT_UNSAID,
  };

  entry.until = MIN (entry.until, now + rule->kept);
  if (rule->age < G_MAXINT64 - answer->this_update)
    entry.until = MIN (entry.until, answer->this_update + rule->age);
  if (entry.state == ZB_STATUS_UNKNOWN)
    entry.until = MIN (entry.until, now + KEPT_UNKNOWN);
  entry.renew = entry.until - (entry.until - now) / 4;
  return entry;
}

static void
note_answer (Responder *responder, const Question *question, const ZbOcspAnswer *answer)
{
  static const char *const names[] = {
      [ZB_OCSP_GOOD] = "good", [ZB_OCSP_REVOKED] = "revoked", [ZB_OCSP_UNKNOWN] = "unknown"};
  ZbStatusAsker *asker = responder->asker;
  const ZbStatusEntry entry = keep (&responder->rule, answer, zb_clock_now (&asker->clock));

  zb_metrics_add (asker->metrics, &zb_figure_ocsp_answers, responder->rule.name,
                  names[answer->status.state], 1);
  if (zb_status_book_note (asker->book, question->certificate, question->issuer, &entry))
    zb_event_tell (G_LOG_LEVEL_MESSAGE, "ocsp-answers-again", "authority", responder->rule.name,
                   NULL);
  /* What was good before may be remembered still. */
  if (entry.state != ZB_STATUS_GOOD)
    zb_trust_forget (asker->trust);
}

static void
note_silence (Responder *responder, const Question *question, const GError *error)
{
  ZbStatusAsker *asker = responder->asker;
  gboolean away = FALSE;
  const char *outcome = name_silence (error, &away);
  gboolean news =
      zb_status_book_note_silence (asker->book, question->certificate, question->issuer, away);

  zb_metrics_add (asker->metrics, &zb_figure_ocsp_answers, responder->rule.name, outcome, 1);
  if (news)
    zb_event_tell (G_LOG_LEVEL_WARNING, away ? "ocsp-away" : "ocsp-no-answer", "authority",
                   responder->rule.name, "error", error->message, NULL);
}

static void
tell_answered (ZbStatusAsker *asker, guint64 number)
{
  g_mutex_lock (&asker->lock);
  if (asker->answered)
    asker->answered (number, asker->data);
  g_mutex_unlock (&asker->lock);
}

/* On a thread of the responder's pool. */
static void
ask_cb (gpointer item, gpointer data)
{
  Responder *responder = data;
  ZbStatusAsker *asker = responder->asker;
  Question *question = item;
  ZbOcspAnswer answer;
  g_autoptr (GError) error = NULL;

  if (!g_cancellable_is_cancelled (asker->stopped)) {
    if (ask (asker, &responder->rule, question, &asker->clock, &answer, &error))
      note_answer (responder, question, &answer);
    else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      note_silence (responder, question, error);
    tell_answered (asker, question->number);
  }
  question_free (question);
}

/* Of the book: somebody's signature waits for it. */
static void
wanted_cb (ZbCertificate *certificate, ZbCertificate *issuer, gpointer data)
{
  ZbStatusAsker *asker = data;
  g_autofree char *id = zb_crl_issuer_id (issuer);
  Responder *responder = g_hash_table_lookup (asker->by_issuer, id);

  if (g_thread_pool_unprocessed (responder->pool) >= ZB_STATUS_ASKER_MOST_WAITING) {
    zb_status_book_note_silence (asker->book, certificate, issuer, FALSE);
    zb_metrics_add (asker->metrics, &zb_figure_ocsp_answers, responder->rule.name, "not-asked", 1);
    return;
  }
  Question *question = g_new0 (Question, 1);
  question->certificate = zb_certificate_ref (certificate);
  question->issuer = zb_certificate_ref (issuer);
  g_mutex_lock (&asker->lock);
  question->number = ++asker->newest;
  g_mutex_unlock (&asker->lock);
  g_thread_pool_push (responder->pool, question, NULL);
}

ZbStatusAsker *
zb_status_asker_new (void)
{
  ZbStatusAsker *asker = g_new0 (ZbStatusAsker, 1);

  asker->book = zb_status_book_new (wanted_cb, asker);
  asker->responders = g_ptr_array_new_with_free_func (responder_free);
  asker->by_issuer = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  asker->stopped = g_cancellable_new ();
  g_mutex_init (&asker->lock);
  return asker;
}

void
zb_status_asker_free (ZbStatusAsker *asker)
{
  if (!asker)
    return;
  zb_status_asker_stop (asker);
  zb_status_book_free (asker->book);
  g_hash_table_unref (asker->by_issuer);
  g_ptr_array_unref (asker->responders);
  g_object_unref (asker->stopped);
  g_mutex_clear (&asker->lock);
  g_free (asker);
}

void
zb_status_asker_add (ZbStatusAsker *asker, const GPtrArray *issuers, const ZbStatusAskerRule *rule)
{
  Responder *responder = g_new0 (Responder, 1);

  responder->asker = asker;
  responder->rule = *rule;
  responder->rule.name = g_strdup (rule->name);
  responder->rule.url = g_strdup (rule->url);
  responder->known = zb_certificate_ref (issuers->pdata[issuers->len - 1]);
  g_ptr_array_add (asker->responders, responder);
  for (guint i = 0; i < issuers->len; i++) {
    g_hash_table_replace (asker->by_issuer, zb_crl_issuer_id (issuers->pdata[i]), responder);
    zb_status_book_expect (asker->book, issuers->pdata[i], rule->firm);
  }
}

void
zb_status_asker_start (ZbStatusAsker *asker, ZbTrust *trust, ZbClock clock, ZbMetrics *metrics)
{
  if (asker->responders->len == 0 || asker->trust)
    return;
  asker->clock = clock;
  asker->metrics = metrics;
  for (guint i = 0; i < asker->responders->len; i++) {
    Responder *responder = asker->responders->pdata[i];

    responder->pool = g_thread_pool_new (ask_cb, responder, THREADS, FALSE, NULL);
  }
  asker->trust = zb_trust_ref (trust);
  zb_trust_set_statuses (trust, asker->book);
}

void
zb_status_asker_stop (ZbStatusAsker *asker)
{
  if (!asker->trust)
    return;
  zb_trust_set_statuses (asker->trust, NULL);
  g_cancellable_cancel (asker->stopped);
  for (guint i = 0; i < asker->responders->len; i++) {
    Responder *responder = asker->responders->pdata[i];

    g_thread_pool_free (g_steal_pointer (&responder->pool), FALSE, TRUE);
  }
  g_clear_pointer (&asker->trust, zb_trust_unref);
}

guint64
zb_status_asker_newest (ZbStatusAsker *asker)
{
  g_mutex_lock (&asker->lock);
  guint64 newest = asker->newest;
  g_mutex_unlock (&asker->lock);
  return newest;
}

void
zb_status_asker_watch (ZbStatusAsker *asker, ZbStatusAskerAnswered answered, gpointer data)
{
  g_mutex_lock (&asker->lock);
  asker->answered = answered;
  asker->data = data;
  g_mutex_unlock (&asker->lock);
}

void
zb_status_asker_unwatch (ZbStatusAsker *asker, gpointer data)
{
  g_mutex_lock (&asker->lock);
  if (asker->data == data)
    asker->answered = NULL;
  g_mutex_unlock (&asker->lock);
}

void
zb_status_asker_try (ZbStatusAsker *asker, ZbClock clock, ZbStatusAskerTried tried, gpointer data)
{
  for (guint i = 0; i < asker->responders->len; i++) {
    const Responder *responder = asker->responders->pdata[i];
    const Question question = {.issuer = responder->known};
    g_autoptr (GError) error = NULL;
    ZbOcspAnswer answer;

    if (!responder->rule.url)
      continue;
    ask (asker, &responder->rule, &question, &clock, &answer, &error);
    tried (&responder->rule, error, data);
  }
}
