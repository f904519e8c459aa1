/* SPDX-License-Identifier: Apache-2.0 */
#include "server/reading/readers.h"

#include "exchange/digest.h"
#include "formats/xml-plain.h"
#include "formats/xml-trace.h"
#include "server/operations/event.h"
#include "server/reading/allowance.h"
#include "server/reading/reader-process.h"
#include "server/reading/reading-message.h"
#include "server/reading/turn.h"

#define USUAL_PATIENCE (20 * G_TIME_SPAN_SECOND)

struct _ZbReaders {
  char *program;
  gint64 patience;
  ZbAllowance *allowance; /* of those who bring messages */
  ZbTurn turn;            /* of documents on their own: what one hangs of holds few threads */
  ZbXmlElsewhere elsewhere;
};

/* One container. */
typedef struct {
  const ZbReaders *readers;
  const ZbUnread *unread;
  GPtrArray *traces; /* (nullable) by entry; once something was found that is not plain */
} Reading;

/* A question, and what becomes of its answer: something owned, or NULL of one in a wrong form. */
typedef struct {
  char letter;
  GBytes *body;
  GBytes *named; /* what the log calls it by */
  gpointer (*read) (GBytes *answer);
} Asked;

ZbReaders *
zb_readers_new (const char *program, gint64 patience)
{
  ZbReaders *readers = g_new0 (ZbReaders, 1);

  readers->program = g_strdup (program);
  readers->patience = patience ? patience : USUAL_PATIENCE;
  readers->allowance = zb_allowance_new ();
  zb_turn_init (&readers->turn);
  return readers;
}

void
zb_readers_free (ZbReaders *readers)
{
  zb_turn_clear (&readers->turn);
  zb_allowance_free (readers->allowance);
  g_free (readers->program);
  g_free (readers);
}

/* (transfer full): what a process says that has read nothing before and reads nothing after. */
static gpointer
ask (const ZbReaders *readers, const char *name, const Asked *asked, GError **error)
{
  const ZbReaderQuestion question = {asked->letter, asked->body, ZB_READING_MOST_ANSWER};
  g_autoptr (ZbReaderProcess) process =
      zb_reader_process_new (readers->program, name, readers->patience);
  g_autoptr (GBytes) answer = zb_reader_process_ask (process, &question, error);
  gpointer told = answer ? asked->read (answer) : NULL;

  if (answer && !told)
    zb_reader_process_give_up (process, "it answered in a wrong form", error);
  return told;
}

static void
tell_unreadable (const Asked *asked, const char *why)
{
  g_autofree char *digest = zb_digest_hex_of_bytes (asked->named);

  zb_event_tell (G_LOG_LEVEL_WARNING, "unreadable", "digest", digest, "error", why, NULL);
}

/* What is lost with a process that was killed is asked for again. (transfer full) */
static gpointer
ask_twice (const ZbReaders *readers, const Asked *asked, GError **error)
{
  g_autoptr (GError) first = NULL;
  GError *failure = NULL;
  gpointer told = ask (readers, "reading", asked, &first);

  if (told)
    return told;
  zb_event_tell (G_LOG_LEVEL_WARNING, "reader-replaced", "error", first->message, NULL);
  told = ask (readers, "reading-again", asked, &failure);
  if (told)
    return told;
  if (g_error_matches (failure, ZB_READING_ERROR, ZB_READING_ERROR_UNREADABLE))
    tell_unreadable (asked, failure->message);
  g_propagate_error (error, failure);
  return NULL;
}

static gpointer
read_traces (GBytes *answer)
{
  return zb_reading_answer_read (answer);
}

static Asked
ask_for (const Reading *reading)
{
  GBytes *container = reading->unread->bytes;

  return (Asked){ZB_READING_QUESTION, container, container, read_traces};
}

