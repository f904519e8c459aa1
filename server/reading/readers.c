/* SPDX-License-Identifier: Apache-2.0 */
#include "server/reading/readers.h"

#include "exchange/digest.h"
#include "formats/xml-trace.h"
#include "server/keys/channel.h"
#include "server/operations/event.h"
#include "server/reading/reader-process.h"
#include "server/reading/reading-message.h"

#define USUAL_PATIENCE (20 * G_TIME_SPAN_SECOND)
#define SMALL (64 * 1024)
/* A reader that nobody has replaced for so many messages is. */
#define MOST_READ 20000

typedef enum { LANE_SMALL, LANE_LARGE, N_LANES } LaneKind;

/* Whoever needs something of a lane where nobody is at it takes all that waits there to the reader,
 * and the others wait for him: nobody is woken for a message that is done before it is asked for.
 */
typedef struct {
  ZbReaderProcess *process;
  guint n_read;
  gboolean busy;
  GQueue waiting; /* ZbReading */
  GCond changed;
} Lane;

struct _ZbReaders {
  GMutex lock; /* guards the lanes, and readings but for what their owner alone looks at */
  Lane lanes[N_LANES];
  GMutex alone_lock; /* held over a question to … */
  ZbReaderProcess *alone;
};

struct _ZbReading {
  ZbReaders *readers;
  GBytes *container;
  Lane *lane;
  guint refs;
  GList *place; /* (nullable) among those waiting */
  gboolean done;
  gboolean alone;    /* it was read by a process of its own */
  GPtrArray *traces; /* (nullable) by entry */
};

ZbReaders *
zb_readers_new (const char *program, gint64 patience)
{
  static const char *const names[] = {"small", "large"};
  ZbReaders *readers = g_new0 (ZbReaders, 1);

  if (patience == 0)
    patience = USUAL_PATIENCE;
  g_mutex_init (&readers->lock);
  g_mutex_init (&readers->alone_lock);
  readers->alone = zb_reader_process_new (program, "alone", patience);
  for (guint i = 0; i < N_LANES; i++) {
    readers->lanes[i].process = zb_reader_process_new (program, names[i], patience);
    g_queue_init (&readers->lanes[i].waiting);
    g_cond_init (&readers->lanes[i].changed);
  }
  return readers;
}

void
zb_readers_free (ZbReaders *readers)
{
  for (guint i = 0; i < N_LANES; i++) {
    zb_reader_process_free (readers->lanes[i].process);
    g_cond_clear (&readers->lanes[i].changed);
  }
  zb_reader_process_free (readers->alone);
  g_mutex_clear (&readers->alone_lock);
  g_mutex_clear (&readers->lock);
  g_free (readers);
}

ZbReading *
zb_readers_begin (ZbReaders *readers, GBytes *container)
{
  ZbReading *reading = g_new0 (ZbReading, 1);
  gboolean small = g_bytes_get_size (container) <= SMALL;

  reading->readers = readers;
  reading->container = g_bytes_ref (container);
  reading->lane = &readers->lanes[small ? LANE_SMALL : LANE_LARGE];
  reading->refs = 1;
  g_mutex_lock (&readers->lock);
  g_queue_push_tail (&reading->lane->waiting, reading);
  reading->place = reading->lane->waiting.tail;
  g_mutex_unlock (&readers->lock);
  return reading;
}

/* With the lock held. */
static void
leave_queue (ZbReading *reading)
{
  if (reading->place)
    g_queue_delete_link (&reading->lane->waiting, reading->place);
  reading->place = NULL;
}

/* With the lock held. */
static void
unref (ZbReading *reading)
{
  if (--reading->refs > 0)
    return;
  g_bytes_unref (reading->container);
  g_clear_pointer (&reading->traces, g_ptr_array_unref);
  g_free (reading);
}

void
zb_reading_free (ZbReading *reading)
{
  ZbReaders *readers = reading->readers;

  g_mutex_lock (&readers->lock);
  leave_queue (reading);
  unref (reading);
  g_mutex_unlock (&readers->lock);
}

/* With the lock held: @first, and of the others that wait as many as go with it. */
static guint
take_batch (ZbReading *first, ZbReading *batch[ZB_READING_MOST_CONTAINERS])
{
  GQueue *waiting = &first->lane->waiting;
  gsize size = 0;
  guint n = 0;

  for (ZbReading *next = first; next; next = g_queue_peek_head (waiting)) {
    gsize length = g_bytes_get_size (next->container);

    if (n == ZB_READING_MOST_CONTAINERS || (n > 0 && size + length > ZB_READING_BATCH))
      break;
    leave_queue (next);
    next->refs++;
    size += length;
    batch[n++] = next;
  }
  return n;
}

G_STATIC_ASSERT (1 + ZB_READING_MOST_CONTAINERS <= ZB_CHANNEL_MOST_PARTS);

