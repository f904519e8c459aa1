/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/column-file.h"

#include "validators/columns/column-shape.h"
#include "validators/columns/lane-vector.h"
#include "validators/error.h"

#include <string.h>

struct _ZbColumnFile {
  gatomicrefcount count;
  GBytes *bytes;
  char *name;
  const guint8 *data;
  const ZbColumnHeader *header;
  ZbColumnShape *shape;
  const ZbColumnRows *sections;
  const char *units;
  const gint64 *stamps;
  const guint64 *live;
  const guint32 *starts, *firsts, *keys;
  const ZbColumnBlock *blocks;
  const char *names;
  guint n_blocks;
  GArray *order; /* guint32: reports by unit, vacant places left out */
};

static const guint64 all_lanes[ZB_LANE_WORDS] = {
    G_MAXUINT64, G_MAXUINT64, G_MAXUINT64, G_MAXUINT64, G_MAXUINT64, G_MAXUINT64,
    G_MAXUINT64, G_MAXUINT64, G_MAXUINT64, G_MAXUINT64, G_MAXUINT64, G_MAXUINT64,
    G_MAXUINT64, G_MAXUINT64, G_MAXUINT64, G_MAXUINT64,
};

static gboolean
damaged (const ZbColumnFile *file, GError **error, const char *what)
{
  g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_COLUMNS, "column file “%s” is damaged: %s",
               file->name, what);
  return FALSE;
}

/* Where a table lies; NULL with an error if it is not inside the file or has another length. */
static const void *
find_table (const ZbColumnFile *file,
            const ZbColumnTable *table,
            gsize size,
            guint64 count,
            guint64 *sum,
            const char *what,
            GError **error)
{
  guint64 length = file->header->length;

  if (table->count != count || table->offset % ZB_COLUMN_ALIGN != 0 || table->offset > length ||
      count > (length - table->offset) / size) {
    damaged (file, error, what);
    return NULL;
  }
  *sum = zb_column_sum (*sum, file->data + table->offset, size * count);
  return file->data + table->offset;
}

/* Dates are made of it. */
static gboolean
has_period (const ZbColumnHeader *header)
{
  static const guint32 most[] = {[ZB_PERIOD_YEAR] = 1,
                                 [ZB_PERIOD_HALF] = 2,
                                 [ZB_PERIOD_QUARTER] = 4,
                                 [ZB_PERIOD_MONTH] = 12,
                                 [ZB_PERIOD_TENDAY] = 36};

  return header->period_kind < G_N_ELEMENTS (most) && header->period_index >= 1 &&
         header->period_index <= most[header->period_kind] && header->period_year >= 1949 &&
         header->period_year <= 2200;
}

static gboolean
check_header (ZbColumnFile *file, const ZbForm *form, GError **error)
{
  gsize length;

  file->data = g_bytes_get_data (file->bytes, &length);
  file->header = (const ZbColumnHeader *)(const void *)file->data;
  if (length < sizeof (ZbColumnHeader) || (guintptr)file->data % ZB_COLUMN_ALIGN != 0 ||
      memcmp (file->header->magic, ZB_COLUMN_MAGIC, sizeof file->header->magic) != 0)
    return damaged (file, error, "it does not begin like one");
  if (file->header->length != length)
    return damaged (file, error, "its length is not the one it states");
  if (file->header->shape != file->shape->shape ||
      memchr (file->header->form, '\0', sizeof file->header->form) == NULL ||
      memchr (file->header->edition, '\0', sizeof file->header->edition) == NULL ||
      strcmp (file->header->form, form->id) != 0 ||
      strcmp (file->header->edition, form->edition) != 0) {
    g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_COLUMNS,
                 "column file “%s” is not of form %s %s", file->name, form->id, form->edition);
    return FALSE;
  }
  if (file->header->n_reports > ZB_COLUMN_MAX_REPORTS || !has_period (file->header))
    return damaged (file, error, "its period or number of reports is out of range");
  file->n_blocks = (file->header->n_reports + ZB_LANES - 1) / ZB_LANES;
  return TRUE;
}

