/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/form-lookup.h"
#include "server/recheck/steps.h"

#include <string.h>

/* One stored section beside the one that the signed report gives. */
typedef struct {
  const ZbReport *report;
  const ZbPackedSection *expected, *found;
  const ZbRowCheck *check;
} Pair;

static gboolean
bytes_equal (GBytes *a, GBytes *b)
{
  gsize n_a = a != NULL ? g_bytes_get_size (a) : 0, n_b = b != NULL ? g_bytes_get_size (b) : 0;

  return n_a == n_b && (n_a == 0 || g_bytes_equal (a, b));
}

/* Texts one after another, each ended by NUL. */
typedef struct {
  const char *at, *end;
} Texts;

static Texts
texts_of (GBytes *bytes)
{
  gsize length = 0;
  const char *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  return (Texts){data, data != NULL ? data + length : NULL};
}

/* NULL at the end; what is not ended by NUL is no text. */
static const char *
next_text (Texts *texts)
{
  const char *text = texts->at;
  const char *end = text != NULL ? memchr (text, '\0', (gsize)(texts->end - text)) : NULL;

  if (end == NULL)
    return NULL;
  texts->at = end + 1;
  return text;
}

/* The item that cell @index of the expected section is. (transfer full) */
static char *
item_at (const Pair *pair, guint index)
{
  const ZbForm *form = zb_report_form (pair->report);
  const ZbSection *shape = &form->sections[pair->expected->section];
  guint row = index / shape->n_columns;
  const char *key = shape->dynamic ? zb_report_row_key (pair->report, pair->expected->section, row)
                                   : shape->rows[row].code;

  return zb_form_item_id (form, pair->expected->section, key, index % shape->n_columns);
}

/* What a cell says: its figure, or the state that stands for one. (transfer full) */
static char *
cell_text (const Pair *pair, const ZbPackedSection *section, guint index)
{
  static const char *const states[] = {"", "", "na", "scope", "withheld"};
  const ZbForm *form = zb_report_form (pair->report);
  guint n_columns = form->sections[pair->expected->section].n_columns;
  ZbCellState state = zb_packed_section_state (section, index);
  ZbCellSpec spec = {0};
  gint64 number;

  if (!zb_packed_section_number (section, index, &number))
    return g_strdup ((guint)state < G_N_ELEMENTS (states) ? states[state] : "?");
  zb_report_cell_spec (pair->report, pair->expected->section, index / n_columns, index % n_columns,
                       &spec);
  if (number > ZB_DECIMAL_MAX_DIGITS || number < -ZB_DECIMAL_MAX_DIGITS)
    return g_strdup_printf ("%" G_GINT64_FORMAT, number);
  return zb_decimal_to_string ((ZbDecimal){number, spec.scale});
}

/* Names the cells whose figures or states differ; FALSE if it finds none. */
static gboolean
name_cells (const Pair *pair)
{
  guint n = pair->expected->n_rows * pair->expected->n_columns;
  gboolean any = FALSE;

  for (guint i = 0; i < n; i++) {
    g_autofree char *expected = cell_text (pair, pair->expected, i);
    g_autofree char *found = cell_text (pair, pair->found, i);
    g_autofree char *item = NULL;

    if (g_str_equal (expected, found))
      continue;
    item = item_at (pair, i);
    zb_row_check_text (pair->check, item, expected, found);
    any = TRUE;
  }
  return any;
}

/* Where two lists of "key NUL text NUL" first part; @name makes a field's name of the key. */
static void
name_texts (const Pair *pair, GBytes *expected, GBytes *found, const char *field)
{
  Texts wanted = texts_of (expected), there = texts_of (found);
  const char *key, *other;

  do {
    const char *text, *other_text;

    key = next_text (&wanted);
    text = next_text (&wanted);
    other = next_text (&there);
    other_text = next_text (&there);
    if (g_strcmp0 (key, other) != 0 || g_strcmp0 (text, other_text) != 0) {
      guint64 index = 0;
      gboolean is_cell = pair->expected != NULL && key != NULL &&
                         g_ascii_string_to_unsigned (key, 10, 0, G_MAXUINT32, &index, NULL);
      g_autofree char *item = is_cell ? item_at (pair, (guint)index) : NULL;

      zb_row_check_fault (pair->check, ZB_LOG_FAULT_CHANGED,
                          item != NULL  ? item
                          : key != NULL ? key
                                        : field,
                          text, g_strcmp0 (key, other) == 0 ? other_text : NULL);
      return;
    }
  } while (key != NULL);
  zb_row_check_fault (pair->check, ZB_LOG_FAULT_CHANGED, field, NULL, NULL);
}

