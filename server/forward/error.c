/* SPDX-License-Identifier: Apache-2.0 */
#include "server/forward/error.h"

G_DEFINE_QUARK (zb - forward - error - quark, zb_forward_error)

gboolean
zb_forward_refuse (GError **error, ZbForwardError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (ZB_FORWARD_ERROR, (int)code, format, arguments);
  va_end (arguments);
  return FALSE;
}