/* What hangs holds a thread twice as long as a process may take: nobody has that twice. */
static gboolean
check_allowance (const Reading *reading, GError **error)
{
  const char *bringer = reading->unread->bringer;

  if (!bringer ||
      zb_allowance_is_left (reading->readers->allowance, bringer, g_get_monotonic_time ()))
    return TRUE;
  g_set_error (error, ZB_READING_ERROR, ZB_READING_ERROR_TOO_MUCH,
               "what %s sent lately could not be read: only plainly written messages are taken "
               "from it for a while",
               bringer);
  return FALSE;
}

/* Once for each message. */
static gboolean
read_elsewhere (Reading *reading, GError **error)
{
  const Asked asked = ask_for (reading);

  if (!check_allowance (reading, error))
    return FALSE;
  reading->traces = ask_twice (reading->readers, &asked, error);
  return reading->traces != NULL;
}

/* Whether others have told what stands in the message, now or before. */
static gboolean
is_told (Reading *reading, GError **error)
{
  if (reading->traces)
    return TRUE;
  if (reading->unread->slowly)
    return read_elsewhere (reading, error);
  g_set_error_literal (error, ZB_READING_ERROR, ZB_READING_ERROR_SLOW,
                       "this message takes a process of its own to be read");
  return FALSE;
}

/* A ZbTraceFinder. */
static GBytes *
find_trace (const ZbTraced *traced, gpointer data, GError **error)
{
  static const char nonsense[] = "who read the message told nothing of a document in it";
  Reading *reading = data;
  gsize length = 0;
  const void *bytes = g_bytes_get_data (traced->document, &length);
  GBytes *trace = zb_xml_plain_trace (bytes, length, traced->limits);

  if (trace)
    return trace;
  if (!is_told (reading, error))
    return NULL;
  trace = traced->entry < reading->traces->len ? reading->traces->pdata[traced->entry] : NULL;
  if (trace && zb_xml_trace_is_sound (trace))
    return g_bytes_ref (trace);
  const Asked asked = ask_for (reading);
  tell_unreadable (&asked, nonsense);
  g_set_error_literal (error, ZB_READING_ERROR, ZB_READING_ERROR_UNREADABLE, nonsense);
  return NULL;
}

ZbContainer *
zb_readers_open (const ZbReaders *readers, const ZbUnread *unread, GError **error)
{
  Reading reading = {readers, unread, NULL};
  GError *failure = NULL;

  if (!readers)
    return zb_container_open (unread->source, unread->bytes, error);
  ZbContainer *container =
      zb_container_open_traced (unread->source, unread->bytes, find_trace, &reading, &failure);
  if (unread->bringer && g_error_matches (failure, ZB_READING_ERROR, ZB_READING_ERROR_UNREADABLE))
    zb_allowance_spend (readers->allowance, unread->bringer, ZB_ALLOWANCE_HARM,
                        g_get_monotonic_time ());
  if (failure)
    g_propagate_error (error, failure);
  g_clear_pointer (&reading.traces, g_ptr_array_unref);
  return container;
}

static gpointer
read_trace (GBytes *answer)
{
  return zb_xml_trace_is_sound (answer) ? g_bytes_ref (answer) : NULL;
}

static GBytes *
trace_cb (const void *bytes, gsize length, const ZbXmlLimits *limits, gpointer data, GError **error)
{
  ZbReaders *readers = data;
  g_autoptr (GBytes) document = g_bytes_new (bytes, length);
  g_autoptr (GBytes) question = zb_reading_document_write (bytes, length, limits);
  const Asked asked = {ZB_READING_DOCUMENT, question, document, read_trace};

  if (!zb_turn_take (&readers->turn)) {
    g_set_error_literal (error, ZB_READING_ERROR, ZB_READING_ERROR_UNAVAILABLE,
                         "what came before it takes long to read");
    return NULL;
  }
  GBytes *trace = ask_twice (readers, &asked, error);
  zb_turn_give (&readers->turn);
  return trace;
}

const ZbXmlElsewhere *
zb_readers_elsewhere (ZbReaders *readers)
{
  readers->elsewhere = (ZbXmlElsewhere){trace_cb, readers};
  return &readers->elsewhere;
}
