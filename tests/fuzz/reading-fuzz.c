/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include "formats/xml-trace.h"
#include "server/reading/reader.h"
#include "server/reading/reading-message.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What a reader is asked: it has an answer that fits, or none. */
static void
ask (GBytes *question)
{
  g_autoptr (GArray) items = zb_reading_question_read (question);
  g_autoptr (GBytes) answer = zb_reader_answer (question);

  if ((items == NULL) != (answer == NULL))
    abort ();
  if (answer == NULL)
    return;
  g_autoptr (GPtrArray) all = zb_reading_answer_read (answer, items->len);
  if (all == NULL || all->len != items->len)
    abort ();
}

/* What a reader answers to a question about @n containers. */
static void
hear (GBytes *answer, guint n)
{
  static const char document[] = "<a/>";
  g_autoptr (GPtrArray) all = zb_reading_answer_read (answer, n);

  if (all != NULL && all->len != n)
    abort ();
  for (guint i = 0; all != NULL && i < n; i++) {
    const GPtrArray *traces = g_ptr_array_index (all, i);

    for (guint k = 0; k < traces->len; k++)
      if (g_ptr_array_index (traces, k) != NULL)
        zb_xml_trace_check (g_ptr_array_index (traces, k), document, sizeof document - 1);
  }
}

/* The first byte is 'q' before a question, else the number of containers that an answer is about.
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size == 0)
    return 0;
  g_autoptr (GBytes) message = g_bytes_new (data + 1, size - 1);
  if (data[0] == 'q')
    ask (message);
  else
    hear (message, data[0] % (ZB_READING_MOST_CONTAINERS + 1));
  return 0;
}
