/* SPDX-License-Identifier: Apache-2.0 */
#include "server/recheck/archive.h"

#include "validators/columns/column-writer.h"
#include "validators/error.h"

#include <string.h>

void
zb_archive_free (ZbArchive *archive)
{
  if (archive == NULL)
    return;
  zb_column_file_unref (archive->file);
  g_ptr_array_unref (archive->versions);
  zb_form_unref (archive->form);
  g_free (archive);
}

/* Whether a version is of the edition whose columns these are. */
static gboolean
is_of_edition (const ZbArchiveDesk *desk, const ZbArchive *archive, const ZbVersion *version)
{
  ZbPackage *package = zb_catalogue_find_digest (desk->catalogue, version->package);

  return package != NULL &&
         strcmp (zb_package_form (package)->edition, archive->form->edition) == 0;
}

static int
compare_codes (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(ZbVersion *const *)a)->code, (*(ZbVersion *const *)b)->code);
}

static gboolean
list_versions (const ZbArchiveDesk *desk, ZbArchive *archive, GError **error)
{
  char period[ZB_PERIOD_TEXT_SIZE];
  ZbVersionQuery query = {
      .tenant = archive->form->system,
      .form = archive->form->id,
      .period = zb_period_format (archive->period, period),
      .states = ~(1u << ZB_REVIEW_RETURNED | 1u << ZB_REVIEW_WITHDRAWN),
      .level = -1,
      .heads = TRUE,
      .limit = ZB_STORE_MAX_PAGE,
  };
  guint n;

  do {
    g_autoptr (GPtrArray) page = zb_store_list_versions (desk->store, &query, error);

    if (page == NULL)
      return FALSE;
    n = page->len;
    for (guint i = 0; i < n; i++) {
      ZbVersion *version = g_ptr_array_index (page, i);

      query.after = version->id;
      if (is_of_edition (desk, archive, version))
        g_ptr_array_add (archive->versions, g_steal_pointer (&page->pdata[i]));
      else
        archive->n_other++;
    }
  } while (n == ZB_STORE_MAX_PAGE);
  g_ptr_array_sort (archive->versions, compare_codes);
  return TRUE;
}

/* Whether the file holds exactly these versions. */
static gboolean
is_current (const ZbArchive *archive)
{
  if (zb_column_file_n_reports (archive->file) != archive->versions->len ||
      !zb_period_equal (zb_column_file_period (archive->file), archive->period))
    return FALSE;
  for (guint i = 0; i < archive->versions->len; i++) {
    const ZbVersion *version = g_ptr_array_index (archive->versions, i);

    if (zb_column_file_stamp (archive->file, i) != version->id ||
        strcmp (zb_column_file_unit (archive->file, i), version->code) != 0)
      return FALSE;
  }
  return TRUE;
}

ZbReport *
zb_archive_report (const ZbArchive *archive, ZbStore *store, guint index, GError **error)
{
  const ZbVersion *version = g_ptr_array_index (archive->versions, index);
  g_autoptr (ZbPackedReport) packed = zb_store_read_packed (store, version->id, error);
  ZbReport *report = packed == NULL
                         ? NULL
                         : zb_packed_report_unpack (packed, archive->form, version->package,
                                                    version->code, archive->period, error);

  if (report != NULL)
    zb_report_set_kind (report, version->kind);
  return report;
}

static gboolean
write_file (const ZbArchiveDesk *desk, const ZbArchive *archive, const char *path, GError **error)
{
  g_autoptr (ZbColumnWriter) writer =
      zb_column_writer_new (path, archive->form, archive->period, error);

  for (guint i = 0; writer != NULL && i < archive->versions->len; i++) {
    const ZbVersion *version = g_ptr_array_index (archive->versions, i);
    g_autoptr (ZbReport) report = zb_archive_report (archive, desk->store, i, error);

    if (report == NULL || !zb_column_writer_add (writer, report, version->id, error))
      return FALSE;
  }
  return writer != NULL && zb_column_writer_finish (writer, error);
}

/* One that is there, whole, and holds these versions; else a new one. */
static gboolean
open_file (const ZbArchiveDesk *desk, ZbArchive *archive, const char *path, GError **error)
{
  archive->file = zb_column_file_open (path, archive->form, NULL);
  if (archive->file != NULL && is_current (archive) && zb_column_file_verify (archive->file, NULL))
    return TRUE;
  g_clear_pointer (&archive->file, zb_column_file_unref);
  if (!write_file (desk, archive, path, error))
    return FALSE;
  archive->is_new = TRUE;
  archive->file = zb_column_file_open (path, archive->form, error);
  return archive->file != NULL;
}

ZbArchive *
zb_archive_read (const ZbArchiveDesk *desk, ZbForm *form, ZbPeriod period, GError **error)
{
  g_autoptr (ZbArchive) archive = g_new0 (ZbArchive, 1);
  char text[ZB_PERIOD_TEXT_SIZE];
  g_autofree char *name = g_strdup_printf ("%s_%s_%s_%s.columns", form->system, form->id,
                                           form->edition, zb_period_format (period, text));
  g_autofree char *path = NULL;

  archive->form = zb_form_ref (form);
  archive->period = period;
  archive->versions = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_version_free);
  /* An edition is a text of the form's: it must not lead out of the folder. */
  g_strcanon (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-", '-');
  path = g_build_filename (desk->folder, name, NULL);
  if (g_mkdir_with_parents (desk->folder, 0700) != 0) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_FAILED, "the folder “%s” cannot be made",
                 desk->folder);
    return NULL;
  }
  if (!list_versions (desk, archive, error) || !open_file (desk, archive, path, error))
    return NULL;
  return g_steal_pointer (&archive);
}
