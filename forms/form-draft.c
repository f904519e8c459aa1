/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/form-draft.h"

#include "formats/xml-writer.h"

#include <string.h>

static void
clear_group (gpointer data)
{
  zb_text_clear (&((ZbDraftGroup *)data)->label);
}

static void
clear_column (gpointer data)
{
  ZbDraftColumn *column = data;

  g_free (column->code);
  zb_text_clear (&column->label);
}

static void
clear_row (gpointer data)
{
  ZbDraftRow *row = data;

  g_free (row->code);
  zb_text_clear (&row->label);
}

static void
clear_field (gpointer data)
{
  ZbDraftField *field = data;

  g_free (field->id);
  zb_text_clear (&field->label);
}

static void
free_section (gpointer data)
{
  ZbDraftSection *section = data;

  g_free (section->id);
  zb_text_clear (&section->title);
  g_free (section->keys);
  g_free (section->key_level);
  g_array_unref (section->groups);
  g_array_unref (section->columns);
  g_array_unref (section->rows);
  g_free (section);
}

static GArray *
new_array (guint size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, TRUE, size);

  g_array_set_clear_func (array, clear);
  return array;
}

ZbFormDraft *
zb_form_draft_new (void)
{
  ZbFormDraft *draft = g_new0 (ZbFormDraft, 1);

  draft->code_lists = g_ptr_array_new_with_free_func (g_free);
  draft->fields = new_array (sizeof (ZbDraftField), clear_field);
  draft->signers = new_array (sizeof (ZbDraftField), clear_field);
  draft->sections = g_ptr_array_new_with_free_func (free_section);
  return draft;
}

void
zb_form_draft_free (ZbFormDraft *draft)
{
  g_free (draft->id);
  g_free (draft->code);
  g_free (draft->edition);
  g_free (draft->system);
  zb_text_clear (&draft->title);
  zb_text_clear (&draft->issuer);
  zb_text_clear (&draft->document);
  zb_text_clear (&draft->note);
  g_ptr_array_unref (draft->code_lists);
  g_array_unref (draft->fields);
  g_array_unref (draft->signers);
  g_ptr_array_unref (draft->sections);
  g_free (draft);
}

ZbDraftSection *
zb_form_draft_add_section (ZbFormDraft *draft)
{
  ZbDraftSection *section = g_new0 (ZbDraftSection, 1);

  section->id = g_strdup_printf ("%c", 'A' + (char)(draft->sections->len % 26));
  section->groups = new_array (sizeof (ZbDraftGroup), clear_group);
  section->columns = new_array (sizeof (ZbDraftColumn), clear_column);
  section->rows = new_array (sizeof (ZbDraftRow), clear_row);
  g_ptr_array_add (draft->sections, section);
  return section;
}

void
zb_form_draft_use (ZbFormDraft *draft, const char *id)
{
  if (!g_ptr_array_find_with_equal_func (draft->code_lists, id, g_str_equal, NULL))
    g_ptr_array_add (draft->code_lists, g_strdup (id));
}

void
zb_form_draft_add_signers (ZbFormDraft *draft)
{
  static const struct {
    const char *id, *zh, *en;
    guint max_length;
  } signers[] = {
      {"head-of-unit", "单位负责人", "Head of unit", 40},
      {"head-of-statistics", "统计负责人", "Head of statistics", 40},
      {"preparer", "填表人", "Prepared by", 40},
      {"phone", "联系电话", "Telephone", 20},
      {"report-date", "报出日期", "Date sent", 0},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (signers); i++) {
    ZbDraftField field = {g_strdup (signers[i].id),
                          {g_strdup (signers[i].zh), g_strdup (signers[i].en)},
                          signers[i].max_length > 0 ? ZB_CELL_TEXT : ZB_CELL_DATE,
                          signers[i].max_length};
    g_array_append_val (draft->signers, field);
  }
}

