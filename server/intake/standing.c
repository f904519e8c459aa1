/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/standing.h"

#include <string.h>

const ZbText *
zb_standing_disclaimer (const ZbForm *form, const char *statutory)
{
  g_auto (GStrv) systems = statutory ? g_strsplit (statutory, ",", -1) : NULL;

  if (!form->filing.disclaimer.zh)
    return NULL;
  for (guint i = 0; systems && systems[i]; i++)
    if (strcmp (g_strstrip (systems[i]), form->system) == 0)
      return NULL;
  return &form->filing.disclaimer;
}
