/* SPDX-License-Identifier: Apache-2.0 */
#include "server/reading/error.h"

G_DEFINE_QUARK (zb - reading - error - quark, zb_reading_error)

gboolean
zb_reading_error_passes (const GError *error)
{
  return error != NULL && error->domain == ZB_READING_ERROR &&
         error->code != ZB_READING_ERROR_UNREADABLE;
}
