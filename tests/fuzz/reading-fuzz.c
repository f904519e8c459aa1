/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include "formats/xml-trace.h"
#include "server/reading/reader.h"
#include "server/reading/reading-message.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What a reader is asked, which need not be a container: it has an answer all the same. */
static void
ask (GBytes *question)
{
  g_autoptr (GBytes) answer = zb_reader_answer (question);
  g_autoptr (GPtrArray) traces = zb_reading_answer_read (answer);

  if (traces == NULL)
    abort ();
  for (guint i = 0; i < traces->len; i++)
    if (g_ptr_array_index (traces, i) != NULL &&
        !zb_xml_trace_is_sound (g_ptr_array_index (traces, i)))
      abort ();
}

static void
ask_of_document (GBytes *question)
{
  g_autoptr (GBytes) answer = zb_reader_answer_document (question);

  if (answer != NULL && !zb_xml_trace_is_sound (answer))
    abort ();
}

/* What a reader answers: nonsense, or what a reader may write. */
static void
hear (GBytes *answer)
{
  g_autoptr (GPtrArray) traces = zb_reading_answer_read (answer);
  g_autoptr (GBytes) again = traces != NULL ? zb_reading_answer_write (traces) : NULL;

  if (traces != NULL && !g_bytes_equal (again, answer))
    abort ();
}

/* The first byte is 'q' before a question about a container, 'd' before one about a document, else
 * an answer follows. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (size == 0)
    return 0;
  g_autoptr (GBytes) message = g_bytes_new (data + 1, size - 1);
  if (data[0] == 'q')
    ask (message);
  else if (data[0] == 'd')
    ask_of_document (message);
  else
    hear (message);
  return 0;
}
