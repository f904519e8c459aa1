/* SPDX-License-Identifier: Apache-2.0 */
#include "client/import/import-profile.h"

#include "client/heading.h"
#include "client/workspace-private.h"
#include "forms/form-lookup.h"
#include "storage/statement.h"
#include "storage/transaction.h"

#include <string.h>

ZbImportProfile *
zb_import_profile_new (void)
{
  ZbImportProfile *profile = g_new0 (ZbImportProfile, 1);

  profile->columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  profile->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return profile;
}

void
zb_import_profile_free (ZbImportProfile *profile)
{
  g_free (profile->sheet);
  g_hash_table_unref (profile->columns);
  g_hash_table_unref (profile->rows);
  g_free (profile);
}

/* Whether a section has such a column or row. */
typedef gboolean (*HasTarget) (const ZbSection *section, const char *code);

static gboolean
has_column (const ZbSection *section, const char *code)
{
  return zb_section_find_column (section, code) >= 0;
}

static gboolean
has_row (const ZbSection *section, const char *code)
{
  return section->dynamic ? zb_section_is_key (code) : zb_section_find_row (section, code) >= 0;
}

/* "A.1" for "A.1", or for "1" where the form has one section; NULL if there is none. */
static char *
dup_target (const ZbForm *form, const char *written, HasTarget has)
{
  g_auto (GStrv) parts = g_strsplit (written, ".", 2);
  int section = g_strv_length (parts) == 2 ? zb_form_find_section (form, parts[0]) : -1;

  if (section >= 0 && has (&form->sections[section], parts[1]))
    return g_strdup (written);
  if (form->n_sections == 1 && has (&form->sections[0], written))
    return g_strdup_printf ("%s.%s", form->sections[0].id, written);
  return NULL;
}

static gboolean
add_pair (GHashTable *headings, const ZbForm *form, const char *pair, HasTarget has, GError **error)
{
  const char *equals = strrchr (pair, '=');
  g_autofree char *left = equals != NULL ? g_strndup (pair, (gsize)(equals - pair)) : NULL;
  g_autofree char *right = equals != NULL ? g_strstrip (g_strdup (equals + 1)) : NULL;
  g_autofree char *heading = left != NULL ? zb_heading_normal (left) : NULL;
  g_autofree char *target = right != NULL ? dup_target (form, right, has) : NULL;

  if (heading == NULL || *heading == '\0') {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 "“%s”: write a heading of the file, = and a cell's place, like Revenue=A.1", pair);
    return FALSE;
  }
  if (target == NULL && *right != '\0') {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND, "“%s”: %s has no “%s”", pair,
                 form->id, right);
    return FALSE;
  }
  if (g_hash_table_size (headings) >= ZB_IMPORT_PROFILE_MAX_HEADINGS) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_STATE,
                 "a profile holds at most %d headings", ZB_IMPORT_PROFILE_MAX_HEADINGS);
    return FALSE;
  }
  g_hash_table_replace (headings, g_steal_pointer (&heading),
                        target != NULL ? g_steal_pointer (&target) : g_strdup (""));
  return TRUE;
}

static gboolean
add_pairs (
    GHashTable *headings, const ZbForm *form, const char *pairs, HasTarget has, GError **error)
{
  g_auto (GStrv) list = g_strsplit_set (pairs, ",\n", -1);

  for (guint i = 0; list[i] != NULL; i++)
    if (*g_strstrip (list[i]) != '\0' && !add_pair (headings, form, list[i], has, error))
      return FALSE;
  return TRUE;
}

gboolean
zb_import_profile_add_columns (ZbImportProfile *profile,
                               const ZbForm *form,
                               const char *pairs,
                               GError **error)
{
  return add_pairs (profile->columns, form, pairs, has_column, error);
}

gboolean
zb_import_profile_add_rows (ZbImportProfile *profile,
                            const ZbForm *form,
                            const char *pairs,
                            GError **error)
{
  return add_pairs (profile->rows, form, pairs, has_row, error);
}