static void
write_text (ZbXmlWriter *xml, const char *name, const ZbText *text)
{
  static const char *const languages[] = {"zh", "en"};

  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++) {
    zb_xml_writer_start (xml, name);
    zb_xml_writer_attribute (xml, "xml:lang", languages[i]);
    zb_xml_writer_text (xml, zb_text_get (text, languages[i]));
    zb_xml_writer_end (xml);
  }
}

static gboolean
is_empty (const ZbText *text)
{
  return *zb_text_get (text, "zh") == '\0';
}

static void
write_number (ZbXmlWriter *xml, const char *name, guint value)
{
  g_autofree char *text = g_strdup_printf ("%u", value);

  zb_xml_writer_attribute (xml, name, text);
}

static void
write_fields (ZbXmlWriter *xml, const char *name, const GArray *fields)
{
  if (fields->len == 0)
    return;
  zb_xml_writer_start (xml, name);
  for (guint i = 0; i < fields->len; i++) {
    const ZbDraftField *field = &g_array_index (fields, ZbDraftField, i);

    zb_xml_writer_start (xml, "field");
    zb_xml_writer_attribute (xml, "id", field->id);
    zb_xml_writer_attribute (xml, "type", field->type == ZB_CELL_DATE ? "date" : "text");
    if (field->type != ZB_CELL_DATE)
      write_number (xml, "max-length", field->max_length);
    write_text (xml, "label", &field->label);
    zb_xml_writer_end (xml);
  }
  zb_xml_writer_end (xml);
}

/* The heads above a column, outermost first; at most as many as there are groups. */
static GArray *
list_heads (const ZbDraftSection *section, const ZbDraftColumn *column)
{
  GArray *heads = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint group = column->group; group != 0 && heads->len < section->groups->len;
       group = g_array_index (section->groups, ZbDraftGroup, group - 1).parent)
    g_array_prepend_val (heads, group);
  return heads;
}

/* Ends the groups that do not hold the next column, and begins those that do. */
static void
write_columns (ZbXmlWriter *xml, const ZbDraftSection *section)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (guint));

  zb_xml_writer_start (xml, "columns");
  for (guint i = 0; i < section->columns->len; i++) {
    const ZbDraftColumn *column = &g_array_index (section->columns, ZbDraftColumn, i);
    g_autoptr (GArray) heads = list_heads (section, column);
    guint same = 0;

    while (same < MIN (open->len, heads->len) &&
           g_array_index (open, guint, same) == g_array_index (heads, guint, same))
      same++;
    for (; open->len > same; g_array_set_size (open, open->len - 1))
      zb_xml_writer_end (xml);
    for (; open->len < heads->len;
         g_array_append_val (open, g_array_index (heads, guint, open->len))) {
      guint group = g_array_index (heads, guint, open->len);
      zb_xml_writer_start (xml, "group");
      write_text (xml, "label", &g_array_index (section->groups, ZbDraftGroup, group - 1).label);
    }
    zb_xml_writer_start (xml, "column");
    zb_xml_writer_attribute (xml, "code", column->code);
    write_text (xml, "label", &column->label);
    zb_xml_writer_end (xml);
  }
  for (guint i = 0; i < open->len; i++)
    zb_xml_writer_end (xml);
  zb_xml_writer_end (xml);
}

static void
write_row (ZbXmlWriter *xml, const ZbDraftSection *section, const ZbDraftRow *row)
{
  zb_xml_writer_start (xml, "row");
  zb_xml_writer_attribute (xml, "code", row->code);
  if (row->indent > 0)
    write_number (xml, "indent", row->indent);
  zb_xml_writer_attribute (xml, "measure", row->measure ? row->measure->id : NULL);
  if (row->scale >= 0)
    write_number (xml, "scale", (guint)row->scale);
  write_text (xml, "label", &row->label);
  for (guint i = 0; i < MIN (section->columns->len, 64); i++) {
    if ((row->blocked & (G_GUINT64_CONSTANT (1) << i)) == 0)
      continue;
    zb_xml_writer_start (xml, "cell");
    zb_xml_writer_attribute (xml, "column",
                             g_array_index (section->columns, ZbDraftColumn, i).code);
    zb_xml_writer_attribute (xml, "na", "true");
    zb_xml_writer_end (xml);
  }
  zb_xml_writer_end (xml);
}