static guint64
count_blocks (const ZbColumnFile *file)
{
  guint64 n = (guint64)file->n_blocks * file->shape->n_fixed;

  for (guint i = 0; i < file->shape->sections->len; i++)
    n += (guint64)file->sections[i].n_blocks * file->sections[i].n_columns;
  return n;
}

static gboolean
check_sections (ZbColumnFile *file, GError **error)
{
  guint64 at = (guint64)file->n_blocks * file->shape->n_fixed;

  for (guint i = 0; i < file->shape->sections->len; i++) {
    const ZbColumnRows *rows = &file->sections[i];
    const ZbColumnRows *own = &g_array_index (file->shape->sections, ZbColumnRows, i);

    if (rows->section != own->section || rows->first_column != own->first_column ||
        rows->n_columns != own->n_columns || rows->first_block != at)
      return damaged (file, error, "its sections are not those of the form");
    at += (guint64)rows->n_blocks * rows->n_columns;
  }
  return TRUE;
}

static gboolean
find_tables (ZbColumnFile *file, guint64 *sum, GError **error)
{
  const ZbColumnHeader *header = file->header;
  guint n_sections = file->shape->sections->len;
  guint64 n_blocks = file->n_blocks;
  const ZbColumnPlace *places =
      find_table (file, &header->columns, sizeof *places, file->shape->places->len, sum,
                  "the table of columns", error);

  if (places == NULL)
    return FALSE;
  /* A form of rows alone has no columns of its own. */
  if (file->shape->places->len > 0 &&
      memcmp (places, file->shape->places->data, sizeof *places * file->shape->places->len) != 0)
    return damaged (file, error, "its columns are not those of the form");
  return (file->sections = find_table (file, &header->sections, sizeof *file->sections, n_sections,
                                       sum, "the table of sections", error)) != NULL &&
         (file->units = find_table (file, &header->units, ZB_COLUMN_UNIT_SIZE, header->n_reports,
                                    sum, "the table of units", error)) != NULL &&
         (file->stamps = find_table (file, &header->stamps, sizeof *file->stamps, header->n_reports,
                                     sum, "the table of versions", error)) != NULL &&
         (file->live =
              find_table (file, &header->live, sizeof *file->live, n_blocks * ZB_LANE_WORDS, sum,
                          "the table of live reports", error)) != NULL &&
         (file->starts = find_table (file, &header->starts, sizeof *file->starts,
                                     n_blocks * n_sections * (ZB_LANES + 1), sum,
                                     "the table of rows", error)) != NULL &&
         (file->firsts =
              find_table (file, &header->firsts, sizeof *file->firsts, (n_blocks + 1) * n_sections,
                          sum, "the table of row blocks", error)) != NULL &&
         check_sections (file, error) &&
         (file->blocks = find_table (file, &header->blocks, sizeof *file->blocks,
                                     count_blocks (file), sum, "the table of blocks", error)) !=
             NULL &&
         (file->names = find_table (file, &header->names, 1, header->names.count, sum,
                                    "the names of rows", error)) != NULL &&
         (file->keys = find_table (file, &header->keys, sizeof *file->keys, header->keys.count, sum,
                                   "the table of row keys", error)) != NULL;
}

static gboolean
check_blocks (const ZbColumnFile *file, GError **error)
{
  for (guint64 i = 0; i < file->header->blocks.count; i++) {
    const ZbColumnBlock *block = &file->blocks[i];
    gsize size = zb_column_block_size (block);
    gboolean known_width = block->width == 0 || block->width == 1 || block->width == 2 ||
                           block->width == 4 || block->width == 8;

    if (!known_width || block->low > block->high || block->offset % ZB_COLUMN_ALIGN != 0 ||
        size > file->header->length || block->offset > file->header->length - size)
      return damaged (file, error, "a block lies outside or has an unknown width");
  }
  return TRUE;
}

