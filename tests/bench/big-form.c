/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/big-form.h"

#include <string.h>

#include "formats/zip-writer.h"

#define N_COLUMNS 12
#define N_ROW_RULES 250
#define N_SUM_RULES 50

static void
add_label (GString *xml, const char *element, const char *zh, const char *en, guint number)
{
  g_string_append_printf (xml, "<%s xml:lang='zh'>%s%u</%s><%s xml:lang='en'>%s %u</%s>", element,
                          zh, number, element, element, en, number, element);
}

static GString *
begin_form (const char *id)
{
  GString *xml = g_string_new (NULL);

  g_string_append_printf (xml,
                          "<form xmlns='urn:zhibao:form:1' id='%s' code='%s' edition='2024' "
                          "revision='1' system='s1' period='month' valid-from='2020-01'>"
                          "<title xml:lang='zh'>大表</title><title xml:lang='en'>Large</title>"
                          "<issuer xml:lang='zh'>某局</issuer>"
                          "<issuer xml:lang='en'>A bureau</issuer>"
                          "<deadline days='9' time='12:00'/>",
                          id, id);
  return xml;
}

static void
add_columns (GString *xml, guint n)
{
  g_string_append (xml, "<columns>");
  for (guint i = 1; i <= n; i++) {
    g_string_append_printf (xml, "<column code='%u'>", i);
    add_label (xml, "label", "第", "Column", i);
    g_string_append (xml, "</column>");
  }
  g_string_append (xml, "</columns>");
}

static void
add_entry (ZbZipWriter *writer, const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  zb_zip_writer_add (writer, name, bytes);
}

static GBytes *
bundle (const char *form, const char *rules, const char *list)
{
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autoptr (GError) error = NULL;

  if (list != NULL)
    add_entry (writer, "codelists/entries.xml", list);
  add_entry (writer, "form.rules", rules);
  add_entry (writer, "form.xml", form);
  GBytes *bytes = zb_zip_writer_finish (writer, &error);
  g_assert_no_error (error);
  return bytes;
}

static char *
write_rules (const char *id)
{
  GString *rules = g_string_new (NULL);

  g_string_append_printf (rules, "form %s revision 1\n", id);
  for (guint i = 1; i <= N_ROW_RULES; i++)
    g_string_append_printf (rules,
                            "#%u hard each c in 1..%u :\n  [A.%03u,c] >= [A.%03u,c]\n"
                            "  blank = zero\n",
                            i, N_COLUMNS, 2 * i - 1, 2 * i);
  for (guint i = 1; i <= N_SUM_RULES; i++)
    g_string_append_printf (rules,
                            "#%u soft [A.%03u,1] + [A.%03u,2] >= [A.%03u,3]\n  blank = zero\n",
                            N_ROW_RULES + i, i, i, i);
  return g_string_free (rules, FALSE);
}

GBytes *
zb_big_form_fixed (const char *id, guint n_rows)
{
  g_autoptr (GString) xml = begin_form (id);
  g_autofree char *rules = write_rules (id);

  g_assert_cmpuint (n_rows, >=, 2 * N_ROW_RULES);
  g_string_append (xml, "<section id='A' measure='CNY1000' scale='0'>");
  add_label (xml, "title", "表", "Table", 1);
  add_columns (xml, N_COLUMNS);
  for (guint i = 1; i <= n_rows; i++) {
    g_string_append_printf (xml, "<row code='%03u'>", i);
    add_label (xml, "label", "指标", "Indicator", i);
    g_string_append (xml, "</row>");
  }
  g_string_append (xml, "</section></form>");
  return bundle (xml->str, rules, NULL);
}

static char *
write_list (guint n_keys)
{
  GString *xml = g_string_new ("<codelist xmlns='urn:zhibao:codelist:1' id='entries' version='1'>"
                               "<title xml:lang='zh'>条目</title>"
                               "<title xml:lang='en'>Entries</title>");

  for (guint i = 1; i <= n_keys; i++) {
    g_string_append_printf (xml, "<code code='%05u'>", i);
    add_label (xml, "name", "条目", "Entry", i);
    g_string_append (xml, "</code>");
  }
  g_string_append (xml, "</codelist>");
  return g_string_free (xml, FALSE);
}

GBytes *
zb_big_form_dynamic (const char *id, guint n_keys)
{
  g_autoptr (GString) xml = begin_form (id);
  g_autofree char *rules =
      g_strdup_printf ("form %s revision 1\n#1 hard each r in A.* :\n  [r,2] >= [r,1]\n", id);
  g_autofree char *list = write_list (n_keys);

  g_string_append (xml, "<codelists><use id='entries'/></codelists>");
  g_string_append_printf (
      xml, "<section id='A' keys='entries' max-rows='%u' measure='CNY1000' scale='0'>", n_keys);
  add_label (xml, "title", "表", "Table", 1);
  add_columns (xml, 4);
  g_string_append (xml, "</section></form>");
  return bundle (xml->str, rules, list);
}
