/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/column-writer-private.h"

#include "validators/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>

static GArray *
numbers_new (gsize size)
{
  return g_array_new (FALSE, TRUE, (guint)size);
}

static void
rows_init (ZbColumnRowsWriter *rows, const ZbColumnRows *of)
{
  guint n = of->n_columns - 1;

  rows->rows = *of;
  rows->numbers = g_new0 (GArray *, n + 1);
  rows->states = g_new0 (GArray *, n + 1);
  for (guint i = 0; i < n; i++) {
    rows->numbers[i] = numbers_new (sizeof (gint64));
    rows->states[i] = numbers_new (sizeof (guint8));
  }
  rows->keys = numbers_new (sizeof (guint32));
  rows->sizes = numbers_new (sizeof (guint32));
  rows->starts = numbers_new (sizeof (guint32));
  rows->firsts = numbers_new (sizeof (guint32));
  rows->blocks = numbers_new (sizeof (ZbColumnBlock));
}

static void
rows_clear (ZbColumnRowsWriter *rows)
{
  for (guint i = 0; i + 1 < rows->rows.n_columns; i++) {
    g_array_unref (rows->numbers[i]);
    g_array_unref (rows->states[i]);
  }
  g_free (rows->numbers);
  g_free (rows->states);
  g_array_unref (rows->keys);
  g_array_unref (rows->sizes);
  g_array_unref (rows->starts);
  g_array_unref (rows->firsts);
  g_array_unref (rows->blocks);
}

static gboolean
fail_write (const ZbColumnWriter *writer, GError **error)
{
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "cannot write “%s”: %s",
               writer->temporary, g_strerror (errno));
  return FALSE;
}

gboolean
zb_column_writer_put (
    ZbColumnWriter *writer, const void *bytes, gsize length, guint64 *ret_offset, GError **error)
{
  static const guint8 zeros[ZB_COLUMN_ALIGN];
  gsize gap = (ZB_COLUMN_ALIGN - writer->at % ZB_COLUMN_ALIGN) % ZB_COLUMN_ALIGN;

  if ((gap > 0 && fwrite (zeros, 1, gap, writer->file) != gap) ||
      (length > 0 && fwrite (bytes, 1, length, writer->file) != length))
    return fail_write (writer, error);
  *ret_offset = writer->at + gap;
  writer->at += gap + length;
  return TRUE;
}

ZbColumnWriter *
zb_column_writer_new (const char *path, ZbForm *form, ZbPeriod period, GError **error)
{
  g_autoptr (ZbColumnWriter) writer = g_new0 (ZbColumnWriter, 1);
  ZbColumnHeader header = {.length = 0};
  guint64 offset;
  int descriptor;

  writer->form = zb_form_ref (form);
  writer->period = period;
  writer->path = g_strdup (path);
  writer->temporary = g_strconcat (path, ".XXXXXX", NULL);
  writer->shape = zb_column_shape_new (form);
  writer->numbers = g_new0 (gint64, (gsize)writer->shape->n_fixed * ZB_LANES + 1);
  writer->states = g_new0 (guint8, (gsize)writer->shape->n_fixed * ZB_LANES + 1);
  writer->vector = zb_lane_vector_new ();
  writer->units = g_byte_array_new ();
  writer->stamps = numbers_new (sizeof (gint64));
  writer->live = numbers_new (sizeof (guint64));
  writer->blocks = numbers_new (sizeof (ZbColumnBlock));
  writer->rows = g_new0 (ZbColumnRowsWriter, writer->shape->sections->len + 1);
  for (guint i = 0; i < writer->shape->sections->len; i++)
    rows_init (&writer->rows[i], &g_array_index (writer->shape->sections, ZbColumnRows, i));
  writer->key_numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  writer->keys = g_ptr_array_new ();
  descriptor = g_mkstemp_full (writer->temporary, O_RDWR | O_CLOEXEC, 0600);
  writer->file = descriptor < 0 ? NULL : fdopen (descriptor, "wb");
  if (writer->file == NULL) {
    fail_write (writer, error);
    return NULL;
  }
  return zb_column_writer_put (writer, &header, sizeof header, &offset, error)
             ? g_steal_pointer (&writer)
             : NULL;
}