static gboolean
check_rows (const ZbColumnFile *file, guint section, GError **error)
{
  const guint32 *firsts = file->firsts + (gsize)section * (file->n_blocks + 1);

  if (firsts[0] != 0 || firsts[file->n_blocks] != file->sections[section].n_blocks)
    return damaged (file, error, "the table of row blocks");
  for (guint block = 0; block < file->n_blocks; block++) {
    const guint32 *starts =
        file->starts + ((gsize)section * file->n_blocks + block) * (ZB_LANES + 1);
    guint64 n_row_blocks = ((guint64)starts[ZB_LANES] + ZB_LANES - 1) / ZB_LANES;

    if (starts[0] != 0 || firsts[block] + n_row_blocks != firsts[block + 1])
      return damaged (file, error, "the table of row blocks");
    for (guint i = 0; i < ZB_LANES; i++) {
      if (starts[i] > starts[i + 1])
        return damaged (file, error, "the table of rows");
    }
  }
  return TRUE;
}

static int
compare_units (gconstpointer a, gconstpointer b, gpointer data)
{
  const ZbColumnFile *file = data;

  return strcmp (zb_column_file_unit (file, *(const guint32 *)a),
                 zb_column_file_unit (file, *(const guint32 *)b));
}

/* Most files are in order as they stand. */
static void
order_units (ZbColumnFile *file)
{
  gboolean is_sorted = TRUE;

  file->order = g_array_sized_new (FALSE, FALSE, sizeof (guint32), file->header->n_reports);
  for (guint32 i = 0; i < file->header->n_reports; i++) {
    if (*zb_column_file_unit (file, i) == '\0')
      continue;
    is_sorted &=
        file->order->len == 0 ||
        compare_units (&g_array_index (file->order, guint32, file->order->len - 1), &i, file) < 0;
    g_array_append_val (file->order, i);
  }
  if (!is_sorted)
    g_array_sort_with_data (file->order, compare_units, file);
}

static gboolean
check_texts (const ZbColumnFile *file, GError **error)
{
  const ZbColumnHeader *header = file->header;

  for (guint i = 0; i < header->n_reports; i++) {
    if (file->units[(gsize)i * ZB_COLUMN_UNIT_SIZE + ZB_COLUMN_UNIT_SIZE - 1] != '\0')
      return damaged (file, error, "the table of units");
  }
  if (header->names.count > 0 && file->names[header->names.count - 1] != '\0')
    return damaged (file, error, "the names of rows");
  for (guint64 i = 0; i < header->keys.count; i++) {
    if (file->keys[i] >= header->names.count)
      return damaged (file, error, "the table of row keys");
  }
  return TRUE;
}

static gboolean
check (ZbColumnFile *file, const ZbForm *form, GError **error)
{
  ZbColumnHeader header;
  guint64 sum = 0;

  if (!check_header (file, form, error) || !find_tables (file, &sum, error))
    return FALSE;
  header = *file->header;
  header.sum = 0;
  if (zb_column_sum (sum, &header, sizeof header) != file->header->sum)
    return damaged (file, error, "its tables do not agree with their sum");
  if (!check_blocks (file, error) || !check_texts (file, error))
    return FALSE;
  for (guint i = 0; i < file->shape->sections->len; i++) {
    if (!check_rows (file, i, error))
      return FALSE;
  }
  return TRUE;
}

ZbColumnFile *
zb_column_file_new (GBytes *bytes, const char *name, const ZbForm *form, GError **error)
{
  g_autoptr (ZbColumnFile) file = g_new0 (ZbColumnFile, 1);

  g_atomic_ref_count_init (&file->count);
  file->bytes = g_bytes_ref (bytes);
  file->name = g_strdup (name);
  file->shape = zb_column_shape_new (form);
  if (!check (file, form, error))
    return NULL;
  order_units (file);
  return g_steal_pointer (&file);
}

