/* SPDX-License-Identifier: Apache-2.0 */
/* Dated parameters, as a server hands them out with the context of a report. */
#include "forms/parameters.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What is listed is there. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbParameters) parameters = zb_parameters_read ("input", data, size, &error);

  if ((parameters != NULL) == (error != NULL))
    abort ();
  if (!parameters)
    return 0;
  g_autoptr (GPtrArray) names = zb_parameters_list_names (parameters);
  for (guint i = 0; i < names->len; i++)
    if (!zb_parameters_has (parameters, names->pdata[i]))
      abort ();
  return 0;
}
