/* SPDX-License-Identifier: Apache-2.0 */
/* What stands on a paper of signed bytes: the square code at the left, what was signed, by whom and
 * what the bureau said beside it, the seal over the right end. */
#include "paper/print/seal-private.h"
#include "paper/print/sheet.h"
#include "paper/print/square-code.h"

#define CODE_SIDE 92.0  /* 32 mm with its quiet zone: read by any telephone */
#define SEAL_SIDE 113.4 /* 40 mm, the width of a company's seal */
#define GAP 8.0
#define ROOM 18.0 /* of one field that wraps */

static double
put_code (ZbSheet *sheet, const char *text, double y)
{
  cairo_surface_t *picture = text ? zb_square_code_new (text) : NULL;

  if (!picture)
    return 0;
  zb_sheet_put_picture (sheet, picture, sheet->size.margin, y, CODE_SIDE, CODE_SIDE, FALSE);
  return CODE_SIDE;
}

/* As wide as a company's seal, or as high where it is higher than wide. */
static void
put_seal (ZbSheet *sheet, cairo_surface_t *picture, double middle)
{
  double width = cairo_image_surface_get_width (picture);
  double height = cairo_image_surface_get_height (picture);
  double scale = SEAL_SIDE / MAX (width, height);
  double right = sheet->size.width - sheet->size.margin;
  double top = CLAMP (middle - scale * height / 2, sheet->size.margin,
                      zb_sheet_bottom (sheet) - scale * height);

  zb_sheet_put_picture (sheet, picture, right - scale * width, top, scale * width, scale * height,
                        TRUE);
}

void
zb_sheet_add_proof (ZbSheet *sheet)
{
  const ZbPaperProof *proof = sheet->paper->proof;
  cairo_surface_t *seal = proof->seal ? zb_seal_read (proof->seal, NULL) : NULL;
  double height = MAX (proof->code ? CODE_SIDE : 0, ROOM * proof->fields->len);

  sheet->y += GAP;
  if (sheet->y + MAX (height, seal ? SEAL_SIDE : 0) > zb_sheet_bottom (sheet))
    zb_sheet_turn (sheet);
  double top = sheet->y;
  zb_sheet_shade (sheet, sheet->size.margin, top, zb_sheet_width (sheet), 0.4, 0.6);
  double used = put_code (sheet, proof->code, top + 2);
  double x = sheet->size.margin + (used > 0 ? used + GAP : 0);
  double width = zb_sheet_width (sheet) - (x - sheet->size.margin);
  double y = top + GAP;
  for (guint i = 0; i < proof->fields->len; i++)
    y += zb_sheet_put_field (sheet, &g_array_index (proof->fields, ZbPaperField, i), x, y, width,
                             FALSE);
  sheet->y = MAX (y, top + used);
  if (seal) {
    /* Partly over the signers, as on paper. */
    put_seal (sheet, seal, top + SEAL_SIDE / 2 - 3 * GAP);
    sheet->y = MAX (sheet->y, top + SEAL_SIDE - 3 * GAP);
  }
}