/* Names a part of the section, as "A.keys". (transfer full) */
static char *
part_name (const Pair *pair, const char *part)
{
  const ZbForm *form = zb_report_form (pair->report);

  return g_strconcat (form->sections[pair->expected->section].id, ".", part, NULL);
}

static void
compare_shape (const Pair *pair)
{
  g_autofree char *n_rows = part_name (pair, "n_rows");
  g_autofree char *n_columns = part_name (pair, "n_columns");

  zb_row_check_int (pair->check, n_rows, pair->expected->n_rows, pair->found->n_rows);
  zb_row_check_int (pair->check, n_columns, pair->expected->n_columns, pair->found->n_columns);
}

static void
compare_keys (const Pair *pair)
{
  Texts wanted = texts_of (pair->expected->keys), there = texts_of (pair->found->keys);
  const char *key = next_text (&wanted), *other = next_text (&there);
  g_autofree char *field = part_name (pair, "keys");

  while (key != NULL && g_strcmp0 (key, other) == 0) {
    key = next_text (&wanted);
    other = next_text (&there);
  }
  zb_row_check_text (pair->check, field, key, other);
}

static void
compare_section (const Pair *pair)
{
  const ZbPackedSection *expected = pair->expected, *found = pair->found;
  gboolean shaped = expected->n_rows == found->n_rows && expected->n_columns == found->n_columns;
  gboolean same_numbers = bytes_equal (expected->numbers, found->numbers);
  gboolean same_states = bytes_equal (expected->states, found->states);

  if (!shaped)
    compare_shape (pair);
  if (!bytes_equal (expected->keys, found->keys))
    compare_keys (pair);
  if ((!same_numbers || !same_states) && (!shaped || !name_cells (pair))) {
    g_autofree char *field = part_name (pair, same_numbers ? "states" : "numbers");

    zb_row_check_fault (pair->check, ZB_LOG_FAULT_CHANGED, field, NULL, NULL);
  }
  if (!bytes_equal (expected->texts, found->texts)) {
    g_autofree char *field = part_name (pair, "texts");

    name_texts (pair, expected->texts, found->texts, field);
  }
}

static const ZbPackedSection *
find_section (const ZbPackedReport *packed, guint section)
{
  for (guint i = 0; i < packed->sections->len; i++) {
    const ZbPackedSection *one = packed->sections->pdata[i];

    if (one->section == section)
      return one;
  }
  return NULL;
}

/* The section's name in the form, or its number where the form has none such. (transfer full) */
static char *
section_name (const ZbForm *form, guint section)
{
  return section < form->n_sections ? g_strdup (form->sections[section].id)
                                    : g_strdup_printf ("%u", section);
}

/* One section, which one of both may lack. */
static void
check_section (const ZbRowCheck *check,
               const ZbReport *report,
               const ZbPackedSection *expected,
               const ZbPackedSection *found)
{
  guint section = expected != NULL ? expected->section : found->section;
  g_autofree char *name = section_name (zb_report_form (report), section);
  const Pair pair = {report, expected, found, check};

  if (expected == NULL)
    zb_row_check_fault (check, ZB_LOG_FAULT_UNLOGGED, name, NULL, NULL);
  else if (found == NULL)
    zb_row_check_fault (check, ZB_LOG_FAULT_MISSING, name, NULL, NULL);
  else
    compare_section (&pair);
}

static void
check_sections (const ZbRowCheck *check,
                const ZbReport *report,
                const ZbPackedReport *expected,
                const ZbPackedReport *found)
{
  for (guint i = 0; i < expected->sections->len; i++) {
    const ZbPackedSection *section = expected->sections->pdata[i];

    check_section (check, report, section, find_section (found, section->section));
  }
  for (guint i = 0; i < found->sections->len; i++) {
    const ZbPackedSection *section = found->sections->pdata[i];

    if (find_section (expected, section->section) == NULL)
      check_section (check, report, NULL, section);
  }
}

gboolean
zb_recheck_sections (const ZbRecheck *recheck,
                     const ZbRowCheck *check,
                     const ZbVersion *version,
                     const ZbReport *signed_report,
                     GError **error)
{
  g_autoptr (ZbPackedReport) expected = zb_packed_report_new (signed_report);
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbPackedReport) found = zb_store_read_packed (recheck->store, version->id, &fault);
  const Pair pair = {signed_report, NULL, NULL, check};

  if (g_error_matches (fault, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT)) {
    zb_row_check_fault (check, ZB_LOG_FAULT_CHANGED, "sections", NULL, fault->message);
    return TRUE;
  }
  if (found == NULL) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return FALSE;
  }
  check_sections (check, signed_report, expected, found);
  if (!bytes_equal (expected->fields, found->fields))
    name_texts (&pair, expected->fields, found->fields, "fields");
  return TRUE;
}
