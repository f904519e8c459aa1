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

static guint
length_of (GBytes *trace)
{
  return trace ? (guint)g_bytes_get_size (trace) : 0;
}

GBytes *
zb_reading_answer_write (const GPtrArray *traces)
{
  GByteArray *out = g_byte_array_new ();

  put_number (out, traces->len);
  for (guint i = 0; i < traces->len; i++)
    put_number (out, length_of (traces->pdata[i]));
  for (guint i = 0; i < traces->len; i++)
    if (traces->pdata[i])
      g_byte_array_append (out, g_bytes_get_data (traces->pdata[i], NULL),
                           length_of (traces->pdata[i]));
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

/* The number at @at, which lies within @answer. */
static guint
number_at (GBytes *answer, gsize at)
{
  const guint8 *data = g_bytes_get_data (answer, NULL);
  guint32 wire;

  memcpy (&wire, data + at, sizeof wire);
  return GUINT32_FROM_LE (wire);
}

GPtrArray *
zb_reading_answer_read (GBytes *answer)
{
  const gsize size = g_bytes_get_size (answer), step = sizeof (guint32);
  g_autoptr (GPtrArray) traces = zb_reading_traces_new ();
  guint n = size >= step ? number_at (answer, 0) : G_MAXUINT;

  if (n > zb_container_limits.max_entries || size / step < 1 + n)
    return NULL;
  gsize at = (1 + n) * step;
  for (guint i = 0; i < n; i++) {
    guint length = number_at (answer, (1 + i) * step);

    if (size - at < length)
      return NULL;
    g_ptr_array_add (traces, length > 0 ? g_bytes_new_from_bytes (answer, at, length) : NULL);
    at += length;
  }
  return at == size ? g_steal_pointer (&traces) : NULL;
}

#define N_LIMITS 5

GBytes *
zb_reading_document_write (const void *bytes, gsize length, const ZbXmlLimits *limits)
{
  GByteArray *out = g_byte_array_new ();

  put_number (out, (guint)limits->max_bytes);
  put_number (out, limits->max_depth);
  put_number (out, limits->max_attributes);
  put_number (out, (guint)limits->max_tag_bytes);
  put_number (out, (guint)limits->max_text_bytes);
  g_byte_array_append (out, bytes, (guint)length);
  return g_byte_array_free_to_bytes (out);
}

GBytes *
zb_reading_document_read (GBytes *question, ZbXmlLimits *ret_limits)
{
  const gsize size = g_bytes_get_size (question), step = sizeof (guint32);

  if (size < N_LIMITS * step)
    return NULL;
  *ret_limits = (ZbXmlLimits){
      .max_bytes = number_at (question, 0),
      .max_depth = number_at (question, step),
      .max_attributes = number_at (question, 2 * step),
      .max_tag_bytes = number_at (question, 3 * step),
      .max_text_bytes = number_at (question, 4 * step),
  };
  return g_bytes_new_from_bytes (question, N_LIMITS * step, size - N_LIMITS * step);
}
