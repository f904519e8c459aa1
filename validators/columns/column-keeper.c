/* SPDX-License-Identifier: Apache-2.0 */
/* What a writer takes from a file before. */
#include "validators/columns/column-writer-private.h"

#include "validators/columns/lane-mask.h"

void
zb_column_writer_set_any_order (ZbColumnWriter *writer)
{
  writer->any_order = TRUE;
}

/* Rows of @file are named by numbers of its own. */
static void
keep_keys (ZbColumnWriter *writer, const ZbColumnFile *file)
{
  guint n = zb_column_file_n_keys (file);

  if (writer->kept == file)
    return;
  g_free (writer->kept_keys);
  writer->kept = file;
  writer->kept_keys = g_new (guint32, n + 1);
  for (guint i = 0; i < n; i++)
    writer->kept_keys[i] = G_MAXUINT32;
}

static guint32
keep_key (ZbColumnWriter *writer, gint64 key)
{
  gboolean is_known = key >= 0 && key < zb_column_file_n_keys (writer->kept);

  if (!is_known)
    return zb_column_writer_number_key (writer, "");
  if (writer->kept_keys[key] == G_MAXUINT32)
    writer->kept_keys[key] =
        zb_column_writer_number_key (writer, zb_column_file_key (writer->kept, (guint)key));
  return writer->kept_keys[key];
}

static void
keep_row (ZbColumnWriter *writer, ZbColumnRowsWriter *rows, guint row_block, guint lane)
{
  ZbLaneBlock block = zb_column_file_row_lanes (writer->kept, rows->rows.first_column, row_block);
  guint32 key = keep_key (writer, zb_lane_block_at (&block, lane));

  g_array_append_val (rows->keys, key);
  for (guint i = 0; i + 1 < rows->rows.n_columns; i++) {
    gint64 number;
    guint8 state;

    block = zb_column_file_row_lanes (writer->kept, rows->rows.first_column + 1 + i, row_block);
    number = zb_lane_block_at (&block, lane);
    state = zb_lane_block_state (&block, lane);
    g_array_append_val (rows->numbers[i], number);
    g_array_append_val (rows->states[i], state);
  }
  rows->n_here++;
}

static void
keep_rows (ZbColumnWriter *writer, ZbColumnRowsWriter *rows, guint report)
{
  guint section = rows->rows.section, block = report / ZB_LANES, lane = report % ZB_LANES;
  const guint32 *starts = zb_column_file_row_starts (writer->kept, section, block);
  guint first = zb_column_file_first_row_block (writer->kept, section, block);

  zb_column_writer_begin_rows (writer, rows);
  for (guint row = starts[lane]; row < starts[lane + 1]; row++)
    keep_row (writer, rows, first + row / ZB_LANES, row % ZB_LANES);
}

gboolean
zb_column_writer_keep (ZbColumnWriter *writer,
                       const ZbColumnFile *file,
                       guint report,
                       GError **error)
{
  guint lane = writer->n_reports % ZB_LANES;
  const guint64 *live = zb_column_file_live (file, report / ZB_LANES);

  keep_keys (writer, file);
  if (!zb_column_writer_check (writer, zb_column_file_unit (file, report), error))
    return FALSE;
  zb_column_writer_begin (writer, zb_column_file_unit (file, report),
                          zb_column_file_stamp (file, report),
                          zb_lane_mask_has (live, report % ZB_LANES));
  for (guint i = 0; i < writer->shape->n_fixed; i++) {
    ZbLaneBlock block = zb_column_file_block (file, i, report / ZB_LANES);

    writer->numbers[(gsize)i * ZB_LANES + lane] = zb_lane_block_at (&block, report % ZB_LANES);
    writer->states[(gsize)i * ZB_LANES + lane] = zb_lane_block_state (&block, report % ZB_LANES);
  }
  for (guint i = 0; i < writer->shape->sections->len; i++)
    keep_rows (writer, &writer->rows[i], report);
  return zb_column_writer_end (writer, error);
}

