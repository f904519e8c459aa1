/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/error.h"

#include "formats/error.h"

GQuark
zb_exchange_error_quark (void)
{
  return g_quark_from_static_string ("zb-exchange-error-quark");
}

gboolean
zb_exchange_adopt_error (GError **error, GError *cause)
{
  ZbExchangeError code = ZB_EXCHANGE_ERROR_MALFORMED;

  if (cause->domain != ZB_FORMAT_ERROR) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  if (g_error_matches (cause, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_TOO_LARGE))
    code = ZB_EXCHANGE_ERROR_TOO_LARGE;
  else if (g_error_matches (cause, ZB_FORMAT_ERROR, ZB_FORMAT_ERROR_IO))
    code = ZB_EXCHANGE_ERROR_IO;
  g_set_error_literal (error, ZB_EXCHANGE_ERROR, code, cause->message);
  g_error_free (cause);
  return FALSE;
}