ZbColumnFile *
zb_column_file_open (const char *path, const ZbForm *form, GError **error)
{
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (path, FALSE, error);
  g_autoptr (GBytes) bytes = NULL;

  if (mapped == NULL)
    return NULL;
  bytes = g_mapped_file_get_bytes (mapped);
  return zb_column_file_new (bytes, path, form, error);
}

ZbColumnFile *
zb_column_file_ref (ZbColumnFile *file)
{
  g_atomic_ref_count_inc (&file->count);
  return file;
}

void
zb_column_file_unref (ZbColumnFile *file)
{
  if (file == NULL || !g_atomic_ref_count_dec (&file->count))
    return;
  zb_column_shape_free (file->shape);
  g_bytes_unref (file->bytes);
  g_clear_pointer (&file->order, g_array_unref);
  g_free (file->name);
  g_free (file);
}

static ZbLaneBlock
lanes_of (const ZbColumnFile *file, const ZbColumnBlock *block)
{
  const guint8 *at = file->data + block->offset;
  gsize lanes = (gsize)block->width * ZB_LANES;
  gsize bitmap = ZB_LANE_WORDS * sizeof (guint64);
  gboolean has_blank = (block->flags & ZB_COLUMN_HAS_BLANK) != 0;
  ZbLaneBlock result = {.base = block->base,
                        .low = block->low,
                        .high = block->high,
                        .lanes = block->width == 0 ? NULL : at,
                        .width = block->width};

  if (block->flags & ZB_COLUMN_ALL_BLANK)
    result.blank = all_lanes;
  else if (has_blank)
    result.blank = (const guint64 *)(const void *)(at + lanes);
  if (block->flags & ZB_COLUMN_HAS_MISSING)
    result.missing = (const guint64 *)(const void *)(at + lanes + (has_blank ? bitmap : 0));
  return result;
}

gboolean
zb_column_file_verify (const ZbColumnFile *file, GError **error)
{
  for (guint64 i = 0; i < file->header->blocks.count; i++) {
    const ZbColumnBlock *block = &file->blocks[i];
    ZbLaneBlock lanes = lanes_of (file, block);

    if (zb_column_sum (0, file->data + block->offset, zb_column_block_size (block)) != block->sum)
      return damaged (file, error, "figures do not agree with their sum");
    for (guint lane = 0; lane < ZB_LANES; lane++) {
      gint64 value = zb_lane_block_at (&lanes, lane);

      if (value < block->low || value > block->high)
        return damaged (file, error, "a figure lies outside the range of its block");
    }
  }
  return TRUE;
}

ZbPeriod
zb_column_file_period (const ZbColumnFile *file)
{
  return (ZbPeriod){.kind = (ZbPeriodKind)file->header->period_kind,
                    .year = file->header->period_year,
                    .index = file->header->period_index};
}

guint
zb_column_file_n_reports (const ZbColumnFile *file)
{
  return file->header->n_reports;
}

guint
zb_column_file_n_blocks (const ZbColumnFile *file)
{
  return file->n_blocks;
}

const char *
zb_column_file_unit (const ZbColumnFile *file, guint report)
{
  return file->units + (gsize)report * ZB_COLUMN_UNIT_SIZE;
}

gint64
zb_column_file_stamp (const ZbColumnFile *file, guint report)
{
  return file->stamps[report];
}

