/* SPDX-License-Identifier: Apache-2.0 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

#include "tests/validators/random-rows.h"
#include "validators/columns/column-check.h"
#include "validators/columns/column-shape.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A sound file of a few reports and rules over it. */
typedef struct {
  ZbForm *form;
  ZbRuleset *ruleset;
  char *bytes;
  gsize length;
} Sound;

/* @rows: of a form with rows, and rules that look at the month before. */
static gpointer
make_sound (gpointer rows)
{
  Sound *sound = g_new0 (Sound, 1);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autofree char *folder = g_dir_make_tmp ("zb-columns-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "x.columns", NULL);
  ZbPeriod period = {.kind = ZB_PERIOD_MONTH, .year = 2024, .index = 6};
  g_autoptr (GPtrArray) reports = NULL;
  g_autoptr (ZbColumnWriter) writer = NULL;

  sound->form = rows != NULL ? zb_random_rows_form () : zb_random_form ();
  sound->ruleset = rows != NULL ? zb_random_rows_ruleset (sound->form, random, 12)
                                : zb_random_ruleset (sound->form, random, 12);
  reports = rows != NULL ? zb_random_rows_reports (sound->form, random, period, 40, 90)
                         : zb_random_reports (sound->form, random, 40, FALSE);
  writer = zb_column_writer_new (path, sound->form, period, NULL);
  for (guint i = 0; i < reports->len; i++)
    zb_column_writer_add (writer, g_ptr_array_index (reports, i), i, NULL);
  zb_column_writer_finish (writer, NULL);
  g_file_get_contents (path, &sound->bytes, &sound->length, NULL);
  g_unlink (path);
  g_rmdir (folder);
  return sound;
}

/* Makes the sum of header and tables right again, so that what is changed gets further in. */
static void
mend_sum (guint8 *bytes, gsize length)
{
  static const gsize sizes[] = {sizeof (ZbColumnPlace),
                                sizeof (ZbColumnRows),
                                ZB_COLUMN_UNIT_SIZE,
                                8,
                                8,
                                4,
                                4,
                                sizeof (ZbColumnBlock),
                                1,
                                4};
  ZbColumnHeader *header = (ZbColumnHeader *)(void *)bytes;
  const ZbColumnTable *table = &header->columns;
  guint64 sum = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    if (table[i].offset > length || table[i].count > (length - table[i].offset) / sizes[i])
      return;
    sum = zb_column_sum (sum, bytes + table[i].offset, table[i].count * sizes[i]);
  }
  header->sum = 0;
  header->sum = zb_column_sum (sum, header, sizeof *header);
}

/* The month before is the same file. */
static gboolean
find_cb (
    gpointer self, const char *form, ZbPeriod period, const ZbColumnPart **ret_parts, guint *ret_n)
{
  *ret_parts = self;
  *ret_n = 1;
  return TRUE;
}

/* Each five bytes change one of the file, of one form or another by how many there are; whatever it
 * then says, judging it must end well. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static GOnce once[2] = {G_ONCE_INIT, G_ONCE_INIT};
  gboolean rows = size / 5 % 2 == 1;
  const Sound *sound = g_once (&once[rows], make_sound, GINT_TO_POINTER (rows));
  ZbColumnPart before = {0};
  guint8 *bytes = g_aligned_alloc (1, sound->length, ZB_COLUMN_ALIGN);
  g_autoptr (GBytes) changed =
      g_bytes_new_with_free_func (bytes, sound->length, g_aligned_free, bytes);
  g_autoptr (ZbColumnFile) file = NULL;
  g_autoptr (ZbColumnCheck) check = NULL;

  memcpy (bytes, sound->bytes, sound->length);
  for (size_t i = 0; i + 5 <= size; i += 5) {
    guint32 at;

    memcpy (&at, data + i, sizeof at);
    bytes[at % sound->length] ^= data[i + 4];
  }
  mend_sum (bytes, sound->length);
  file = zb_column_file_new (changed, "x", sound->form, NULL);
  if (file == NULL)
    return 0;
  zb_column_file_verify (file, NULL);
  before = (ZbColumnPart){.file = file, .form = sound->form};
  check = zb_column_check_new (sound->ruleset, file, zb_context_empty,
                               (ZbReportSource){.neighbours = {find_cb, &before}}, NULL);
  zb_column_check_run (check, 1);
  return 0;
}
