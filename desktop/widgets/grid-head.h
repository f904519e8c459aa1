/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Merged column heads: a matrix of levels × columns covered by spans, as the printed form merges
 * them. A place no span covers is blank head. */
typedef struct _ZbGridHead ZbGridHead;

typedef struct {
  char *text;
  guint level;
  guint n_levels;
  guint column;
  guint n_columns;
} ZbGridHeadSpan;

ZbGridHead *zb_grid_head_new (guint n_levels, guint n_columns);
ZbGridHead *zb_grid_head_ref (ZbGridHead *head);
void zb_grid_head_unref (ZbGridHead *head);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbGridHead, zb_grid_head_unref)

/* Adds a span. FALSE, and nothing added, when it is empty, reaches outside or overlaps another. */
gboolean zb_grid_head_add (
    ZbGridHead *head, const char *text, guint level, guint n_levels, guint column, guint n_columns);

guint zb_grid_head_get_n_levels (const ZbGridHead *head);
guint zb_grid_head_get_n_columns (const ZbGridHead *head);
guint zb_grid_head_get_n_spans (const ZbGridHead *head);

/* The spans in the order they were added (borrowed). */
const ZbGridHeadSpan *zb_grid_head_get_span (const ZbGridHead *head, guint i);

/* Shares the heights the spans need out over the levels: a span of one level makes its level that
 * high; one of several levels makes its last level higher only where the others do not suffice.
 * @needed has one height per span, @ret_levels one per level (set, never below @least). */
void
zb_grid_head_share_heights (const ZbGridHead *head, const int *needed, int least, int *ret_levels);
