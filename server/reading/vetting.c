/* SPDX-License-Identifier: Apache-2.0 */
#include "server/reading/vetting.h"

#include <string.h>

GBytes *
zb_vetting_question_write (ZbForeignKind kind, const void *bytes, gsize length)
{
  guint8 *question = g_malloc (1 + length);

  question[0] = (guint8)kind;
  if (length > 0)
    memcpy (question + 1, bytes, length);
  return g_bytes_new_take (question, 1 + length);
}

GBytes *
zb_vetting_answer (GBytes *question)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (question, &length);

  if (length == 0 || data[0] >= ZB_N_FOREIGN)
    return NULL;
  const guint8 well = zb_foreign_try ((ZbForeignKind)data[0], data + 1, length - 1) ? 1 : 0;
  return g_bytes_new (&well, sizeof well);
}

gboolean
zb_vetting_answer_read (GBytes *answer, gboolean *ret_well)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (answer, &length);

  if (length != 1 || data[0] > 1)
    return FALSE;
  *ret_well = data[0] == 1;
  return TRUE;
}
