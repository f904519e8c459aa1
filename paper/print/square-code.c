/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/print/square-code.h"

#include <qrencode.h>

#define QUIET 4

static void
paint (cairo_surface_t *picture, const QRcode *code)
{
  unsigned char *dots = cairo_image_surface_get_data (picture);
  int stride = cairo_image_surface_get_stride (picture);
  int side = code->width + 2 * QUIET;

  cairo_surface_flush (picture);
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++) {
      int row = y - QUIET, column = x - QUIET;
      gboolean inside = row >= 0 && column >= 0 && row < code->width && column < code->width;
      gboolean dark = inside && code->data[row * code->width + column] & 1;

      *(guint32 *)(gpointer)(dots + y * stride + 4 * x) = dark ? 0 : 0xffffff;
    }
  cairo_surface_mark_dirty (picture);
}

cairo_surface_t *
zb_square_code_new (const char *text)
{
  QRcode *code = QRcode_encodeString (text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
  cairo_surface_t *picture;

  if (!code)
    return NULL;
  picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, code->width + 2 * QUIET,
                                        code->width + 2 * QUIET);
  paint (picture, code);
  QRcode_free (code);
  return picture;
}
