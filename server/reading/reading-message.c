/* SPDX-License-Identifier: Apache-2.0 */
#include "server/reading/reading-message.h"

#include "exchange/document-limits.h"

#include <string.h>

static void
put_number (GByteArray *out, guint number)
{
  guint32 wire = GUINT32_TO_LE (number);

  g_byte_array_append (out, (const guint8 *)&wire, sizeof wire);
}

static void
put_bytes (GByteArray *out, GBytes *bytes)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  g_byte_array_append (out, data, (guint)length);
}

/* What is left of a message: its numbers, and behind them the bytes that they tell of. */
typedef struct {
  GBytes *message;
  gsize number; /* offset of the next … */
  gsize bytes;  /* … and of these */
} Cursor;

static gboolean
take_number (Cursor *cursor, guint *ret_number)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (cursor->message, &length);
  guint32 wire;

  if (length - cursor->number < sizeof wire)
    return FALSE;
  memcpy (&wire, data + cursor->number, sizeof wire);
  cursor->number += sizeof wire;
  *ret_number = GUINT32_FROM_LE (wire);
  return TRUE;
}

/* (transfer full) */
static GBytes *
take_bytes (Cursor *cursor, guint length)
{
  if (g_bytes_get_size (cursor->message) - cursor->bytes < length)
    return NULL;
  cursor->bytes += length;
  return g_bytes_new_from_bytes (cursor->message, cursor->bytes - length, length);
}

GBytes *
zb_reading_question_begin (const ZbReadingItem *items, guint n)
{
  GByteArray *out = g_byte_array_sized_new ((1 + 2 * n) * (guint)sizeof (guint32));

  put_number (out, n);
  for (guint i = 0; i < n; i++) {
    put_number (out, items[i].whole ? 1 : 0);
    put_number (out, (guint)g_bytes_get_size (items[i].container));
  }
  return g_byte_array_free_to_bytes (out);
}

static void
clear_item (gpointer data)
{
  g_bytes_unref (((ZbReadingItem *)data)->container);
}

GArray *
zb_reading_question_read (GBytes *question)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (ZbReadingItem));
  Cursor cursor = {.message = question};
  guint n = 0;

  g_array_set_clear_func (items, clear_item);
  if (!take_number (&cursor, &n) || n > ZB_READING_MOST_CONTAINERS)
    return NULL;
  cursor.bytes = cursor.number + (gsize)n * 2 * sizeof (guint32);
  if (cursor.bytes > g_bytes_get_size (question))
    return NULL;
  for (guint i = 0; i < n; i++) {
    guint whole = 0, length = 0;
    ZbReadingItem item;

    if (!take_number (&cursor, &whole) || !take_number (&cursor, &length) || whole > 1)
      return NULL;
    item = (ZbReadingItem){take_bytes (&cursor, length), whole == 1};
    if (!item.container)
      return NULL;
    g_array_append_val (items, item);
  }
  return cursor.bytes == g_bytes_get_size (question) ? g_steal_pointer (&items) : NULL;
}

static gsize
size_of (const GPtrArray *traces)
{
  gsize size = sizeof (guint32);

  for (guint i = 0; i < traces->len; i++) {
    const GPtrArray *entries = traces->pdata[i];

    size += (1 + entries->len) * sizeof (guint32);
    for (guint k = 0; k < entries->len; k++)
      size += entries->pdata[k] ? g_bytes_get_size (entries->pdata[k]) : 0;
  }
  return size;
}

GBytes *
zb_reading_answer_write (const GPtrArray *traces)
{
  GByteArray *out = g_byte_array_sized_new ((guint)size_of (traces));

  put_number (out, traces->len);
  for (guint i = 0; i < traces->len; i++) {
    const GPtrArray *entries = traces->pdata[i];

    put_number (out, entries->len);
    for (guint k = 0; k < entries->len; k++)
      put_number (out, entries->pdata[k] ? (guint)g_bytes_get_size (entries->pdata[k]) : 0);
  }
  for (guint i = 0; i < traces->len; i++) {
    const GPtrArray *entries = traces->pdata[i];

    for (guint k = 0; k < entries->len; k++)
      if (entries->pdata[k])
        put_bytes (out, entries->pdata[k]);
  }
  return g_byte_array_free_to_bytes (out);
}

static void
unref_trace (gpointer trace)
{
  if (trace)
    g_bytes_unref (trace);
}

GPtrArray *
zb_reading_traces_new (void)
{
  return g_ptr_array_new_with_free_func (unref_trace);
}

/* Passes over the numbers: where the bytes behind them begin. */
static gboolean
find_bytes (Cursor *cursor, guint n)
{
  Cursor ahead = *cursor;

  for (guint i = 0; i < n; i++) {
    guint entries = 0, length = 0;

    if (!take_number (&ahead, &entries) || entries > zb_container_limits.max_entries)
      return FALSE;
    for (guint k = 0; k < entries; k++)
      if (!take_number (&ahead, &length))
        return FALSE;
  }
  cursor->bytes = ahead.number;
  return TRUE;
}

/* Of its own, so that the messages of a batch do not hold each other's. */
static GBytes *
copy_bytes (Cursor *cursor, guint length)
{
  g_autoptr (GBytes) slice = take_bytes (cursor, length);

  return slice ? g_bytes_new (g_bytes_get_data (slice, NULL), length) : NULL;
}

static GPtrArray *
take_traces (Cursor *cursor)
{
  g_autoptr (GPtrArray) traces = zb_reading_traces_new ();
  guint entries = 0;

  if (!take_number (cursor, &entries))
    return NULL;
  for (guint k = 0; k < entries; k++) {
    guint length = 0;
    GBytes *trace = NULL;

    if (!take_number (cursor, &length) || (length > 0 && !(trace = copy_bytes (cursor, length))))
      return NULL;
    g_ptr_array_add (traces, trace);
  }
  return g_steal_pointer (&traces);
}

GPtrArray *
zb_reading_answer_read (GBytes *answer, guint n)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  Cursor cursor = {.message = answer};
  guint told = 0;

  if (!take_number (&cursor, &told) || told != n || !find_bytes (&cursor, n))
    return NULL;
  for (guint i = 0; i < n; i++) {
    GPtrArray *traces = take_traces (&cursor);

    if (!traces)
      return NULL;
    g_ptr_array_add (all, traces);
  }
  return cursor.bytes == g_bytes_get_size (answer) ? g_steal_pointer (&all) : NULL;
}