GPtrArray *
zb_import_profile_list (ZbWorkspace *workspace, const char *form, GError **error)
{
  ZbStatement *statement = zb_database_prepare (
      workspace->database, "select name from import_profile where form = ? order by name", error);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  gboolean more = TRUE;

  if (statement == NULL || !zb_statement_bind (statement, error, zb_value_text (form)))
    return NULL;
  while (more) {
    if (!zb_statement_step (statement, &more, error))
      return NULL;
    if (more)
      g_ptr_array_add (names, zb_statement_dup_text (statement, 0));
  }
  return g_steal_pointer (&names);
}

static gboolean
read_headings (ZbWorkspace *workspace,
               const char *form,
               const char *name,
               ZbImportProfile *profile,
               GError **error)
{
  ZbStatement *statement = zb_database_prepare (
      workspace->database,
      "select axis, heading, target from import_heading where form = ? and profile = ?", error);
  gboolean more = TRUE;

  if (statement == NULL ||
      !zb_statement_bind (statement, error, zb_value_text (form), zb_value_text (name)))
    return FALSE;
  while (more) {
    if (!zb_statement_step (statement, &more, error))
      return FALSE;
    if (!more)
      break;
    gboolean column = strcmp (zb_statement_text (statement, 0), "column") == 0;
    g_hash_table_replace (column ? profile->columns : profile->rows,
                          zb_statement_dup_text (statement, 1),
                          zb_statement_dup_text (statement, 2));
  }
  return TRUE;
}

ZbImportProfile *
zb_import_profile_read (ZbWorkspace *workspace, const char *form, const char *name, GError **error)
{
  g_autoptr (ZbImportProfile) profile = zb_import_profile_new ();
  ZbStatement *row;

  if (!zb_database_query (workspace->database,
                          "select sheet, measure from import_profile where form = ? and name = ?",
                          &row, error, zb_value_text (form), zb_value_text (name)))
    return NULL;
  if (row == NULL) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 "there is no import profile “%s” for %s", name, form);
    return NULL;
  }
  profile->sheet = zb_statement_dup_text (row, 0);
  profile->measure =
      zb_statement_is_null (row, 1) ? NULL : zb_measure_find (zb_statement_text (row, 1));
  zb_statement_reset (row);
  return read_headings (workspace, form, name, profile, error) ? g_steal_pointer (&profile) : NULL;
}

static gboolean
save_headings (ZbWorkspace *workspace,
               const char *form,
               const char *name,
               const char *axis,
               GHashTable *headings,
               GError **error)
{
  GHashTableIter iter;
  gpointer heading, target;

  g_hash_table_iter_init (&iter, headings);
  while (g_hash_table_iter_next (&iter, &heading, &target))
    if (!zb_database_run (
            workspace->database,
            "insert into import_heading (form, profile, axis, heading, target) values (?,?,?,?,?)",
            error, zb_value_text (form), zb_value_text (name), zb_value_text (axis),
            zb_value_text (heading), zb_value_text (target)))
      return FALSE;
  return TRUE;
}

static gboolean
drop (ZbWorkspace *workspace, const char *form, const char *name, GError **error)
{
  return zb_database_run (workspace->database,
                          "delete from import_heading where form = ? and profile = ?", error,
                          zb_value_text (form), zb_value_text (name)) &&
         zb_database_run (workspace->database,
                          "delete from import_profile where form = ? and name = ?", error,
                          zb_value_text (form), zb_value_text (name));
}

gboolean
zb_import_profile_save (ZbWorkspace *workspace,
                        const char *form,
                        const char *name,
                        const ZbImportProfile *profile,
                        GError **error)
{
  const char *measure = profile->measure != NULL ? profile->measure->id : NULL;
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (workspace->database, error);

  return transaction != NULL && drop (workspace, form, name, error) &&
         zb_database_run (
             workspace->database,
             "insert into import_profile (form, name, sheet, measure) values (?,?,?,?)", error,
             zb_value_text (form), zb_value_text (name), zb_value_text (profile->sheet),
             zb_value_text (measure)) &&
         save_headings (workspace, form, name, "column", profile->columns, error) &&
         save_headings (workspace, form, name, "row", profile->rows, error) &&
         zb_transaction_commit (transaction, error);
}

gboolean
zb_import_profile_drop (ZbWorkspace *workspace, const char *form, const char *name, GError **error)
{
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (workspace->database, error);

  return transaction != NULL && drop (workspace, form, name, error) &&
         zb_transaction_commit (transaction, error);
}
