/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/form-import-xlsx.h"

#include "forms/paper-sheet.h"
#include "tools/form-new.h"
#include "tools/form-outline.h"
#include "tools/form-skeleton.h"
#include "tools/place.h"
#include "tools/words.h"

#include <string.h>

const ZbOption zb_form_import_xlsx_options[] = {
    {"id", "FORM-ID", N_ ("the form's id; else its printed code")},
    {"sheet", "NAME", N_ ("the sheet; else the first that holds a table")},
    {"english", "FILE", N_ ("the same table in English")},
    {"scale", "N", N_ ("decimals of figures (0)")},
    ZB_FORM_NEW_HEADING_OPTIONS,
    {NULL, NULL, NULL},
};

static int
find_sheet (const ZbXlsx *xlsx, const char *source, const char *name, GError **error)
{
  for (guint i = 0; i < zb_xlsx_n_sheets (xlsx); i++)
    if (name ? strcmp (zb_xlsx_sheet_name (xlsx, i), name) == 0
             : !zb_xlsx_sheet_is_hidden (xlsx, i) && zb_paper_sheet_is_table (xlsx, i))
      return (int)i;
  if (name)
    zb_form_input_fail (error, _ ("%s has no sheet “%s”"), source, name);
  else
    zb_form_input_fail (error, _ ("%s: no sheet has a line of codes that begins with 甲 or (a)"),
                        source);
  return -1;
}

static gboolean
read_table (const ZbCallLine *line, const char *path, ZbFormDraft *draft, GError **error)
{
  g_autoptr (GBytes) bytes = zb_place_read (path, error);
  g_autoptr (ZbXlsx) xlsx = bytes ? zb_xlsx_read (path, bytes, NULL, error) : NULL;
  int sheet = xlsx ? find_sheet (xlsx, path, zb_call_line_get (line, "sheet"), error) : -1;

  return sheet >= 0 && zb_paper_sheet_read (xlsx, (guint)sheet, path, draft, error);
}

static gboolean
read_tables (const ZbCallLine *line, ZbFormDraft *draft, GError **error)
{
  const char *english = zb_call_line_get (line, "english");

  if (!read_table (line, line->words[0], draft, error))
    return FALSE;
  if (!english)
    return TRUE;
  g_autoptr (ZbFormDraft) other = zb_form_draft_new ();
  other->period_kind = draft->period_kind;
  return read_table (line, english, other, error) && zb_form_draft_translate (draft, other, error);
}

static gboolean
set_scale (const ZbCallLine *line, ZbFormDraft *draft, GError **error)
{
  const char *text = zb_call_line_get (line, "scale");
  guint64 scale = 0;

  if (text && !g_ascii_string_to_unsigned (text, 10, 0, 6, &scale, NULL))
    return zb_form_input_fail (error, _ ("“%s” is no number of decimals from 0 to 6"), text);
  for (guint i = 0; i < draft->sections->len; i++)
    ((ZbDraftSection *)draft->sections->pdata[i])->scale = (guint)scale;
  return TRUE;
}

int
zb_form_import_xlsx (const ZbCallLine *line, GError **error)
{
  const char *id = zb_call_line_get (line, "id");
  g_autoptr (ZbFormDraft) draft = zb_form_draft_new ();
  g_autoptr (ZbCatalogue) catalogue = zb_place_catalogue (line, error);

  if (!catalogue)
    return ZB_EXIT_FAILED;
  /* The kind of period decides how the printed validity is understood. */
  if (!zb_form_new_period_kind (line, draft, error))
    return ZB_EXIT_USAGE;
  if (!read_tables (line, draft, error))
    return ZB_EXIT_UNREADABLE;
  draft->id = g_strdup (id ? id : draft->code);
  if (!draft->id) {
    zb_form_input_fail (error, _ ("the table has no form number: say --id"));
    return ZB_EXIT_USAGE;
  }
  if (!set_scale (line, draft, error) || !zb_form_new_heading (line, draft, FALSE, error))
    return ZB_EXIT_USAGE;
  zb_form_draft_add_signers (draft);
  g_autofree char *folder = zb_form_new_folder (line, draft);
  g_autofree char *name = g_path_get_basename (line->words[0]);
  g_autofree char *origin = g_strdup_printf ("Taken from the table in %s.", name);
  if (!zb_form_skeleton_write (draft, catalogue, folder, origin, error))
    return ZB_EXIT_UNREADABLE;
  g_print (_ ("%s: written; go on with “zhibao form check %s”\n"), folder, folder);
  return ZB_EXIT_OK;
}
