/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "forms/paper-sheet.h"
#include "tests/formats/packed-parts.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* What begins like a zip archive is the whole file, all else the inside of a worksheet, which would
 * not survive a change behind its checksum. */
static GBytes *
make_file (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);

  if (size > 2 && memcmp (data, "PK", 2) == 0)
    return g_bytes_new (data, size);
  return zb_packed_workbook (text, "<si><t>甲</t></si><si><t>代码</t></si><si><t>千元</t></si>");
}

static void
look (const ZbXlsx *xlsx, guint sheet)
{
  for (guint row = 0; row < MIN (50, zb_xlsx_n_rows (xlsx, sheet)); row++) {
    for (guint column = 0; column < MIN (50, zb_xlsx_n_columns (xlsx, sheet)); column++) {
      ZbXlsxCell cell = zb_xlsx_cell (xlsx, sheet, row, column);
      ZbXlsxArea area = zb_xlsx_area_at (xlsx, sheet, row, column);
      g_autofree char *number = zb_xlsx_number_text (cell.text);

      if (row < area.row || row >= area.row + area.n_rows || column < area.column)
        abort ();
    }
  }
}

/* A workbook either is refused with a reason, or can be looked at everywhere and taken for a form,
 * which again either has a reason against it or can be written. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = make_file (data, size);
  ZbXlsxLimits limits = zb_xlsx_default_limits;
  g_autoptr (GError) error = NULL;

  limits.max_part = limits.max_total = 1024 * 1024;
  g_autoptr (ZbXlsx) xlsx = zb_xlsx_read ("input", bytes, &limits, &error);
  if ((xlsx == NULL) != (error != NULL))
    abort ();
  for (guint i = 0; xlsx != NULL && i < zb_xlsx_n_sheets (xlsx); i++) {
    g_autoptr (ZbFormDraft) draft = zb_form_draft_new ();
    g_autoptr (GError) failure = NULL;

    look (xlsx, i);
    if (!zb_paper_sheet_read (xlsx, i, "input", draft, &failure) && failure == NULL)
      abort ();
    draft->valid_from = (ZbPeriod){ZB_PERIOD_YEAR, 2026, 1};
    g_autoptr (GBytes) xml = failure == NULL ? zb_form_draft_write (draft) : NULL;
  }
  return 0;
}
