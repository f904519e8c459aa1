/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/model/incoming-item.h"

#include "client/import/incoming-words.h"
#include "desktop/enterprise/model/cell-entry.h"
#include "desktop/enterprise/model/finding-words.h"
#include "desktop/enterprise/office/language.h"
#include "forms/form-lookup.h"

struct _ZbIncomingItem {
  GObject parent_instance;

  const ZbIncomingCell *cell;
  char *texts[ZB_INCOMING_N_COLUMNS];
};

G_DEFINE_FINAL_TYPE (ZbIncomingItem, zb_incoming_item, G_TYPE_OBJECT)

static void
zb_incoming_item_finalize (GObject *object)
{
  ZbIncomingItem *item = ZB_INCOMING_ITEM (object);

  for (guint i = 0; i < ZB_INCOMING_N_COLUMNS; i++)
    g_free (item->texts[i]);
  G_OBJECT_CLASS (zb_incoming_item_parent_class)->finalize (object);
}

static void
zb_incoming_item_class_init (ZbIncomingItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zb_incoming_item_finalize;
}

static void
zb_incoming_item_init (G_GNUC_UNUSED ZbIncomingItem *item)
{
}

/* What @cell is to hold; FALSE where the form has no such cell. */
static gboolean
find_spec (const ZbIncoming *incoming, const ZbIncomingCell *cell, ZbCellSpec *ret_spec)
{
  const ZbForm *form = zb_report_form (zb_incoming_report (incoming));

  if (cell->field < 0)
    return cell->item != NULL && zb_section_cell_spec (&form->sections[cell->section], cell->key,
                                                       cell->cell_column, ret_spec);
  *ret_spec = zb_form_field (form, (guint)cell->field)->spec;
  return TRUE;
}

/* A field of the heading is text, also where it has digits alone: "202406". */
static char *
dup_value (const ZbIncoming *incoming, const ZbIncomingCell *cell, const char *text)
{
  ZbCellSpec spec;

  if (find_spec (incoming, cell, &spec) && spec.type == ZB_CELL_CODE)
    return zb_cell_entry_show_code (&spec, text);
  return cell->field >= 0 ? g_strdup (text) : zb_finding_dup_figure (text);
}

ZbIncomingItem *
zb_incoming_item_new (const ZbIncoming *incoming, const ZbIncomingCell *cell)
{
  ZbIncomingItem *item = g_object_new (ZB_TYPE_INCOMING_ITEM, NULL);
  const char *language = g_str_has_prefix (zb_language_get (), "zh") ? "zh" : "en";
  g_autofree char *name = zb_incoming_dup_name (incoming, cell, language);
  const char *after = cell->after != NULL ? cell->after : cell->text;

  item->cell = cell;
  item->texts[ZB_INCOMING_COLUMN_PLACE] = g_strdup (cell->place);
  item->texts[ZB_INCOMING_COLUMN_CELL] = cell->item != NULL && cell->field < 0
                                             ? g_strdup_printf ("%s  %s", cell->item, name)
                                             : g_steal_pointer (&name);
  item->texts[ZB_INCOMING_COLUMN_BEFORE] =
      *cell->before != '\0' ? dup_value (incoming, cell, cell->before) : g_strdup ("");
  item->texts[ZB_INCOMING_COLUMN_AFTER] = dup_value (incoming, cell, after);
  item->texts[ZB_INCOMING_COLUMN_VERDICT] = zb_incoming_dup_verdict (cell, language);
  return item;
}

const ZbIncomingCell *
zb_incoming_item_get_cell (ZbIncomingItem *item)
{
  return item->cell;
}

const char *
zb_incoming_item_get_text (ZbIncomingItem *item, ZbIncomingColumn column)
{
  return item->texts[column];
}

gboolean
zb_incoming_item_is_refused (ZbIncomingItem *item)
{
  return item->cell->verdict >= ZB_INCOMING_TWICE;
}