static void
write_section (ZbXmlWriter *xml, const ZbDraftSection *section)
{
  zb_xml_writer_start (xml, "section");
  zb_xml_writer_attribute (xml, "id", section->id);
  zb_xml_writer_attribute (xml, "keys", section->keys);
  zb_xml_writer_attribute (xml, "key-level", section->key_level);
  zb_xml_writer_attribute (xml, "measure", section->measure ? section->measure->id : NULL);
  write_number (xml, "scale", section->scale);
  if (!is_empty (&section->title))
    write_text (xml, "title", &section->title);
  write_columns (xml, section);
  for (guint i = 0; i < section->rows->len; i++)
    write_row (xml, section, &g_array_index (section->rows, ZbDraftRow, i));
  zb_xml_writer_end (xml);
}

static void
write_heading (ZbXmlWriter *xml, const ZbFormDraft *draft)
{
  static const char *const kinds[] = {"year", "half", "quarter", "month", "tenday"};
  char from[ZB_PERIOD_TEXT_SIZE], until[ZB_PERIOD_TEXT_SIZE];

  zb_xml_writer_attribute (xml, "xmlns", "urn:zhibao:form:1");
  zb_xml_writer_attribute (xml, "id", draft->id);
  zb_xml_writer_attribute (xml, "code", draft->code ? draft->code : draft->id);
  zb_xml_writer_attribute (xml, "edition", draft->edition);
  zb_xml_writer_attribute (xml, "revision", "1");
  zb_xml_writer_attribute (xml, "system", draft->system);
  zb_xml_writer_attribute (xml, "period", kinds[draft->period_kind]);
  zb_xml_writer_attribute (xml, "valid-from", zb_period_format (draft->valid_from, from));
  if (draft->expires.year != 0)
    zb_xml_writer_attribute (xml, "expires", zb_period_format (draft->expires, until));
  write_text (xml, "title", &draft->title);
  write_text (xml, "issuer", &draft->issuer);
  if (!is_empty (&draft->document))
    write_text (xml, "document", &draft->document);
  if (!is_empty (&draft->note))
    write_text (xml, "note", &draft->note);
}

static void
write_deadline (ZbXmlWriter *xml, const ZbFormDraft *draft)
{
  g_autofree char *time =
      g_strdup_printf ("%02u:%02u", draft->deadline_minute / 60, draft->deadline_minute % 60);

  zb_xml_writer_start (xml, "deadline");
  write_number (xml, "days", draft->deadline_days);
  zb_xml_writer_attribute (xml, "time", time);
  zb_xml_writer_end (xml);
}

GBytes *
zb_form_draft_write (const ZbFormDraft *draft)
{
  g_autoptr (ZbXmlWriter) xml = zb_xml_writer_new ();

  zb_xml_writer_start (xml, "form");
  write_heading (xml, draft);
  write_deadline (xml, draft);
  if (draft->code_lists->len > 0) {
    zb_xml_writer_start (xml, "codelists");
    for (guint i = 0; i < draft->code_lists->len; i++) {
      zb_xml_writer_start (xml, "use");
      zb_xml_writer_attribute (xml, "id", draft->code_lists->pdata[i]);
      zb_xml_writer_end (xml);
    }
    zb_xml_writer_end (xml);
  }
  write_fields (xml, "head", draft->fields);
  for (guint i = 0; i < draft->sections->len; i++)
    write_section (xml, draft->sections->pdata[i]);
  write_fields (xml, "signers", draft->signers);
  return zb_xml_writer_finish (xml);
}
