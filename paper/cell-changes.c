/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/form-lookup.h"
#include "paper/form-changes.h"

#include <string.h>

/* Cells are compared one by one and told by row: "[01] columns 1, 2". */

typedef char *(*TellCell) (const ZbChangeList *list, const ZbCellSpec *spec);

static char *
tell_measure (const ZbChangeList *list, const ZbCellSpec *spec)
{
  return g_strdup (spec->measure ? zb_text_get (&spec->measure->name, list->language) : "");
}

static char *
tell_scale (const ZbChangeList *list, const ZbCellSpec *spec)
{
  return g_strdup_printf (zb_change_list_say (list, "%u位小数", "%u decimals"), spec->scale);
}

static char *
tell_type (const ZbChangeList *list, const ZbCellSpec *spec)
{
  static const char *const zh[] = {"数字", "代码", "文字", "日期"};
  static const char *const en[] = {"figure", "code", "text", "date"};
  const char *codes = spec->codes ? zb_code_list_id (spec->codes) : NULL;

  return g_strconcat (zb_change_list_say (list, zh[spec->type], en[spec->type]), codes ? " " : "",
                      codes, NULL);
}

static char *
tell_filling (const ZbChangeList *list, const ZbCellSpec *spec)
{
  static const struct {
    ZbCellFlags flag;
    const char *zh, *en;
  } flags[] = {
      {ZB_CELL_REQUIRED, "必填", "required"},
      {ZB_CELL_COMPUTED, "系统计算", "computed"},
      {ZB_CELL_LOCKED, "不可填", "locked"},
      {ZB_CELL_NOT_APPLICABLE, "不适用", "not applicable"},
      {ZB_CELL_NOT_IN_JOINT, "1—2月免填", "not in the joint period"},
      {ZB_CELL_PREFILLED, "预填", "filled from earlier reports"},
  };
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (flags); i++)
    if (spec->flags & flags[i].flag)
      g_string_append_printf (text, "%s%s",
                              text->len > 0 ? zb_change_list_say (list, "、", ", ") : "",
                              zb_change_list_say (list, flags[i].zh, flags[i].en));
  if (text->len == 0)
    g_string_append (text, zb_change_list_say (list, "可不填", "optional"));
  return g_strdup (text->str);
}

static const struct {
  ZbChangeGroup group;
  gboolean of_numbers;
  TellCell tell;
} aspects[] = {
    {ZB_CHANGES_MEASURES, TRUE, tell_measure},
    {ZB_CHANGES_MEASURES, TRUE, tell_scale},
    {ZB_CHANGES_CELLS, FALSE, tell_type},
    {ZB_CHANGES_CELLS, FALSE, tell_filling},
};

/* A row of both editions; index 0 of the columns where rows are chosen. */
typedef struct {
  const ZbSection *before, *after;
  guint old_row, new_row;
  const char *code, *caption;
} Pair;

static const ZbCellSpec *
old_spec (const Pair *pair, guint column)
{
  const char *code = pair->after->columns[column].code;
  int old = zb_section_find_column (pair->before, code);

  return old < 0 ? NULL
                 : &pair->before->specs[pair->old_row * pair->before->n_columns + (guint)old];
}

static gboolean
differs (ZbChangeList *list, gsize aspect, const ZbCellSpec *old, const ZbCellSpec *new)
{
  if (aspects[aspect].of_numbers && (old->type != ZB_CELL_NUMBER || new->type != ZB_CELL_NUMBER))
    return FALSE;
  g_autofree char *before = aspects[aspect].tell (list, old);
  g_autofree char *after = aspects[aspect].tell (list, new);
  return strcmp (before, after) != 0;
}

/* The columns of the row in which this aspect changed from the first's to the first's. */
static void
add_aspect (ZbChangeList *list, const Pair *pair, gsize aspect)
{
  const ZbSection *section = pair->after;
  g_autoptr (GString) columns = g_string_new (NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  guint n = 0;

  for (guint c = 0; c < section->n_columns; c++) {
    const ZbCellSpec *old = old_spec (pair, c);
    const ZbCellSpec *new = &section->specs[pair->new_row * section->n_columns + c];

    if (!old || !differs (list, aspect, old, new))
      continue;
    if (n++ == 0) {
      before = aspects[aspect].tell (list, old);
      after = aspects[aspect].tell (list, new);
    }
    g_string_append_printf (columns, "%s%s", columns->len > 0 ? "、" : "",
                            section->columns[c].code);
  }
  if (n == 0)
    return;
  g_autofree char *name =
      section->n_columns == 1 || n == section->n_columns
          ? g_strdup (pair->caption)
          : g_strdup_printf (zb_change_list_say (list, "%s第%s栏", "%s, columns %s"), pair->caption,
                             columns->str);
  zb_change_list_compare (list, aspects[aspect].group, pair->code, name, before, after);
}

static void
compare_pair (ZbChangeList *list, const Pair *pair)
{
  for (gsize i = 0; i < G_N_ELEMENTS (aspects); i++)
    add_aspect (list, pair, i);
}

void
zb_cell_changes_add (ZbChangeList *list,
                     const char *section,
                     const ZbSection *before,
                     const ZbSection *after)
{
  if (before->dynamic != after->dynamic)
    return;
  if (after->dynamic) {
    Pair pair = {before, after, 0, 0, after->id, zb_text_get (&after->title, list->language)};
    compare_pair (list, &pair);
    return;
  }
  for (guint r = 0; r < after->n_rows; r++) {
    const ZbRow *row = &after->rows[r];
    int old = zb_section_find_row (before, row->code);
    g_autofree char *code =
        section ? g_strdup_printf ("%s.%s", section, row->code) : g_strdup (row->code);
    Pair pair = {before, after, (guint)old, r, code, zb_text_get (&row->label, list->language)};

    if (old >= 0)
      compare_pair (list, &pair);
  }
}