/* (transfer full): the traces of each item, as zb_reading_answer_read() gives them. */
static GPtrArray *
ask_process (ZbReaderProcess *process, const ZbReadingItem *items, guint n, GError **error)
{
  g_autoptr (GBytes) beginning = zb_reading_question_begin (items, n);
  GBytes *parts[1 + ZB_READING_MOST_CONTAINERS] = {beginning};
  const ZbReaderQuestion question = {ZB_READING_QUESTION, parts, n + 1, ZB_READING_MOST_ANSWER};

  for (guint i = 0; i < n; i++)
    parts[1 + i] = items[i].container;
  g_autoptr (GBytes) answer = zb_reader_process_ask (process, &question, error);
  GPtrArray *traces = answer ? zb_reading_answer_read (answer, n) : NULL;

  if (answer && !traces)
    zb_reader_process_give_up (process, "it answered in a wrong form", error);
  return traces;
}

/* Without the lock, and with the lane busy. */
static GPtrArray *
ask (Lane *lane, ZbReading *const *batch, guint n)
{
  ZbReadingItem items[ZB_READING_MOST_CONTAINERS];
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    items[i] = (ZbReadingItem){batch[i]->container, FALSE};
  GPtrArray *all = ask_process (lane->process, items, n, &error);
  if (!all)
    zb_event_tell (G_LOG_LEVEL_WARNING, "reader-replaced", "error", error->message, NULL);
  lane->n_read += n;
  if (lane->n_read >= MOST_READ || !all) {
    zb_reader_process_end (lane->process);
    lane->n_read = 0;
  }
  return all;
}

/* With the lock held, which it lets go meanwhile. */
static void
lead (ZbReading *first)
{
  ZbReaders *readers = first->readers;
  Lane *lane = first->lane;
  ZbReading *batch[ZB_READING_MOST_CONTAINERS];
  guint n = take_batch (first, batch);

  lane->busy = TRUE;
  g_mutex_unlock (&readers->lock);
  g_autoptr (GPtrArray) all = ask (lane, batch, n);
  g_mutex_lock (&readers->lock);
  lane->busy = FALSE;
  for (guint i = 0; i < n; i++) {
    batch[i]->traces = all ? g_ptr_array_ref (all->pdata[i]) : NULL;
    batch[i]->done = TRUE;
    unref (batch[i]);
  }
  g_cond_broadcast (&lane->changed);
}

static void
await (ZbReading *reading)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&reading->readers->lock);

  while (!reading->done) {
    if (reading->lane->busy)
      g_cond_wait (&reading->lane->changed, &reading->readers->lock);
    else
      lead (reading);
  }
}

static void
tell_unreadable (const ZbReading *reading, const char *why)
{
  g_autofree char *digest = zb_digest_hex_of_bytes (reading->container);

  zb_event_tell (G_LOG_LEVEL_WARNING, "unreadable", "digest", digest, "error", why, NULL);
}

/* Once for each message: by a process that has read nothing before and reads nothing after. */
static gboolean
read_alone (ZbReading *reading, GError **error)
{
  ZbReaders *readers = reading->readers;
  const ZbReadingItem item = {reading->container, TRUE};
  GError *failure = NULL;

  if (reading->alone)
    return TRUE;
  g_mutex_lock (&readers->alone_lock);
  g_autoptr (GPtrArray) all = ask_process (readers->alone, &item, 1, &failure);
  zb_reader_process_end (readers->alone);
  g_mutex_unlock (&readers->alone_lock);
  if (!all) {
    tell_unreadable (reading, failure->message);
    g_propagate_error (error, failure);
    return FALSE;
  }
  g_clear_pointer (&reading->traces, g_ptr_array_unref);
  reading->traces = g_ptr_array_ref (all->pdata[0]);
  reading->alone = TRUE;
  return TRUE;
}

/* (nullable) (transfer full): what was said of @entry, if @document bears it out as far as it has
 * to. */
static GBytes *
take_trace (const ZbReading *reading, guint entry, GBytes *document)
{
  const GPtrArray *traces = reading->traces;
  GBytes *trace = traces && entry < traces->len ? traces->pdata[entry] : NULL;
  gsize length = 0;
  const void *bytes = g_bytes_get_data (document, &length);

  if (!trace)
    return NULL;
  ZbXmlTraceStanding least = reading->alone ? ZB_XML_TRACE_TOLD : ZB_XML_TRACE_PROVEN;
  return zb_xml_trace_check (trace, bytes, length) >= least ? g_bytes_ref (trace) : NULL;
}

GBytes *
zb_reading_find_trace (guint entry, GBytes *document, gpointer data, GError **error)
{
  static const char nonsense[] = "who read the message told nothing of a document in it";
  ZbReading *reading = data;

  await (reading);
  GBytes *trace = take_trace (reading, entry, document);
  if (trace)
    return trace;
  if (!read_alone (reading, error))
    return NULL;
  trace = take_trace (reading, entry, document);
  if (!trace) {
    tell_unreadable (reading, nonsense);
    g_set_error_literal (error, ZB_READING_ERROR, ZB_READING_ERROR_UNREADABLE, nonsense);
  }
  return trace;
}