void
zb_column_writer_free (ZbColumnWriter *writer)
{
  if (writer == NULL)
    return;
  if (writer->file != NULL) {
    fclose (writer->file);
    g_unlink (writer->temporary);
  }
  for (guint i = 0; i < writer->shape->sections->len; i++)
    rows_clear (&writer->rows[i]);
  g_free (writer->rows);
  g_ptr_array_unref (writer->keys);
  g_hash_table_unref (writer->key_numbers);
  g_free (writer->kept_keys);
  g_array_unref (writer->blocks);
  g_array_unref (writer->live);
  g_array_unref (writer->stamps);
  g_byte_array_unref (writer->units);
  zb_lane_vector_free (writer->vector);
  g_free (writer->numbers);
  g_free (writer->states);
  zb_column_shape_free (writer->shape);
  g_free (writer->temporary);
  g_free (writer->path);
  zb_form_unref (writer->form);
  g_free (writer);
}

static gboolean
put_vector (ZbColumnWriter *writer,
            const gint64 *numbers,
            const guint8 *states,
            guint n,
            ZbColumnBlock *ret_block,
            GError **error)
{
  zb_lane_vector_pack (writer->vector, numbers, states, n);
  *ret_block = writer->vector->block;
  return zb_column_writer_put (writer, writer->vector->bytes->data, writer->vector->bytes->len,
                               &ret_block->offset, error);
}

/* The rows of the block at hand, cut into row blocks. */
static gboolean
flush_rows (ZbColumnWriter *writer, ZbColumnRowsWriter *rows, GError **error)
{
  guint32 first = rows->blocks->len / rows->rows.n_columns, size = rows->n_here;

  for (guint from = 0; from < rows->n_here; from += ZB_LANES) {
    guint n = MIN (rows->n_here - from, ZB_LANES);
    ZbColumnBlock block = {0};

    g_array_append_val (rows->blocks, block);
    for (guint i = 0; i + 1 < rows->rows.n_columns; i++) {
      if (!put_vector (writer, &g_array_index (rows->numbers[i], gint64, from),
                       &g_array_index (rows->states[i], guint8, from), n, &block, error))
        return FALSE;
      g_array_append_val (rows->blocks, block);
    }
  }
  for (guint i = 0; i + 1 < rows->rows.n_columns; i++) {
    g_array_set_size (rows->numbers[i], 0);
    g_array_set_size (rows->states[i], 0);
  }
  g_array_append_val (rows->firsts, first);
  g_array_append_val (rows->sizes, size);
  g_array_set_size (rows->starts, rows->firsts->len * (ZB_LANES + 1));
  for (guint i = (writer->n_reports - 1) % ZB_LANES + 1; i <= ZB_LANES; i++)
    g_array_index (rows->starts, guint32, (rows->firsts->len - 1) * (ZB_LANES + 1) + i) = size;
  rows->n_here = 0;
  return TRUE;
}

static gboolean
flush_block (ZbColumnWriter *writer, GError **error)
{
  guint n = (writer->n_reports - 1) % ZB_LANES + 1;

  for (guint i = 0; i < writer->shape->n_fixed; i++) {
    ZbColumnBlock block;

    if (!put_vector (writer, writer->numbers + (gsize)i * ZB_LANES,
                     writer->states + (gsize)i * ZB_LANES, n, &block, error))
      return FALSE;
    g_array_append_val (writer->blocks, block);
  }
  for (guint i = 0; i < writer->shape->sections->len; i++) {
    if (!flush_rows (writer, &writer->rows[i], error))
      return FALSE;
  }
  writer->n_flushed = writer->n_reports;
  return TRUE;
}