/* Where @text stands among @n sorted texts; -1 if it does not. */
static int
find_text (const ZbColumnFile *file,
           guint n,
           const char *(*text_at) (const ZbColumnFile *file, guint index),
           const char *text)
{
  guint low = 0, high = n;

  while (low < high) {
    guint middle = low + (high - low) / 2;
    int order = strcmp (text_at (file, middle), text);

    if (order == 0)
      return (int)middle;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return -1;
}

static const char *
ordered_unit (const ZbColumnFile *file, guint index)
{
  return zb_column_file_unit (file, g_array_index (file->order, guint32, index));
}

int
zb_column_file_find_unit (const ZbColumnFile *file, const char *unit)
{
  int found = find_text (file, file->order->len, ordered_unit, unit);

  return found < 0 ? -1 : (int)g_array_index (file->order, guint32, (guint)found);
}

const guint64 *
zb_column_file_live (const ZbColumnFile *file, guint block)
{
  return file->live + (gsize)block * ZB_LANE_WORDS;
}

int
zb_column_file_find (const ZbColumnFile *file, guint section, int row, int column)
{
  const GArray *places = file->shape->places;

  for (guint i = 0; i < places->len; i++) {
    const ZbColumnPlace *place = &g_array_index (places, ZbColumnPlace, i);

    if (place->section == section && (int)place->row == row && (int)place->column == column)
      return (int)i;
  }
  return -1;
}

ZbLaneBlock
zb_column_file_block (const ZbColumnFile *file, guint column, guint block)
{
  return lanes_of (file, &file->blocks[(gsize)block * file->shape->n_fixed + column]);
}

static guint
index_of_section (const ZbColumnFile *file, guint section)
{
  guint index = 0;

  while (index + 1 < file->shape->sections->len && file->sections[index].section != section)
    index++;
  return index;
}

guint
zb_column_file_first_row_block (const ZbColumnFile *file, guint section, guint block)
{
  return file->firsts[(gsize)index_of_section (file, section) * (file->n_blocks + 1) + block];
}

const guint32 *
zb_column_file_row_starts (const ZbColumnFile *file, guint section, guint block)
{
  return file->starts +
         ((gsize)index_of_section (file, section) * file->n_blocks + block) * (ZB_LANES + 1);
}

const void *
zb_column_file_vector (const ZbColumnFile *file,
                       guint column,
                       guint block,
                       ZbColumnBlock *ret_block)
{
  const ZbColumnRows *rows;

  if (column < file->shape->n_fixed) {
    *ret_block = file->blocks[(gsize)block * file->shape->n_fixed + column];
  } else {
    rows = &file->sections[index_of_section (
        file, g_array_index (file->shape->places, ZbColumnPlace, column).section)];
    *ret_block = file->blocks[rows->first_block + (gsize)block * rows->n_columns + column -
                              rows->first_column];
  }
  return file->data + ret_block->offset;
}

ZbLaneBlock
zb_column_file_row_lanes (const ZbColumnFile *file, guint column, guint row_block)
{
  const ZbColumnPlace *place = &g_array_index (file->shape->places, ZbColumnPlace, column);
  const ZbColumnRows *rows = &file->sections[index_of_section (file, place->section)];

  return lanes_of (file, &file->blocks[rows->first_block + (gsize)row_block * rows->n_columns +
                                       column - rows->first_column]);
}

const char *
zb_column_file_row_key (const ZbColumnFile *file, guint section, guint report, guint row)
{
  guint block = report / ZB_LANES;
  guint at = zb_column_file_row_starts (file, section, block)[report % ZB_LANES] + row;
  int column = zb_column_file_find (file, section, -1, -1);
  ZbLaneBlock keys = zb_column_file_row_lanes (
      file, (guint)column, zb_column_file_first_row_block (file, section, block) + at / ZB_LANES);

  return zb_column_file_key (file, (guint)zb_lane_block_at (&keys, at % ZB_LANES));
}

guint
zb_column_file_n_keys (const ZbColumnFile *file)
{
  return (guint)file->header->keys.count;
}

const char *
zb_column_file_key (const ZbColumnFile *file, guint number)
{
  return number < file->header->keys.count ? file->names + file->keys[number] : "";
}

int
zb_column_file_find_key (const ZbColumnFile *file, const char *key)
{
  return find_text (file, zb_column_file_n_keys (file), zb_column_file_key, key);
}
