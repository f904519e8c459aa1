/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/form-revision.h"

#include "forms/error.h"
#include "forms/report-private.h"

#include <string.h>

static gboolean
differ (GError **error, const char *what, const char *name)
{
  return zb_forms_fail (ZB_FORMS_ERROR_MISMATCH, error,
                        "%s %s is not as in the revision before: what is asked changes with a new "
                        "edition only",
                        what, name);
}

static gboolean
same_spec (const ZbCellSpec *a, const ZbCellSpec *b)
{
  return a->type == b->type && a->scale == b->scale && a->measure == b->measure &&
         (a->flags & ZB_CELL_NOT_APPLICABLE) == (b->flags & ZB_CELL_NOT_APPLICABLE);
}

static gboolean
check_fields (const ZbField *before, guint n, const ZbField *after, guint n_after, GError **error)
{
  for (guint i = 0; i < MAX (n, n_after); i++)
    if (i >= n || i >= n_after || strcmp (before[i].id, after[i].id) != 0 ||
        before[i].spec.type != after[i].spec.type)
      return differ (error, "the field", i < n ? before[i].id : after[i].id);
  return TRUE;
}

static gboolean
check_rows (const ZbSection *before, const ZbSection *after, GError **error)
{
  for (guint i = 0; i < MAX (before->n_rows, after->n_rows); i++)
    if (i >= before->n_rows || i >= after->n_rows ||
        strcmp (before->rows[i].code, after->rows[i].code) != 0)
      return differ (error, "the row",
                     i < before->n_rows ? before->rows[i].code : after->rows[i].code);
  return TRUE;
}

static gboolean
check_columns (const ZbSection *before, const ZbSection *after, GError **error)
{
  for (guint i = 0; i < MAX (before->n_columns, after->n_columns); i++)
    if (i >= before->n_columns || i >= after->n_columns ||
        strcmp (before->columns[i].code, after->columns[i].code) != 0)
      return differ (error, "the column",
                     i < before->n_columns ? before->columns[i].code : after->columns[i].code);
  return TRUE;
}

static gboolean
check_cells (const ZbSection *before, const ZbSection *after, GError **error)
{
  guint n_rows = before->dynamic ? 1 : before->n_rows;

  for (guint r = 0; r < n_rows; r++)
    for (guint c = 0; c < before->n_columns; c++) {
      guint at = r * before->n_columns + c;
      g_autofree char *name =
          g_strdup_printf ("%s.%s.%s", before->id, before->dynamic ? "*" : before->rows[r].code,
                           before->columns[c].code);

      if (!same_spec (&before->specs[at], &after->specs[at]))
        return differ (error, "the cell", name);
    }
  return TRUE;
}

static gboolean
check_section (const ZbSection *before, const ZbSection *after, GError **error)
{
  if (strcmp (before->id, after->id) != 0 || before->dynamic != after->dynamic ||
      (before->dynamic &&
       strcmp (zb_code_list_id (before->keys), zb_code_list_id (after->keys)) != 0))
    return differ (error, "the section", before->id);
  return check_rows (before, after, error) && check_columns (before, after, error) &&
         check_cells (before, after, error);
}

gboolean
zb_form_check_same_items (const ZbForm *before, const ZbForm *after, GError **error)
{
  if (before->period_kind != after->period_kind)
    return differ (error, "the kind of period of", before->id);
  if (!check_fields (before->fields, before->n_fields, after->fields, after->n_fields, error) ||
      !check_fields (before->signers, before->n_signers, after->signers, after->n_signers, error))
    return FALSE;
  if (!zb_filing_is_same_set (&before->filing, &after->filing))
    return differ (error, "the set of", before->id);
  if (before->n_sections != after->n_sections)
    return differ (error, "the number of sections of", before->id);
  for (guint i = 0; i < before->n_sections; i++)
    if (!check_section (&before->sections[i], &after->sections[i], error))
      return FALSE;
  return TRUE;
}

ZbReport *
zb_report_move_to_revision (const ZbReport *report, const ZbPackage *package, GError **error)
{
  ZbForm *form = zb_package_form (package);
  ZbReport *moved;

  if (strcmp (report->form->id, form->id) != 0 ||
      strcmp (report->form->edition, form->edition) != 0) {
    zb_forms_fail (ZB_FORMS_ERROR_MISMATCH, error, "%s is no revision of %s, edition %s",
                   zb_package_name (package), report->form->id, report->form->edition);
    return NULL;
  }
  if (!zb_form_check_same_items (report->form, form, error))
    return NULL;
  /* The same sections, rows, columns and fields in the same order: what they hold fits as it is. */
  moved = zb_report_copy (report);
  zb_form_unref (moved->form);
  moved->form = zb_form_ref (form);
  g_free (moved->package);
  moved->package = g_strdup (zb_package_digest (package));
  return moved;
}
