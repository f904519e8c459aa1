/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/error.h"

G_DEFINE_QUARK (zb - forms - error - quark, zb_forms_error)

gboolean
zb_forms_fail (ZbFormsError code, GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_propagate_error (error, g_error_new_valist (ZB_FORMS_ERROR, (int)code, format, arguments));
  va_end (arguments);
  return FALSE;
}