gboolean
zb_column_writer_skip (ZbColumnWriter *writer, GError **error)
{
  guint lane = writer->n_reports % ZB_LANES;

  if (!zb_column_writer_check (writer, "", error))
    return FALSE;
  zb_column_writer_begin (writer, "", 0, FALSE);
  for (guint i = 0; i < writer->shape->n_fixed; i++) {
    writer->numbers[(gsize)i * ZB_LANES + lane] = 0;
    writer->states[(gsize)i * ZB_LANES + lane] = ZB_STATE_BLANK;
  }
  for (guint i = 0; i < writer->shape->sections->len; i++)
    zb_column_writer_begin_rows (writer, &writer->rows[i]);
  return zb_column_writer_end (writer, error);
}

static gboolean
keep_vector (ZbColumnWriter *writer, guint column, guint block, GArray *blocks, GError **error)
{
  ZbColumnBlock kept;
  const void *bytes = zb_column_file_vector (writer->kept, column, block, &kept);

  if (!zb_column_writer_put (writer, bytes, zb_column_block_size (&kept), &kept.offset, error))
    return FALSE;
  g_array_append_val (blocks, kept);
  return TRUE;
}

/* Vectors as they are, but the keys: these are numbered anew at the end. */
static gboolean
keep_row_blocks (ZbColumnWriter *writer, ZbColumnRowsWriter *rows, guint block, GError **error)
{
  guint section = rows->rows.section;
  const guint32 *starts = zb_column_file_row_starts (writer->kept, section, block);
  guint from = zb_column_file_first_row_block (writer->kept, section, block);
  guint32 size = starts[ZB_LANES], first = rows->blocks->len / rows->rows.n_columns;

  for (guint at = 0; at < size; at += ZB_LANES) {
    guint row_block = from + at / ZB_LANES;
    ZbLaneBlock keys = zb_column_file_row_lanes (writer->kept, rows->rows.first_column, row_block);
    ZbColumnBlock unset = {0};

    for (guint lane = 0; lane < MIN (size - at, ZB_LANES); lane++) {
      guint32 key = keep_key (writer, zb_lane_block_at (&keys, lane));

      g_array_append_val (rows->keys, key);
    }
    g_array_append_val (rows->blocks, unset);
    for (guint i = 1; i < rows->rows.n_columns; i++) {
      if (!keep_vector (writer, rows->rows.first_column + i, row_block, rows->blocks, error))
        return FALSE;
    }
  }
  g_array_append_val (rows->firsts, first);
  g_array_append_val (rows->sizes, size);
  g_array_set_size (rows->starts, (rows->firsts->len - 1) * (ZB_LANES + 1));
  g_array_append_vals (rows->starts, starts, ZB_LANES + 1);
  return TRUE;
}

gboolean
zb_column_writer_keep_block (ZbColumnWriter *writer,
                             const ZbColumnFile *file,
                             guint block,
                             GError **error)
{
  guint first = block * ZB_LANES;
  guint n = MIN (zb_column_file_n_reports (file) - first, ZB_LANES);
  const guint64 *live = zb_column_file_live (file, block);

  g_return_val_if_fail (writer->n_reports % ZB_LANES == 0, FALSE);
  keep_keys (writer, file);
  for (guint lane = 0; lane < n; lane++) {
    if (!zb_column_writer_check (writer, zb_column_file_unit (file, first + lane), error))
      return FALSE;
    zb_column_writer_begin (writer, zb_column_file_unit (file, first + lane),
                            zb_column_file_stamp (file, first + lane),
                            zb_lane_mask_has (live, lane));
    writer->n_reports++;
  }
  for (guint i = 0; i < writer->shape->n_fixed; i++) {
    if (!keep_vector (writer, i, block, writer->blocks, error))
      return FALSE;
  }
  for (guint i = 0; i < writer->shape->sections->len; i++) {
    if (!keep_row_blocks (writer, &writer->rows[i], block, error))
      return FALSE;
  }
  writer->n_flushed = writer->n_reports;
  return TRUE;
}