guint32
zb_column_writer_number_key (ZbColumnWriter *writer, const char *key)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (writer->key_numbers, key));
  char *copy;

  if (number > 0)
    return number - 1;
  copy = g_strdup (key);
  g_ptr_array_add (writer->keys, copy);
  g_hash_table_insert (writer->key_numbers, copy, GUINT_TO_POINTER (writer->keys->len));
  return writer->keys->len - 1;
}

void
zb_column_writer_begin_rows (ZbColumnWriter *writer, ZbColumnRowsWriter *rows)
{
  gsize at = (gsize)(writer->n_reports / ZB_LANES) * (ZB_LANES + 1) + writer->n_reports % ZB_LANES;

  g_array_set_size (rows->starts, (guint)at + 1);
  g_array_index (rows->starts, guint32, at) = rows->n_here;
}

static void
add_rows (ZbColumnWriter *writer, ZbColumnRowsWriter *rows, const ZbReport *report)
{
  guint section = rows->rows.section, n = zb_report_n_rows (report, section);
  const gint64 *numbers = zb_report_numbers (report, section);
  const guint8 *states = zb_report_states (report, section);
  guint n_columns = writer->form->sections[section].n_columns;

  zb_column_writer_begin_rows (writer, rows);
  for (guint row = 0; row < n; row++) {
    guint32 key = zb_column_writer_number_key (writer, zb_report_row_key (report, section, row));

    g_array_append_val (rows->keys, key);
    for (guint i = 0; i + 1 < rows->rows.n_columns; i++) {
      const ZbColumnPlace *place =
          &g_array_index (writer->shape->places, ZbColumnPlace, rows->rows.first_column + 1 + i);

      g_array_append_val (rows->numbers[i], numbers[row * n_columns + place->column]);
      g_array_append_val (rows->states[i], states[row * n_columns + place->column]);
    }
  }
  rows->n_here += n;
}

static void
add_cells (ZbColumnWriter *writer, const ZbReport *report)
{
  guint lane = writer->n_reports % ZB_LANES;

  for (guint i = 0; i < writer->shape->n_fixed; i++) {
    const ZbColumnPlace *place = &g_array_index (writer->shape->places, ZbColumnPlace, i);
    gsize cell =
        (gsize)place->row * writer->form->sections[place->section].n_columns + place->column;

    writer->numbers[(gsize)i * ZB_LANES + lane] = zb_report_numbers (report, place->section)[cell];
    writer->states[(gsize)i * ZB_LANES + lane] = zb_report_states (report, place->section)[cell];
  }
}

gboolean
zb_column_writer_check (ZbColumnWriter *writer, const char *unit, GError **error)
{
  if (strlen (unit) >= ZB_COLUMN_UNIT_SIZE) {
    g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_TOO_LARGE,
                 "the code of unit “%s” is longer than %d characters", unit,
                 ZB_COLUMN_UNIT_SIZE - 1);
    return FALSE;
  }
  if (!writer->any_order && writer->n_reports > 0 && strcmp (unit, writer->last) <= 0) {
    g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_INVALID,
                 "the report of unit “%s” comes after that of “%s”", unit, writer->last);
    return FALSE;
  }
  if (writer->n_reports >= ZB_COLUMN_MAX_REPORTS) {
    g_set_error (error, ZB_RULE_ERROR, ZB_RULE_ERROR_TOO_LARGE, "there are too many reports");
    return FALSE;
  }
  return TRUE;
}

void
zb_column_writer_begin (ZbColumnWriter *writer, const char *unit, gint64 stamp, gboolean live)
{
  guint lane = writer->n_reports % ZB_LANES;

  if (lane == 0)
    g_array_set_size (writer->live, writer->live->len + ZB_LANE_WORDS);
  if (live)
    g_array_index (writer->live, guint64, writer->live->len - ZB_LANE_WORDS + lane / 64) |=
        G_GUINT64_CONSTANT (1) << (lane % 64);
  memset (writer->last, 0, sizeof writer->last);
  memcpy (writer->last, unit, MIN (strlen (unit), sizeof writer->last - 1));
  g_byte_array_append (writer->units, (const guint8 *)writer->last, sizeof writer->last);
  g_array_append_val (writer->stamps, stamp);
}

