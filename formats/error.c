/* SPDX-License-Identifier: Apache-2.0 */
#include "formats/error.h"

G_DEFINE_QUARK (zb - format - error - quark, zb_format_error)

gboolean
zb_format_fail (
    GError **error, ZbFormatError code, const char *source, int line, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (line > 0)
    g_set_error (error, ZB_FORMAT_ERROR, (int)code, "%s:%d: %s", source, line, message);
  else
    g_set_error (error, ZB_FORMAT_ERROR, (int)code, "%s: %s", source, message);
  return FALSE;
}
