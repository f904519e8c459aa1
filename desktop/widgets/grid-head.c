/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/grid-head.h"

struct _ZbGridHead {
  guint n_levels;
  guint n_columns;
  GArray *spans; /* ZbGridHeadSpan */
  gboolean *covered;
};

static void
clear_span (gpointer data)
{
  ZbGridHeadSpan *span = data;
  g_free (span->text);
}

ZbGridHead *
zb_grid_head_new (guint n_levels, guint n_columns)
{
  ZbGridHead *head = g_atomic_rc_box_new0 (ZbGridHead);
  head->n_levels = n_levels;
  head->n_columns = n_columns;
  head->spans = g_array_new (FALSE, FALSE, sizeof (ZbGridHeadSpan));
  g_array_set_clear_func (head->spans, clear_span);
  head->covered = g_new0 (gboolean, (gsize)n_levels * n_columns);
  return head;
}

ZbGridHead *
zb_grid_head_ref (ZbGridHead *head)
{
  return g_atomic_rc_box_acquire (head);
}

static void
head_clear (gpointer data)
{
  ZbGridHead *head = data;
  g_array_unref (head->spans);
  g_free (head->covered);
}

void
zb_grid_head_unref (ZbGridHead *head)
{
  g_atomic_rc_box_release_full (head, head_clear);
}

/* Whether the places from the first to before the last are inside and free. */
static gboolean
span_fits (const ZbGridHead *head, guint level, guint n_levels, guint column, guint n_columns)
{
  if (n_levels == 0 || n_columns == 0 || level >= head->n_levels || column >= head->n_columns)
    return FALSE;
  if (n_levels > head->n_levels - level || n_columns > head->n_columns - column)
    return FALSE;
  for (guint l = level; l < level + n_levels; l++)
    for (guint c = column; c < column + n_columns; c++)
      if (head->covered[l * head->n_columns + c])
        return FALSE;
  return TRUE;
}

gboolean
zb_grid_head_add (
    ZbGridHead *head, const char *text, guint level, guint n_levels, guint column, guint n_columns)
{
  if (!span_fits (head, level, n_levels, column, n_columns))
    return FALSE;
  for (guint l = level; l < level + n_levels; l++)
    for (guint c = column; c < column + n_columns; c++)
      head->covered[l * head->n_columns + c] = TRUE;
  ZbGridHeadSpan span = {g_strdup (text), level, n_levels, column, n_columns};
  g_array_append_val (head->spans, span);
  return TRUE;
}

guint
zb_grid_head_get_n_levels (const ZbGridHead *head)
{
  return head->n_levels;
}

guint
zb_grid_head_get_n_columns (const ZbGridHead *head)
{
  return head->n_columns;
}

guint
zb_grid_head_get_n_spans (const ZbGridHead *head)
{
  return head->spans->len;
}

const ZbGridHeadSpan *
zb_grid_head_get_span (const ZbGridHead *head, guint i)
{
  return &g_array_index (head->spans, ZbGridHeadSpan, i);
}

void
zb_grid_head_share_heights (const ZbGridHead *head, const int *needed, int least, int *ret_levels)
{
  for (guint level = 0; level < head->n_levels; level++)
    ret_levels[level] = least;
  for (guint i = 0; i < head->spans->len; i++) {
    const ZbGridHeadSpan *span = zb_grid_head_get_span (head, i);
    if (span->n_levels == 1)
      ret_levels[span->level] = MAX (ret_levels[span->level], needed[i]);
  }
  for (guint i = 0; i < head->spans->len; i++) {
    const ZbGridHeadSpan *span = zb_grid_head_get_span (head, i);
    int given = 0;
    for (guint level = span->level; level < span->level + span->n_levels; level++)
      given += ret_levels[level];
    if (needed[i] > given)
      ret_levels[span->level + span->n_levels - 1] += needed[i] - given;
  }
}
