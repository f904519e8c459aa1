/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/column-heads.h"

/* How many merged heads stand above a column, its group included. */
static guint
get_depth (const ZbSection *section, guint group)
{
  guint depth = 0;

  for (; group != 0; group = section->groups[group - 1].parent)
    depth++;
  return depth;
}

guint
zb_section_n_head_levels (const ZbSection *section)
{
  guint levels = 0;

  for (guint c = 0; c < section->n_columns; c++)
    levels = MAX (levels, get_depth (section, section->columns[c].group));
  return levels + 1;
}

/* The group of a column at a level counted from the top, 0 if it has none there. */
static guint
get_group_at (const ZbSection *section, guint column, guint level)
{
  guint group = section->columns[column].group;
  guint depth = get_depth (section, group);

  for (; depth > level + 1; depth--)
    group = section->groups[group - 1].parent;
  return depth == level + 1 ? group : 0;
}

static void
add_groups (GArray *heads, const ZbSection *section, guint level)
{
  for (guint c = 0, n; c < section->n_columns; c += n) {
    guint group = get_group_at (section, c, level);

    for (n = 1; c + n < section->n_columns && group == get_group_at (section, c + n, level);)
      n++;
    if (group != 0) {
      ZbColumnHead head = {&section->groups[group - 1].label, level, 1, c, n};
      g_array_append_val (heads, head);
    }
  }
}

static void
add_columns (GArray *heads, const ZbSection *section, guint level, guint levels)
{
  for (guint c = 0; c < section->n_columns; c++) {
    if (get_depth (section, section->columns[c].group) == level) {
      ZbColumnHead head = {&section->columns[c].label, level, levels - level, c, 1};
      g_array_append_val (heads, head);
    }
  }
}

GArray *
zb_section_column_heads (const ZbSection *section)
{
  GArray *heads = g_array_new (FALSE, FALSE, sizeof (ZbColumnHead));
  guint levels = zb_section_n_head_levels (section);

  for (guint level = 0; level < levels; level++) {
    add_groups (heads, section, level);
    add_columns (heads, section, level, levels);
  }
  return heads;
}
