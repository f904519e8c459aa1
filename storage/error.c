/* SPDX-License-Identifier: Apache-2.0 */
#include "storage/error.h"

G_DEFINE_QUARK (zb - storage - error, zb_storage_error)

gboolean
zb_storage_error_is_grave (const GError *error)
{
  static const ZbStorageError grave[] = {
      ZB_STORAGE_ERROR_FULL, ZB_STORAGE_ERROR_READONLY, ZB_STORAGE_ERROR_CORRUPT,
      ZB_STORAGE_ERROR_BUSY, ZB_STORAGE_ERROR_IO,
  };

  for (guint i = 0; i < G_N_ELEMENTS (grave); i++)
    if (g_error_matches (error, ZB_STORAGE_ERROR, (int)grave[i]))
      return TRUE;
  return FALSE;
}
