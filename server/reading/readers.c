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
  char *program;
  gint64 patience;
};

/* One container. */
typedef struct {
  const ZbReaders *readers;
  GBytes *container;
  gboolean slowly;   /* may take a process */
  GPtrArray *traces; /* (nullable) by entry; once something was found that is not plain */
} Reading;

ZbReaders *
zb_readers_new (const char *program, gint64 patience)
{
  ZbReaders *readers = g_new0 (ZbReaders, 1);

  readers->program = g_strdup (program);
  readers->patience = patience ? patience : USUAL_PATIENCE;
  return readers;
}

void
zb_readers_free (ZbReaders *readers)
{
  g_free (readers->program);
  g_free (readers);
}

/* (transfer full): what a process says that has read nothing before and reads nothing after. */
static GPtrArray *
ask (const Reading *reading, const char *name, GError **error)
{
  const ZbReaders *readers = reading->readers;
  const ZbReaderQuestion question = {ZB_READING_QUESTION, reading->container,
                                     ZB_READING_MOST_ANSWER};
  g_autoptr (ZbReaderProcess) process =
      zb_reader_process_new (readers->program, name, readers->patience);
  g_autoptr (GBytes) answer = zb_reader_process_ask (process, &question, error);
  GPtrArray *traces = answer ? zb_reading_answer_read (answer) : NULL;

  if (answer && !traces)
    zb_reader_process_give_up (process, "it answered in a wrong form", error);
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
  g_autoptr (GError) first = NULL;
  GError *failure = NULL;

  reading->traces = ask (reading, "reading", &first);
  if (reading->traces)
    return TRUE;
  zb_event_tell (G_LOG_LEVEL_WARNING, "reader-replaced", "error", first->message, NULL);
  reading->traces = ask (reading, "reading-again", &failure);
  if (reading->traces)
    return TRUE;
  if (g_error_matches (failure, ZB_READING_ERROR, ZB_READING_ERROR_UNREADABLE))
    tell_unreadable (reading, failure->message);
  g_propagate_error (error, failure);
  return FALSE;
}

/* Whether others have told what stands in the message, now or before. */
static gboolean
is_told (Reading *reading, GError **error)
{
  if (reading->traces)
    return TRUE;
  if (reading->slowly)
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
  tell_unreadable (reading, nonsense);
  g_set_error_literal (error, ZB_READING_ERROR, ZB_READING_ERROR_UNREADABLE, nonsense);
  return NULL;
}

ZbContainer *
zb_readers_open (
    const ZbReaders *readers, const char *source, GBytes *bytes, gboolean slowly, GError **error)
{
  Reading reading = {readers, bytes, slowly, NULL};

  if (!readers)
    return zb_container_open (source, bytes, error);
  ZbContainer *container = zb_container_open_traced (source, bytes, find_trace, &reading, error);
  g_clear_pointer (&reading.traces, g_ptr_array_unref);
  return container;
}
