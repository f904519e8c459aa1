/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/answer.h"
#include "tools/mandate-commands.h"
#include "tools/table.h"
#include "tools/words.h"

static int
register_import (const ZbCallLine *line, GError **error)
{
  g_autoptr (GBytes) csv = zb_place_read (line->words[0], error);
  g_autofree char *path = zb_session_path ("/v1/register/imports", "dry-run",
                                           zb_call_line_has (line, "dry-run") ? "1" : NULL, "day",
                                           zb_call_line_get (line, "day"), NULL);
  g_auto (ZbLinked) linked = {0};

  if (!csv || !zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  g_autoptr (ZbJson) answer = zb_session_post (linked.session, path, "text/csv", csv, NULL, error);
  if (!answer)
    return ZB_EXIT_FAILED;
  const ZbJson *errors = zb_json_get (answer, "errors");
  for (guint i = 0; errors && i < zb_json_length (errors); i++) {
    const ZbJson *wrong = zb_json_at (errors, i);
    g_print ("%s:%" G_GINT64_FORMAT ": %s: %s\n", line->words[0],
             zb_json_integer (zb_json_get (wrong, "line"), 0), zb_json_get_string (wrong, "column"),
             zb_json_get_string (wrong, "text"));
  }
  g_print (_ ("%d added, %d changed, %d unchanged\n"),
           (int)zb_json_integer (zb_json_get (answer, "added"), 0),
           (int)zb_json_integer (zb_json_get (answer, "changed"), 0),
           (int)zb_json_integer (zb_json_get (answer, "unchanged"), 0));
  return errors && zb_json_length (errors) > 0 ? ZB_EXIT_UNREADABLE : ZB_EXIT_OK;
}

static void
print_units (const ZbJson *units)
{
  const char *heads[] = {_ ("Code"),     _ ("Name"), _ ("Area"),         _ ("Zone"),
                         _ ("Industry"), _ ("Size"), _ ("Registration"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);

  for (guint i = 0; units && i < zb_json_length (units); i++) {
    const ZbJson *unit = zb_json_at (units, i);
    const ZbJson *values = zb_json_get (unit, "attributes");
    const char *row[] = {
        zb_json_get_string (unit, "unit"),          zb_json_get_string (values, "name"),
        zb_json_get_string (values, "area"),        zb_json_get_string (values, "zone"),
        zb_json_get_string (values, "industry"),    zb_json_get_string (values, "size"),
        zb_json_get_string (values, "registration")};
    zb_table_add_row (table, row);
  }
  zb_table_print (table);
}

static void
print_unit (const ZbJson *unit)
{
  const ZbJson *values = zb_json_get (unit, "attributes");
  const ZbJson *history = zb_json_get (unit, "history");
  const char *heads[] = {_ ("From"), _ ("Attribute"), _ ("Value"), _ ("Entered by"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);

  g_print ("%s\n", zb_json_get_string (unit, "unit"));
  for (guint i = 0; values && i < zb_json_n_members (values); i++) {
    const char *name = zb_json_member_name (values, i);
    zb_table_print_line (name, zb_json_get_string (values, name));
  }
  for (guint i = 0; history && i < zb_json_length (history); i++) {
    const ZbJson *entry = zb_json_at (history, i);
    zb_table_add (table, zb_json_get_string (entry, "day"), zb_json_get_string (entry, "name"),
                  zb_json_get_string (entry, "value"), zb_json_get_string (entry, "who"), NULL);
  }
  g_print ("\n");
  zb_table_print (table);
  g_print ("\n");
  zb_mandate_print (zb_json_get (unit, "mandates"), NULL);
}

static int
register_show (const ZbCallLine *line, GError **error)
{
  g_autofree char *one = line->n_words ? g_strconcat ("/v1/register/", line->words[0], NULL) : NULL;
  g_autofree char *path =
      one ? g_strdup (one)
          : zb_session_path ("/v1/register", "q", zb_call_line_get (line, "search"), "area",
                             zb_call_line_get (line, "area"), NULL);
  int code;

  g_autoptr (ZbJson) answer = zb_answer_ask (line, path, &code, error);
  if (!answer)
    return code;
  if (one)
    print_unit (answer);
  else
    print_units (zb_json_get (answer, "units"));
  return ZB_EXIT_OK;
}

static const ZbOption import_options[] = {
    {"dry-run", NULL, N_ ("tell what would change, change nothing")},
    {"day", "DAY", N_ ("from when the values hold (2024-06-30)")},
    {NULL, NULL, NULL}};
static const ZbOption show_options[] = {{"search", "TEXT", N_ ("part of a code or name")},
                                        {"area", "CODE", N_ ("only this district or zone")},
                                        ZB_OPTION_JSON,
                                        {NULL, NULL, NULL}};

const ZbCommand zb_register_commands[] = {
    {"register", "import", "FILE.csv", N_ ("enter units and their attributes into the register"), 1,
     1, import_options, register_import},
    {"register", "show", "[CODE]", N_ ("show the register, or one unit with its history"), 0, 1,
     show_options, register_show},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
