/* SPDX-License-Identifier: Apache-2.0 */
#include "server/reading/readers.h"

#include "exchange/digest.h"
#include "formats/xml-plain.h"
#include "formats/xml-trace.h"
#include "server/operations/event.h"
#include "server/reading/reader-process.h"
#include "server/reading/reading-message.h"

#define USUAL_PATIENCE (20 * G_TIME_SPAN_SECOND)

struct _ZbReaders {
  GMutex lock; /* held over a question to one of … */
  ZbReaderProcess *first, *again;
};

/* One container. */
typedef struct {
  ZbReaders *readers;
  GBytes *container;
  GPtrArray *traces; /* (nullable) by entry; once something was found that is not plain */
} Reading;

ZbReaders *
zb_readers_new (const char *program, gint64 patience)
{
  ZbReaders *readers = g_new0 (ZbReaders, 1);

  if (patience == 0)
    patience = USUAL_PATIENCE;
  g_mutex_init (&readers->lock);
  readers->first = zb_reader_process_new (program, "reading", patience);
  readers->again = zb_reader_process_new (program, "reading-again", patience);
  return readers;
}

void
zb_readers_free (ZbReaders *readers)
{
  zb_reader_process_free (readers->first);
  zb_reader_process_free (readers->again);
  g_mutex_clear (&readers->lock);
  g_free (readers);
}

/* (transfer full): what a process says that has read nothing before and reads nothing after. */
static GPtrArray *
ask (ZbReaders *readers, ZbReaderProcess *process, GBytes *container, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&readers->lock);
  const ZbReaderQuestion question = {ZB_READING_QUESTION, container, ZB_READING_MOST_ANSWER};
  g_autoptr (GBytes) answer = zb_reader_process_ask (process, &question, error);
  GPtrArray *traces = answer ? zb_reading_answer_read (answer) : NULL;

  if (answer && !traces)
    zb_reader_process_give_up (process, "it answered in a wrong form", error);
  zb_reader_process_end (process);
  return traces;
}

static void
tell_unreadable (const Reading *reading, const char *why)
{
  g_autofree char *digest = zb_digest_hex_of_bytes (reading->container);

  zb_event_tell (G_LOG_LEVEL_WARNING, "unreadable", "digest", digest, "error", why, NULL);
}

/* Once for each message; what is lost with a process that was killed is asked for again. */
static gboolean
read_elsewhere (Reading *reading, GError **error)
{
  ZbReaders *readers = reading->readers;
  g_autoptr (GError) first = NULL;
  GError *failure = NULL;

  if (reading->traces)
    return TRUE;
  reading->traces = ask (readers, readers->first, reading->container, &first);
  if (reading->traces)
    return TRUE;
  zb_event_tell (G_LOG_LEVEL_WARNING, "reader-replaced", "error", first->message, NULL);
  reading->traces = ask (readers, readers->again, reading->container, &failure);
  if (reading->traces)
    return TRUE;
  if (g_error_matches (failure, ZB_READING_ERROR, ZB_READING_ERROR_UNREADABLE))
    tell_unreadable (reading, failure->message);
  g_propagate_error (error, failure);
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
  if (!read_elsewhere (reading, error))
    return NULL;
  trace = traced->entry < reading->traces->len ? reading->traces->pdata[traced->entry] : NULL;
  if (trace && zb_xml_trace_is_sound (trace))
    return g_bytes_ref (trace);
  tell_unreadable (reading, nonsense);
  g_set_error_literal (error, ZB_READING_ERROR, ZB_READING_ERROR_UNREADABLE, nonsense);
  return NULL;
}

ZbContainer *
zb_readers_open (ZbReaders *readers, const char *source, GBytes *bytes, GError **error)
{
  Reading reading = {readers, bytes, NULL};

  if (!readers)
    return zb_container_open (source, bytes, error);
  ZbContainer *container = zb_container_open_traced (source, bytes, find_trace, &reading, error);
  g_clear_pointer (&reading.traces, g_ptr_array_unref);
  return container;
}
