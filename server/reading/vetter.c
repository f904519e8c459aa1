/* SPDX-License-Identifier: Apache-2.0 */
#include "server/reading/vetter.h"

#include "exchange/digest.h"
#include "exchange/error.h"
#include "server/operations/event.h"
#include "server/reading/allowance.h"
#include "server/reading/reader-process.h"
#include "server/reading/turn.h"
#include "server/reading/vetting.h"

#define USUAL_PATIENCE (20 * G_TIME_SPAN_SECOND)
/* A process is replaced after so many questions, or so many that it did not take: one that was led
 * astray refuses no more than these to others. */
#define MOST_VETTED 1000
#define MOST_REFUSED 16
/* How long it is kept in mind against an address that it brought what is refused. */
#define REFUSAL_COST G_TIME_SPAN_SECOND
#define MOST_ADDRESS 64

typedef enum { TAKEN, NOT_TAKEN, NOT_KNOWN } Verdict;

/* A process, and whose turn it is. */
typedef struct {
  ZbTurn turn;
  ZbReaderProcess *process;
  guint n_vetted, n_refused;
} Post;

struct _ZbVetter {
  Post usual[ZB_N_FOREIGN], alone[ZB_N_FOREIGN];
  ZbAllowance *allowance;
};

/* As the processes are called. */
static const char *const names[ZB_N_FOREIGN] = {
    [ZB_FOREIGN_CERTIFICATE] = "certificate",     [ZB_FOREIGN_REQUEST] = "request",
    [ZB_FOREIGN_OCSP_REQUEST] = "ocsp-request",   [ZB_FOREIGN_OCSP_ANSWER] = "ocsp-answer",
    [ZB_FOREIGN_STAMP_REQUEST] = "stamp-request", [ZB_FOREIGN_LIST] = "list",
};

/* What is vetted is found deep below those who know where it came from. */
static _Thread_local char working_for[MOST_ADDRESS];

void
zb_vetter_work_for (const char *address)
{
  g_strlcpy (working_for, address ? address : "", sizeof working_for);
}

static void
post_init (Post *post, const char *program, const char *name, gint64 patience)
{
  zb_turn_init (&post->turn);
  post->process = zb_reader_process_new (program, name, patience);
}

static void
post_clear (Post *post)
{
  zb_reader_process_free (post->process);
  zb_turn_clear (&post->turn);
}

ZbVetter *
zb_vetter_new (const char *program, gint64 patience)
{
  ZbVetter *vetter = g_new0 (ZbVetter, 1);

  if (patience == 0)
    patience = USUAL_PATIENCE;
  vetter->allowance = zb_allowance_new ();
  for (guint kind = 0; kind < ZB_N_FOREIGN; kind++) {
    g_autofree char *alone = g_strconcat (names[kind], "-alone", NULL);

    post_init (&vetter->usual[kind], program, names[kind], patience);
    post_init (&vetter->alone[kind], program, alone, patience);
  }
  return vetter;
}

void
zb_vetter_free (ZbVetter *vetter)
{
  for (guint kind = 0; kind < ZB_N_FOREIGN; kind++) {
    post_clear (&vetter->usual[kind]);
    post_clear (&vetter->alone[kind]);
  }
  zb_allowance_free (vetter->allowance);
  g_free (vetter);
}

static gboolean
take_turn (Post *post, GError **error)
{
  if (zb_turn_take (&post->turn))
    return TRUE;
  g_set_error_literal (error, ZB_READING_ERROR, ZB_READING_ERROR_UNAVAILABLE,
                       "what came before it takes long to read");
  return FALSE;
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

/* With the turn taken. */
static Verdict
ask_usual (Post *post, GBytes *question)
{
  g_autoptr (GError) error = NULL;
  Verdict verdict = ask (post->process, question, &error);

  if (error)
    zb_event_tell (G_LOG_LEVEL_WARNING, "vetter-replaced", "error", error->message, NULL);
  post->n_vetted++;
  post->n_refused += verdict == NOT_TAKEN ? 1 : 0;
  if (post->n_vetted < MOST_VETTED && post->n_refused < MOST_REFUSED && !error)
    return verdict;
  zb_reader_process_end (post->process);
  post->n_vetted = post->n_refused = 0;
  return verdict;
}

/* NOT_KNOWN with @error. */
static Verdict
find_verdict (ZbVetter *vetter, ZbForeignKind kind, GBytes *question, GError **error)
{
  Post *usual = &vetter->usual[kind], *alone = &vetter->alone[kind];

  if (!take_turn (usual, error))
    return NOT_KNOWN;
  Verdict verdict = ask_usual (usual, question);
  zb_turn_give (&usual->turn);
  if (verdict != NOT_KNOWN || !take_turn (alone, error))
    return verdict;
  verdict = ask (alone->process, question, error);
  zb_reader_process_end (alone->process);
  zb_turn_give (&alone->turn);
  return verdict;
}

static void
tell_unreadable (ZbForeignKind kind, const void *bytes, gsize length, const char *why)
{
  g_autofree char *digest = zb_digest_hex_of (bytes, length);

  zb_event_tell (G_LOG_LEVEL_WARNING, "unreadable", "digest", digest, "kind",
                 zb_foreign_name (kind), "error", why, NULL);
}

static gboolean
check_length (ZbForeignKind kind, gsize length, GError **error)
{
  if (length <= zb_foreign_most (kind))
    return TRUE;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_TOO_LARGE,
               "the %s has more than %" G_GSIZE_FORMAT " bytes", zb_foreign_name (kind),
               zb_foreign_most (kind));
  return FALSE;
}

static gboolean
check_allowance (ZbVetter *vetter, GError **error)
{
  if (!*working_for ||
      zb_allowance_is_left (vetter->allowance, working_for, g_get_monotonic_time ()))
    return TRUE;
  g_set_error (error, ZB_READING_ERROR, ZB_READING_ERROR_TOO_MUCH,
               "too much that cannot be read came from %s", working_for);
  return FALSE;
}

static void
spend (ZbVetter *vetter, gint64 cost)
{
  if (*working_for)
    zb_allowance_spend (vetter->allowance, working_for, cost, g_get_monotonic_time ());
}

gboolean
zb_vetter_pass (
    ZbVetter *vetter, ZbForeignKind kind, const void *bytes, gsize length, GError **error)
{
  GError *failure = NULL;

  if (!check_length (kind, length, error) || !check_allowance (vetter, error))
    return FALSE;
  g_autoptr (GBytes) question = zb_vetting_question_write (kind, bytes, length);
  Verdict verdict = find_verdict (vetter, kind, question, &failure);
  if (verdict == TAKEN)
    return TRUE;
  if (verdict == NOT_TAKEN) {
    spend (vetter, REFUSAL_COST);
    g_set_error (&failure, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED,
                 "these bytes are not one %s in DER", zb_foreign_name (kind));
  } else if (!zb_reading_error_passes (failure)) {
    spend (vetter, ZB_ALLOWANCE_HARM);
    tell_unreadable (kind, bytes, length, failure->message);
  }
  g_propagate_error (error, failure);
  return FALSE;
}
