/* SPDX-License-Identifier: Apache-2.0 */
#include "server/reading/vetter.h"

#include "exchange/digest.h"
#include "exchange/error.h"
#include "server/operations/event.h"
#include "server/reading/reader-process.h"
#include "server/reading/vetting.h"

#define USUAL_PATIENCE (20 * G_TIME_SPAN_SECOND)
/* A process is replaced after so many questions, or so many that it did not take: one that was led
 * astray refuses no more than these to others. */
#define MOST_VETTED 1000
#define MOST_REFUSED 16

typedef enum { TAKEN, NOT_TAKEN, NOT_KNOWN } Verdict;

struct _ZbVetter {
  GMutex usual_lock; /* held over a question to … */
  ZbReaderProcess *usual;
  guint n_vetted, n_refused;
  GMutex alone_lock; /* held over a question to … */
  ZbReaderProcess *alone;
};

ZbVetter *
zb_vetter_new (const char *program, gint64 patience)
{
  ZbVetter *vetter = g_new0 (ZbVetter, 1);

  if (patience == 0)
    patience = USUAL_PATIENCE;
  g_mutex_init (&vetter->usual_lock);
  g_mutex_init (&vetter->alone_lock);
  vetter->usual = zb_reader_process_new (program, "vetting", patience);
  vetter->alone = zb_reader_process_new (program, "vetting-alone", patience);
  return vetter;
}

void
zb_vetter_free (ZbVetter *vetter)
{
  zb_reader_process_free (vetter->usual);
  zb_reader_process_free (vetter->alone);
  g_mutex_clear (&vetter->usual_lock);
  g_mutex_clear (&vetter->alone_lock);
  g_free (vetter);
}

/* NOT_KNOWN with @error. */
static Verdict
ask (ZbReaderProcess *process, GBytes *body, GError **error)
{
  const ZbReaderQuestion question = {ZB_VETTING_QUESTION, body, ZB_VETTING_MOST_ANSWER};
  g_autoptr (GBytes) answer = zb_reader_process_ask (process, &question, error);
  gboolean well = FALSE;

  if (!answer)
    return NOT_KNOWN;
  if (zb_vetting_answer_read (answer, &well))
    return well ? TAKEN : NOT_TAKEN;
  zb_reader_process_give_up (process, "it answered in a wrong form", error);
  return NOT_KNOWN;
}

static Verdict
ask_usual (ZbVetter *vetter, GBytes *question)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&vetter->usual_lock);
  g_autoptr (GError) error = NULL;
  Verdict verdict = ask (vetter->usual, question, &error);

  if (error)
    zb_event_tell (G_LOG_LEVEL_WARNING, "vetter-replaced", "error", error->message, NULL);
  vetter->n_vetted++;
  vetter->n_refused += verdict == NOT_TAKEN ? 1 : 0;
  if (vetter->n_vetted < MOST_VETTED && vetter->n_refused < MOST_REFUSED && !error)
    return verdict;
  zb_reader_process_end (vetter->usual);
  vetter->n_vetted = vetter->n_refused = 0;
  return verdict;
}

static Verdict
ask_alone (ZbVetter *vetter, GBytes *question, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&vetter->alone_lock);
  Verdict verdict = ask (vetter->alone, question, error);

  zb_reader_process_end (vetter->alone);
  return verdict;
}

static void
tell_unreadable (ZbForeignKind kind, const void *bytes, gsize length, const char *why)
{
  g_autofree char *digest = zb_digest_hex_of (bytes, length);

  zb_event_tell (G_LOG_LEVEL_WARNING, "unreadable", "digest", digest, "kind",
                 zb_foreign_name (kind), "error", why, NULL);
}

gboolean
zb_vetter_pass (
    ZbVetter *vetter, ZbForeignKind kind, const void *bytes, gsize length, GError **error)
{
  GError *failure = NULL;

  if (length > zb_foreign_most (kind)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE,
                 "the %s has more than %" G_GSIZE_FORMAT " bytes", zb_foreign_name (kind),
                 zb_foreign_most (kind));
    return FALSE;
  }
  g_autoptr (GBytes) question = zb_vetting_question_write (kind, bytes, length);
  Verdict verdict = ask_usual (vetter, question);
  if (verdict == NOT_KNOWN)
    verdict = ask_alone (vetter, question, &failure);
  if (verdict == TAKEN)
    return TRUE;
  if (!failure)
    g_set_error (&failure, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "these bytes are not one %s in DER", zb_foreign_name (kind));
  else if (g_error_matches (failure, ZB_READING_ERROR, ZB_READING_ERROR_UNREADABLE))
    tell_unreadable (kind, bytes, length, failure->message);
  g_propagate_error (error, failure);
  return FALSE;
}
