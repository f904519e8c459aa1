/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/standing.h"

#include <string.h>

const ZbText *
zb_standing_disclaimer (const ZbForm *form, const char *statutory)
{
  g_auto (GStrv) systems = g_strsplit (statutory ? statutory : "", ",", -1);

  if (!form->filing.disclaimer.zh)
    return NULL;
  for (guint i = 0; systems[i]; i++)
    if (strcmp (g_strstrip (systems[i]), form->system) == 0)
      return NULL;
  return &form->filing.disclaimer;
}
