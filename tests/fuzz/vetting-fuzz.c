/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>

#include "server/reading/vetting.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A question about one of the kinds has an answer, which is yes or no, and the same again. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) question = g_bytes_new (data, size);
  g_autoptr (GBytes) answer = zb_vetting_answer (question);
  g_autoptr (GBytes) again = zb_vetting_answer (question);
  gboolean known = size > 0 && data[0] < ZB_N_FOREIGN;
  gboolean well = FALSE;

  if (known != (answer != NULL) || (answer != NULL && !zb_vetting_answer_read (answer, &well)))
    abort ();
  if (answer != NULL && !g_bytes_equal (answer, again))
    abort ();
  if (well && size - 1 > zb_foreign_most ((ZbForeignKind)data[0]))
    abort ();
  return 0;
}
