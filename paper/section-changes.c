/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/form-lookup.h"
#include "forms/revision-map.h"
#include "paper/form-changes.h"

#include <string.h>

/* Rows and columns alike: a code and a caption, in printed order. */
typedef struct {
  const char *code, *caption;
  int other; /* where it stands on the other side, or one of these */
} Line;

#define NOWHERE (-1)
#define TOLD (-2) /* it was split or merged */

typedef struct {
  ZbChangeList *list;
  ZbChangeGroup group;
  const char *section; /* put before the codes; NULL for none */
  Line *before, *after;
  guint n_before, n_after;
  const GArray *links; /* (nullable) ZbMapLink: what the edition itself says */
} Lines;

static char *
dup_code (const Lines *lines, const char *code)
{
  return lines->section ? g_strdup_printf ("%s.%s", lines->section, code) : g_strdup (code);
}

static void
add (const Lines *lines,
     ZbChangeKind kind,
     const char *code,
     const char *name,
     const char *before,
     const char *after)
{
  g_autofree char *full = dup_code (lines, code);
  ZbChange change = {lines->group, kind, full, (char *)name, (char *)before, (char *)after};

  zb_change_list_add (lines->list, &change);
}

static void
match_by_code (Lines *lines)
{
  for (guint b = 0; b < lines->n_before; b++)
    lines->before[b].other = NOWHERE;
  for (guint a = 0; a < lines->n_after; a++) {
    lines->after[a].other = NOWHERE;
    for (guint b = 0; b < lines->n_before && lines->after[a].other < 0; b++) {
      if (strcmp (lines->before[b].code, lines->after[a].code) != 0)
        continue;
      lines->after[a].other = (int)b;
      lines->before[b].other = (int)a;
    }
  }
}

/* The one line on a side that has lost its partner and has this caption; -1 if none or several. */
static int
find_lonely (const Line *lines, guint n, const char *caption)
{
  int found = -1;

  for (guint i = 0; i < n; i++) {
    if (lines[i].other != NOWHERE || strcmp (lines[i].caption, caption) != 0)
      continue;
    if (found >= 0)
      return -1;
    found = (int)i;
  }
  return found;
}

static void
match_by_caption (Lines *lines)
{
  for (guint a = 0; a < lines->n_after; a++) {
    Line *after = &lines->after[a];
    int before;

    if (after->other != NOWHERE ||
        find_lonely (lines->after, lines->n_after, after->caption) != (int)a)
      continue;
    before = find_lonely (lines->before, lines->n_before, after->caption);
    if (before < 0)
      continue;
    add (lines, ZB_CHANGE_RECODED, after->code, after->caption, lines->before[before].code,
         after->code);
    after->other = before;
    lines->before[before].other = (int)a;
  }
}

/* Marks the longest run of partners that kept their order: all others have moved. */
static void
mark_kept (const Lines *lines, gboolean *kept)
{
  g_autofree guint *length = g_new0 (guint, lines->n_after + 1);
  g_autofree int *from = g_new0 (int, lines->n_after + 1);
  int best = -1;

  for (guint a = 0; a < lines->n_after; a++) {
    from[a] = -1;
    if (lines->after[a].other < 0)
      continue;
    length[a] = 1;
    for (guint i = 0; i < a; i++) {
      if (lines->after[i].other < 0 || lines->after[i].other > lines->after[a].other ||
          length[i] + 1 <= length[a])
        continue;
      length[a] = length[i] + 1;
      from[a] = (int)i;
    }
    if (best < 0 || length[a] > length[best])
      best = (int)a;
  }
  for (; best >= 0; best = from[best])
    kept[best] = TRUE;
}

static char *
tell_place (const Lines *lines, const Line *side, guint index)
{
  const ZbChangeList *list = lines->list;

  if (index == 0)
    return g_strdup (zb_change_list_say (list, "第一", "first"));
  g_autofree char *code = dup_code (lines, side[index - 1].code);
  return g_strdup_printf ("%s [%s] %s", zb_change_list_say (list, "在", "after"), code,
                          zb_change_list_say (list, "之后", ""));
}

static void
add_moves (const Lines *lines)
{
  g_autofree gboolean *kept = g_new0 (gboolean, lines->n_after + 1);

  mark_kept (lines, kept);
  for (guint a = 0; a < lines->n_after; a++) {
    if (lines->after[a].other < 0 || kept[a])
      continue;
    g_autofree char *before = tell_place (lines, lines->before, (guint)lines->after[a].other);
    g_autofree char *after = tell_place (lines, lines->after, a);
    add (lines, ZB_CHANGE_MOVED, lines->after[a].code, lines->after[a].caption, g_strchomp (before),
         g_strchomp (after));
  }
}

