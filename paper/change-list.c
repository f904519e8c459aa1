/* SPDX-License-Identifier: Apache-2.0 */
#include "paper/change-list.h"

#include "paper/html.h"
#include "paper/paper-words.h"

#include <string.h>

static const struct {
  const char *id, *zh, *en;
  const char *thing_zh, *thing_en; /* what one of its changes is about */
} groups[ZB_CHANGES_N_GROUPS] = {
    [ZB_CHANGES_HEADING] = {"heading", "表式说明", "About the form", "", ""},
    [ZB_CHANGES_DEADLINE] = {"deadline", "报送时间", "Deadlines", "", ""},
    [ZB_CHANGES_FIELDS] = {"fields", "表头和表脚栏目", "Header and footer fields", "栏目", "field"},
    [ZB_CHANGES_SECTIONS] = {"sections", "表的部分", "Sections", "部分", "section"},
    [ZB_CHANGES_ROWS] = {"rows", "指标（行）", "Indicators (rows)", "指标", "indicator"},
    [ZB_CHANGES_COLUMNS] = {"columns", "栏（列）", "Columns", "栏", "column"},
    [ZB_CHANGES_MEASURES] = {"measures", "计量单位和小数位", "Units and decimals", "", ""},
    [ZB_CHANGES_CELLS] = {"cells", "填报要求", "How cells are filled", "", ""},
    [ZB_CHANGES_RULES] = {"rules", "审核关系", "Relations checked", "审核关系", "relation"},
};

static const struct {
  const char *id, *zh, *en;
} kinds[] = {
    [ZB_CHANGE_ADDED] = {"added", "新增", "New"},
    [ZB_CHANGE_DROPPED] = {"dropped", "取消", "Dropped"},
    [ZB_CHANGE_RENAMED] = {"renamed", "改名", "Renamed"},
    [ZB_CHANGE_RECODED] = {"recoded", "改代码", "New code for"},
    [ZB_CHANGE_SPLIT] = {"split", "拆分", "Split"},
    [ZB_CHANGE_MERGED] = {"merged", "合并成", "Merged into"},
    [ZB_CHANGE_MOVED] = {"moved", "移动", "Moved"},
    [ZB_CHANGE_CHANGED] = {"changed", "修改", "Changed"},
};

static void
clear_change (gpointer data)
{
  ZbChange *change = data;

  g_free (change->code);
  g_free (change->name);
  g_free (change->before);
  g_free (change->after);
}

ZbChangeList *
zb_change_list_new (const char *language)
{
  ZbChangeList *list = g_new0 (ZbChangeList, 1);

  list->language = g_strdup (zb_paper_is_chinese (language) ? "zh" : "en");
  list->changes = g_array_new (FALSE, FALSE, sizeof (ZbChange));
  g_array_set_clear_func (list->changes, clear_change);
  return list;
}

void
zb_change_list_free (ZbChangeList *list)
{
  g_free (list->language);
  g_free (list->title);
  g_free (list->before);
  g_free (list->after);
  g_array_unref (list->changes);
  g_free (list);
}

/* Behind the others of its group and of the groups before. */
void
zb_change_list_add (ZbChangeList *list, const ZbChange *change)
{
  ZbChange copy = {change->group,
                   change->kind,
                   g_strdup (change->code ? change->code : ""),
                   g_strdup (change->name ? change->name : ""),
                   g_strdup (change->before),
                   g_strdup (change->after)};
  guint at = list->changes->len;

  while (at > 0 && g_array_index (list->changes, ZbChange, at - 1).group > change->group)
    at--;
  g_array_insert_val (list->changes, at, copy);
}

const char *
zb_change_list_say (const ZbChangeList *list, const char *chinese, const char *english)
{
  return zb_paper_is_chinese (list->language) ? chinese : english;
}

void
zb_change_list_compare (ZbChangeList *list,
                        ZbChangeGroup group,
                        const char *code,
                        const char *name,
                        const char *before,
                        const char *after)
{
  ZbChange change = {group,        ZB_CHANGE_CHANGED, (char *)code,
                     (char *)name, (char *)before,    (char *)after};

  if (g_strcmp0 (before ? before : "", after ? after : "") != 0)
    zb_change_list_add (list, &change);
}

const char *
zb_change_group_title (ZbChangeGroup group, const char *language)
{
  return zb_paper_is_chinese (language) ? groups[group].zh : groups[group].en;
}

const char *
zb_change_group_id (ZbChangeGroup group)
{
  return groups[group].id;
}