gboolean
zb_column_writer_end (ZbColumnWriter *writer, GError **error)
{
  writer->n_reports++;
  return writer->n_reports % ZB_LANES != 0 || flush_block (writer, error);
}

gboolean
zb_column_writer_add (ZbColumnWriter *writer, const ZbReport *report, gint64 stamp, GError **error)
{
  g_return_val_if_fail (zb_report_form (report) == writer->form, FALSE);
  if (!zb_column_writer_check (writer, zb_report_unit (report), error))
    return FALSE;
  zb_column_writer_begin (writer, zb_report_unit (report), stamp,
                          zb_report_kind (report) != ZB_REPORT_NIL);
  add_cells (writer, report);
  for (guint i = 0; i < writer->shape->sections->len; i++)
    add_rows (writer, &writer->rows[i], report);
  return zb_column_writer_end (writer, error);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Sorts the keys and numbers them anew; returns the new number of each. */
static guint32 *
sort_keys (ZbColumnWriter *writer)
{
  guint32 *numbers = g_new0 (guint32, writer->keys->len + 1);

  g_ptr_array_sort (writer->keys, compare_keys);
  for (guint i = 0; i < writer->keys->len; i++) {
    guint before = GPOINTER_TO_UINT (
        g_hash_table_lookup (writer->key_numbers, g_ptr_array_index (writer->keys, i)));

    numbers[before - 1] = i;
  }
  return numbers;
}

static gboolean
put_row_keys (ZbColumnWriter *writer,
              ZbColumnRowsWriter *rows,
              const guint32 *numbers,
              GError **error)
{
  guint at = 0, row_block = 0;

  for (guint i = 0; i < rows->sizes->len; i++) {
    guint end = at + g_array_index (rows->sizes, guint32, i);

    while (at < end) {
      guint n = MIN (end - at, ZB_LANES);
      gint64 lanes[ZB_LANES];

      for (guint j = 0; j < n; j++)
        lanes[j] = numbers[g_array_index (rows->keys, guint32, at + j)];
      if (!put_vector (
              writer, lanes, NULL, n,
              &g_array_index (rows->blocks, ZbColumnBlock, row_block * rows->rows.n_columns),
              error))
        return FALSE;
      at += n;
      row_block++;
    }
  }
  return TRUE;
}

/* Gathers the tables of all dynamic sections behind each other. */
static void
gather_rows (ZbColumnWriter *writer, GArray *starts, GArray *firsts)
{
  for (guint i = 0; i < writer->shape->sections->len; i++) {
    ZbColumnRowsWriter *rows = &writer->rows[i];
    ZbColumnRows *table = &g_array_index (writer->shape->sections, ZbColumnRows, i);
    guint32 end = rows->blocks->len / rows->rows.n_columns;

    g_array_append_val (rows->firsts, end);
    table->n_blocks = end;
    table->first_block = writer->blocks->len;
    if (rows->starts->len > 0)
      g_array_append_vals (starts, rows->starts->data, rows->starts->len);
    g_array_append_vals (firsts, rows->firsts->data, rows->firsts->len);
    if (rows->blocks->len > 0)
      g_array_append_vals (writer->blocks, rows->blocks->data, rows->blocks->len);
  }
}

static void
gather_names (ZbColumnWriter *writer, GByteArray *names, GArray *keys)
{
  for (guint i = 0; i < writer->keys->len; i++) {
    const char *key = g_ptr_array_index (writer->keys, i);
    guint32 at = names->len;

    g_array_append_val (keys, at);
    g_byte_array_append (names, (const guint8 *)key, (guint)strlen (key) + 1);
  }
}

static gboolean
put_table (ZbColumnWriter *writer,
           const void *items,
           gsize size,
           gsize n,
           ZbColumnTable *ret_table,
           guint64 *sum,
           GError **error)
{
  ret_table->count = n;
  *sum = zb_column_sum (*sum, items, size * n);
  return zb_column_writer_put (writer, items, size * n, &ret_table->offset, error);
}

static gboolean
put_tables (ZbColumnWriter *writer, ZbColumnHeader *header, guint64 *sum, GError **error)
{
  g_autoptr (GArray) starts = numbers_new (sizeof (guint32));
  g_autoptr (GArray) firsts = numbers_new (sizeof (guint32));
  g_autoptr (GArray) keys = numbers_new (sizeof (guint32));
  g_autoptr (GByteArray) names = g_byte_array_new ();
  const GArray *places = writer->shape->places, *sections = writer->shape->sections;

  gather_rows (writer, starts, firsts);
  gather_names (writer, names, keys);
  return put_table (writer, places->data, sizeof (ZbColumnPlace), places->len, &header->columns,
                    sum, error) &&
         put_table (writer, sections->data, sizeof (ZbColumnRows), sections->len, &header->sections,
                    sum, error) &&
         put_table (writer, writer->units->data, ZB_COLUMN_UNIT_SIZE, writer->n_reports,
                    &header->units, sum, error) &&
         put_table (writer, writer->stamps->data, sizeof (gint64), writer->n_reports,
                    &header->stamps, sum, error) &&
         put_table (writer, writer->live->data, sizeof (guint64), writer->live->len, &header->live,
                    sum, error) &&
         put_table (writer, starts->data, sizeof (guint32), starts->len, &header->starts, sum,
                    error) &&
         put_table (writer, firsts->data, sizeof (guint32), firsts->len, &header->firsts, sum,
                    error) &&
         put_table (writer, writer->blocks->data, sizeof (ZbColumnBlock), writer->blocks->len,
                    &header->blocks, sum, error) &&
         put_table (writer, names->data, 1, names->len, &header->names, sum, error) &&
         put_table (writer, keys->data, sizeof (guint32), keys->len, &header->keys, sum, error);
}

static void
fill_header (const ZbColumnWriter *writer, ZbColumnHeader *header)
{
  memcpy (header->magic, ZB_COLUMN_MAGIC, sizeof header->magic);
  g_strlcpy (header->form, writer->form->id, sizeof header->form);
  g_strlcpy (header->edition, writer->form->edition, sizeof header->edition);
  header->shape = writer->shape->shape;
  header->period_year = writer->period.year;
  header->period_kind = writer->period.kind;
  header->period_index = writer->period.index;
  header->n_reports = writer->n_reports;
  header->length = writer->at;
}

gboolean
zb_column_writer_finish (ZbColumnWriter *writer, GError **error)
{
  ZbColumnHeader header = {.length = 0};
  g_autofree guint32 *numbers = NULL;
  guint64 sum = 0;

  if (writer->n_reports > writer->n_flushed && !flush_block (writer, error))
    return FALSE;
  numbers = sort_keys (writer);
  for (guint i = 0; i < writer->shape->sections->len; i++) {
    if (!put_row_keys (writer, &writer->rows[i], numbers, error))
      return FALSE;
  }
  if (!put_tables (writer, &header, &sum, error))
    return FALSE;
  fill_header (writer, &header);
  header.sum = zb_column_sum (sum, &header, sizeof header);
  if (fseek (writer->file, 0, SEEK_SET) != 0 ||
      fwrite (&header, sizeof header, 1, writer->file) != 1 || fflush (writer->file) != 0)
    return fail_write (writer, error);
  fclose (g_steal_pointer (&writer->file));
  if (g_rename (writer->temporary, writer->path) == 0)
    return TRUE;
  fail_write (writer, error);
  g_unlink (writer->temporary);
  return FALSE;
}