static Line *
find_line (Line *lines, guint n, const char *code)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (lines[i].code, code) == 0)
      return &lines[i];
  return NULL;
}

/* "08 exports on own account (90 %)" for each row that @code became, or was made of. */
static char *
tell_parts (const Lines *lines, const char *code, gboolean of_split)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < lines->links->len; i++) {
    const ZbMapLink *link = &g_array_index (lines->links, ZbMapLink, i);
    const char *whole = of_split ? link->from : link->to, *part = of_split ? link->to : link->from;
    const Line *line = of_split ? find_line (lines->after, lines->n_after, part)
                                : find_line (lines->before, lines->n_before, part);

    if (link->change != (of_split ? ZB_MAP_SPLIT : ZB_MAP_MERGED) || strcmp (whole, code) != 0)
      continue;
    g_string_append_printf (text, "%s%s %s",
                            text->len > 0 ? zb_change_list_say (lines->list, "；", "; ") : "", part,
                            line != NULL ? line->caption : "");
    if (link->share > 0)
      g_string_append_printf (text, " (%.4g %%)", link->share / 10000.0);
  }
  return g_string_free (text, FALSE);
}

/* A row that was split, or made of several, is told once with its parts; a renamed one is matched.
 */
static void
match_by_link (Lines *lines, const ZbMapLink *link)
{
  Line *before = find_line (lines->before, lines->n_before, link->from);
  Line *after = find_line (lines->after, lines->n_after, link->to);
  gboolean is_split = link->change == ZB_MAP_SPLIT;

  if (before == NULL || after == NULL)
    return;
  if (link->change == ZB_MAP_RENAMED && strcmp (link->from, link->to) != 0) {
    add (lines, ZB_CHANGE_RECODED, after->code, after->caption, before->code, after->code);
    after->other = (int)(before - lines->before);
    before->other = (int)(after - lines->after);
  }
  if (!is_split && link->change != ZB_MAP_MERGED)
    return;
  Line *whole = is_split ? before : after;
  g_autofree char *parts = tell_parts (lines, whole->code, is_split);
  if (whole->other != TOLD)
    add (lines, is_split ? ZB_CHANGE_SPLIT : ZB_CHANGE_MERGED, whole->code, whole->caption,
         is_split ? whole->code : parts, is_split ? parts : whole->code);
  before->other = after->other = TOLD;
}

static void
compare_lines (Lines *lines)
{
  match_by_code (lines);
  for (guint i = 0; lines->links != NULL && i < lines->links->len; i++)
    match_by_link (lines, &g_array_index (lines->links, ZbMapLink, i));
  match_by_caption (lines);
  for (guint a = 0; a < lines->n_after; a++)
    if (lines->after[a].other == NOWHERE)
      add (lines, ZB_CHANGE_ADDED, lines->after[a].code, lines->after[a].caption, NULL, NULL);
  for (guint b = 0; b < lines->n_before; b++) {
    const Line *before = &lines->before[b];

    if (before->other == NOWHERE)
      add (lines, ZB_CHANGE_DROPPED, before->code, before->caption, NULL, NULL);
    else if (before->other >= 0 &&
             strcmp (before->caption, lines->after[before->other].caption) != 0)
      add (lines, ZB_CHANGE_RENAMED, lines->after[before->other].code, NULL, before->caption,
           lines->after[before->other].caption);
  }
  add_moves (lines);
}

static Line *
list_rows (const ZbSection *section, const char *language)
{
  Line *lines = g_new0 (Line, section->n_rows + 1);

  for (guint r = 0; r < section->n_rows; r++)
    lines[r] = (Line){section->rows[r].code, zb_text_get (&section->rows[r].label, language), -1};
  return lines;
}

/* A column's caption is its own with those of the heads above it. */
static Line *
list_columns (const ZbSection *section, const char *language)
{
  Line *lines = g_new0 (Line, section->n_columns + 1);

  for (guint c = 0; c < section->n_columns; c++) {
    g_autoptr (GString) caption = g_string_new (zb_text_get (&section->columns[c].label, language));

    for (guint g = section->columns[c].group; g != 0; g = section->groups[g - 1].parent) {
      g_string_prepend (caption, " ");
      g_string_prepend (caption, zb_text_get (&section->groups[g - 1].label, language));
    }
    lines[c] = (Line){section->columns[c].code, g_strdup (caption->str), -1};
  }
  return lines;
}

