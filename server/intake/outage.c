/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/outage.h"

#include "server/authority/stamping.h"
#include "server/intake/error.h"

gboolean
zb_outage_check (const ZbIntakeDesk *desk, gint64 now, GError **error)
{
  gint64 since = desk->stamping ? zb_stamping_behind (desk->stamping) : 0;

  if (since == 0 || desk->stamp_outage == 0 || now - since <= desk->stamp_outage)
    return TRUE;
  g_autofree char *moment = zb_time_format (since);
  g_set_error (error, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_NO_STAMPS,
               "the receipts since %s have no time stamp yet, and no more are given before they do",
               moment);
  return FALSE;
}