const char *
zb_change_kind_id (ZbChangeKind kind)
{
  return kinds[kind].id;
}

char *
zb_change_in_words (const ZbChangeList *list, const ZbChange *change)
{
  gboolean chinese = zb_paper_is_chinese (list->language);
  const char *kind = chinese ? kinds[change->kind].zh : kinds[change->kind].en;
  const char *thing = chinese ? groups[change->group].thing_zh : groups[change->group].thing_en;
  g_autofree char *code = *change->code ? g_strdup_printf ("[%s]", change->code) : g_strdup ("");

  if (chinese)
    return g_strdup_printf ("%s%s%s%s", kind, thing, code, change->name);
  return g_strdup_printf ("%s%s%s%s%s%s%s", kind, *thing ? " " : "", thing, *code ? " " : "", code,
                          *change->name ? " " : "", change->name);
}

static void
append_side (GString *out, const ZbChangeList *list, const char *text, gboolean is_after)
{
  if (text == NULL)
    return;
  g_string_append_printf (out, "      %s%s\n",
                          is_after ? zb_change_list_say (list, "现：", "now:    ")
                                   : zb_change_list_say (list, "原：", "before: "),
                          *text ? text : "—");
}

static char *
dup_heading (const ZbChangeList *list)
{
  return g_strdup_printf (zb_change_list_say (list, "%s：%s → %s", "%s: %s → %s"), list->title,
                          list->before, list->after);
}

char *
zb_change_list_to_text (const ZbChangeList *list)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *heading = dup_heading (list);
  int group = -1;

  g_string_append_printf (out, "%s\n", heading);
  if (list->changes->len == 0)
    g_string_append (out, zb_change_list_say (list, "没有变化。\n", "Nothing has changed.\n"));
  for (guint i = 0; i < list->changes->len; i++) {
    const ZbChange *change = &g_array_index (list->changes, ZbChange, i);
    g_autofree char *words = zb_change_in_words (list, change);

    if ((int)change->group != group)
      g_string_append_printf (out, "\n%s\n", zb_change_group_title (change->group, list->language));
    group = (int)change->group;
    g_string_append_printf (out, "  • %s\n", words);
    append_side (out, list, change->before, FALSE);
    append_side (out, list, change->after, TRUE);
  }
  return g_strdup (out->str);
}

static void
append_html_change (GString *out, const ZbChangeList *list, const ZbChange *change)
{
  g_autofree char *words = zb_change_in_words (list, change);

  g_string_append_printf (out, "<tr class=\"%s\">", kinds[change->kind].id);
  zb_html_leaf (out, "td", NULL, words);
  zb_html_leaf (out, "td", "before", change->before ? change->before : "");
  zb_html_leaf (out, "td", "after", change->after ? change->after : "");
  g_string_append (out, "</tr>\n");
}

char *
zb_change_list_to_html (const ZbChangeList *list)
{
  static const char style[] =
      "body{max-width:1000px}table{border-collapse:collapse;width:100%;font-size:.92em}"
      "td,th{border-top:1px solid #bbb;padding:4px 8px;vertical-align:top;text-align:left;"
      "width:33%}.added td:first-child{font-weight:bold}.dropped .before{text-decoration:"
      "line-through}@page{size:A4;margin:15mm}@media print{tr{break-inside:avoid}}";
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *heading = dup_heading (list);
  int group = -1;

  zb_html_begin (out, list->language, heading, style);
  zb_html_leaf (out, "h1", NULL, heading);
  if (list->changes->len == 0)
    zb_html_leaf (out, "p", NULL, zb_change_list_say (list, "没有变化。", "Nothing has changed."));
  for (guint i = 0; i < list->changes->len; i++) {
    const ZbChange *change = &g_array_index (list->changes, ZbChange, i);

    if ((int)change->group != group) {
      g_string_append (out, group >= 0 ? "</tbody>\n</table>\n" : "");
      zb_html_leaf (out, "h2", NULL, zb_change_group_title (change->group, list->language));
      g_string_append_printf (out,
                              "<table>\n<thead>\n<tr><th>%s</th><th>%s</th><th>%s</th></tr>\n"
                              "</thead>\n<tbody>\n",
                              zb_change_list_say (list, "变化", "Change"),
                              zb_change_list_say (list, "原", "Before"),
                              zb_change_list_say (list, "现", "Now"));
    }
    group = (int)change->group;
    append_html_change (out, list, change);
  }
  g_string_append (out, group >= 0 ? "</tbody>\n</table>\n" : "");
  zb_html_end (out);
  return g_strdup (out->str);
}