static void
free_columns (Line *lines, guint n)
{
  for (guint c = 0; c < n; c++)
    g_free ((char *)lines[c].caption);
  g_free (lines);
}

static void
compare_rows (ZbChangeList *list,
              const char *id,
              const ZbSection *before,
              const ZbSection *after,
              const ZbMapSection *map)
{
  g_autofree Line *old = list_rows (before, list->language);
  g_autofree Line *new = list_rows (after, list->language);
  Lines lines = {list,
                 ZB_CHANGES_ROWS,
                 id,
                 old,
                 new,
                 before->n_rows,
                 after->n_rows,
                 map != NULL ? map->rows : NULL};

  compare_lines (&lines);
}

static void
compare_columns (ZbChangeList *list,
                 const char *id,
                 const ZbSection *before,
                 const ZbSection *after,
                 const ZbMapSection *map)
{
  Line *old = list_columns (before, list->language);
  Line *new = list_columns (after, list->language);
  Lines lines = {list,
                 ZB_CHANGES_COLUMNS,
                 id,
                 old,
                 new,
                 before->n_columns,
                 after->n_columns,
                 map != NULL ? map->columns : NULL};

  compare_lines (&lines);
  free_columns (old, before->n_columns);
  free_columns (new, after->n_columns);
}

static char *
tell_section (const ZbChangeList *list, const ZbSection *section)
{
  return section->dynamic
             ? g_strdup_printf (zb_change_list_say (list, "从代码表“%s”选行，至多%u行",
                                                    "rows chosen from the list “%s”, at most %u"),
                                zb_code_list_id (section->keys), section->max_rows)
             : g_strdup (zb_change_list_say (list, "固定行", "fixed rows"));
}

static void
compare_sections (ZbChangeList *list,
                  gboolean alone,
                  const ZbSection *before,
                  const ZbSection *after,
                  const ZbMapSection *map)
{
  const char *id = alone ? NULL : after->id;
  const char *title = zb_text_get (&after->title, list->language);
  g_autofree char *old = tell_section (list, before);
  g_autofree char *new = tell_section (list, after);
  ZbChange renamed = {ZB_CHANGES_SECTIONS,
                      ZB_CHANGE_RENAMED,
                      after->id,
                      NULL,
                      (char *)zb_text_get (&before->title, list->language),
                      (char *)title};

  if (strcmp (renamed.before, title) != 0)
    zb_change_list_add (list, &renamed);
  zb_change_list_compare (list, ZB_CHANGES_SECTIONS, after->id, title, old, new);
  compare_rows (list, id, before, after, map);
  compare_columns (list, id, before, after, map);
  zb_cell_changes_add (list, id, before, after);
}

static void
add_section (ZbChangeList *list, ZbChangeKind kind, const ZbSection *section)
{
  ZbChange change = {ZB_CHANGES_SECTIONS,
                     kind,
                     section->id,
                     (char *)zb_text_get (&section->title, list->language),
                     NULL,
                     NULL};

  zb_change_list_add (list, &change);
}

/* What the edition itself says of the section, if it follows the one before. */
static const ZbMapSection *
find_map (const ZbForm *before, const ZbForm *after, const char *id)
{
  if (after->map == NULL || strcmp (after->map->from, before->edition) != 0)
    return NULL;
  for (guint i = 0; i < after->map->sections->len; i++) {
    const ZbMapSection *section = &g_array_index (after->map->sections, ZbMapSection, i);

    if (g_strcmp0 (section->from, id) == 0 && g_strcmp0 (section->to, id) == 0)
      return section;
  }
  return NULL;
}

void
zb_section_changes_add (ZbChangeList *list, const ZbForm *before, const ZbForm *after)
{
  gboolean alone = before->n_sections == 1 && after->n_sections == 1;

  for (guint s = 0; s < before->n_sections; s++) {
    int now = zb_form_find_section (after, before->sections[s].id);

    if (now >= 0)
      compare_sections (list, alone, &before->sections[s], &after->sections[now],
                        find_map (before, after, before->sections[s].id));
    else
      add_section (list, ZB_CHANGE_DROPPED, &before->sections[s]);
  }
  for (guint s = 0; s < after->n_sections; s++)
    if (zb_form_find_section (before, after->sections[s].id) < 0)
      add_section (list, ZB_CHANGE_ADDED, &after->sections[s]);
}
