/* SPDX-License-Identifier: Apache-2.0 */
#include "server/recheck/archive.h"

#include "server/recheck/archive-versions.h"
#include "server/recheck/version-report.h"
#include "validators/columns/column-writer.h"
#include "validators/error.h"

#include <string.h>

/* A file with more vacant places than a quarter, and some, is written in order again. */
#define MAX_VACANT(n) ((n) / 4 + ZB_LANES)

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

static void
version_free (gpointer data)
{
  if (data != NULL)
    zb_version_free (data);
}

static const ZbVersion *
version_at (const ZbArchive *archive, guint index)
{
  return index < archive->versions->len ? g_ptr_array_index (archive->versions, index) : NULL;
}

ZbReport *
zb_archive_report (const ZbArchive *archive, ZbStore *store, guint index, GError **error)
{
  return zb_version_read_report (store, g_ptr_array_index (archive->versions, index), archive->form,
                                 archive->period, error);
}

static gboolean
add_report (const ZbArchiveDesk *desk,
            ZbArchive *archive,
            ZbColumnWriter *writer,
            guint index,
            GError **error)
{
  g_autoptr (ZbReport) report = zb_archive_report (archive, desk->store, index, error);

  archive->n_read++;
  return report != NULL &&
         zb_column_writer_add (writer, report, version_at (archive, index)->id, error);
}

/* All of it, in order. */
static gboolean
write_file (const ZbArchiveDesk *desk, ZbArchive *archive, const char *path, GError **error)
{
  g_autoptr (ZbColumnWriter) writer =
      zb_column_writer_new (path, archive->form, archive->period, error);

  for (guint i = 0; writer != NULL && i < archive->versions->len; i++) {
    if (!add_report (desk, archive, writer, i, error))
      return FALSE;
  }
  archive->n_packed = (archive->versions->len + ZB_LANES - 1) / ZB_LANES;
  return writer != NULL && zb_column_writer_finish (writer, error);
}

/* Puts the versions in the places that their units have in @old, new ones in vacant places and then
 * behind. Returns how many places are vacant. */
static guint
take_places (ZbArchive *archive, const ZbColumnFile *old)
{
  g_autoptr (GHashTable) rest = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *places = g_ptr_array_new_with_free_func (version_free);
  guint n_old = zb_column_file_n_reports (old), at = 0, n_vacant = 0;

  for (guint i = 0; i < archive->versions->len; i++) {
    ZbVersion *version = g_ptr_array_index (archive->versions, i);

    g_hash_table_insert (rest, version->code, version);
  }
  for (guint i = 0; i < n_old; i++) {
    gpointer version = g_hash_table_lookup (rest, zb_column_file_unit (old, i));

    g_ptr_array_add (places, version);
    if (version != NULL)
      g_hash_table_remove (rest, zb_column_file_unit (old, i));
  }
  for (guint i = 0; i < archive->versions->len; i++) {
    ZbVersion *version = g_ptr_array_index (archive->versions, i);

    if (!g_hash_table_contains (rest, version->code))
      continue;
    while (at < places->len && g_ptr_array_index (places, at) != NULL)
      at++;
    if (at == places->len)
      g_ptr_array_add (places, NULL);
    g_ptr_array_index (places, at) = version;
  }
  while (places->len > 0 && g_ptr_array_index (places, places->len - 1) == NULL)
    g_ptr_array_set_size (places, (int)places->len - 1);
  for (guint i = 0; i < places->len; i++)
    n_vacant += g_ptr_array_index (places, i) == NULL;
  g_ptr_array_set_free_func (archive->versions, NULL);
  g_ptr_array_unref (archive->versions);
  archive->versions = places;
  return n_vacant;
}

/* Whether place @index is as it was in @old. */
static gboolean
is_same (const ZbArchive *archive, const ZbColumnFile *old, guint index)
{
  const ZbVersion *version = version_at (archive, index);

  if (index >= zb_column_file_n_reports (old))
    return FALSE;
  if (version == NULL)
    return *zb_column_file_unit (old, index) == '\0';
  return zb_column_file_stamp (old, index) == version->id &&
         strcmp (zb_column_file_unit (old, index), version->code) == 0;
}

static guint
end_of (guint block, guint n)
{
  return MIN ((block + 1) * ZB_LANES, n);
}

static gboolean
is_same_block (const ZbArchive *archive, const ZbColumnFile *old, guint block)
{
  guint end = end_of (block, archive->versions->len);

  if (end != end_of (block, zb_column_file_n_reports (old)))
    return FALSE;
  for (guint i = block * ZB_LANES; i < end; i++) {
    if (!is_same (archive, old, i))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_block (const ZbArchiveDesk *desk,
             ZbArchive *archive,
             const ZbColumnFile *old,
             ZbColumnWriter *writer,
             guint block,
             GError **error)
{
  archive->n_packed++;
  for (guint i = block * ZB_LANES; i < end_of (block, archive->versions->len); i++) {
    gboolean done;

    if (version_at (archive, i) == NULL)
      done = zb_column_writer_skip (writer, error);
    else if (is_same (archive, old, i))
      done = zb_column_writer_keep (writer, old, i, error);
    else
      done = add_report (desk, archive, writer, i, error);
    if (!done)
      return FALSE;
  }
  return TRUE;
}

/* What has changed since @old; the rest is taken over. */
static gboolean
write_changes (const ZbArchiveDesk *desk,
               ZbArchive *archive,
               const ZbColumnFile *old,
               const char *path,
               GError **error)
{
  g_autoptr (ZbColumnWriter) writer =
      zb_column_writer_new (path, archive->form, archive->period, error);

  if (writer != NULL)
    zb_column_writer_set_any_order (writer);
  for (guint block = 0; writer != NULL && block * ZB_LANES < archive->versions->len; block++) {
    gboolean done = is_same_block (archive, old, block)
                        ? zb_column_writer_keep_block (writer, old, block, error)
                        : write_block (desk, archive, old, writer, block, error);

    if (!done)
      return FALSE;
  }
  return writer != NULL && zb_column_writer_finish (writer, error);
}

/* Whether the file holds exactly these versions. */
static gboolean
is_current (const ZbArchive *archive, const ZbColumnFile *old)
{
  if (zb_column_file_n_reports (old) != archive->versions->len)
    return FALSE;
  for (guint i = 0; i < archive->versions->len; i++) {
    if (!is_same (archive, old, i))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_usable (const ZbArchive *archive, const ZbColumnFile *old)
{
  return old != NULL && zb_period_equal (zb_column_file_period (old), archive->period) &&
         zb_column_file_verify (old, NULL);
}

/* Versions in order of their units' codes, as they came. */
static void
take_order (ZbArchive *archive)
{
  for (guint i = archive->versions->len; i-- > 0;) {
    if (g_ptr_array_index (archive->versions, i) == NULL)
      g_ptr_array_remove_index (archive->versions, i);
  }
  zb_archive_sort_versions (archive->versions);
}

/* The file as it is, with what has changed, or a new one. */
static gboolean
open_file (const ZbArchiveDesk *desk, ZbArchive *archive, const char *path, GError **error)
{
  g_autoptr (ZbColumnFile) old = zb_column_file_open (path, archive->form, NULL);
  gboolean done, is_kept = is_usable (archive, old);

  if (is_kept && take_places (archive, old) > MAX_VACANT (archive->versions->len)) {
    take_order (archive);
    is_kept = FALSE;
  }
  if (is_kept && is_current (archive, old)) {
    archive->file = g_steal_pointer (&old);
    return TRUE;
  }
  archive->is_new = TRUE;
  done = is_kept ? write_changes (desk, archive, old, path, error)
                 : write_file (desk, archive, path, error);
  if (done)
    archive->file = zb_column_file_open (path, archive->form, error);
  return archive->file != NULL;
}

/* Takes @versions, sorted. @kind: a part of the file's name. */
static ZbArchive *
archive_new (const ZbArchiveDesk *desk,
             ZbForm *form,
             ZbPeriod period,
             GPtrArray *versions,
             const char *kind,
             GError **error)
{
  g_autoptr (ZbArchive) archive = g_new0 (ZbArchive, 1);
  char text[ZB_PERIOD_TEXT_SIZE];
  g_autofree char *name = g_strdup_printf ("%s_%s_%s_%s%s.columns", form->system, form->id,
                                           form->edition, zb_period_format (period, text), kind);
  g_autofree char *path = NULL;

  archive->form = zb_form_ref (form);
  archive->period = period;
  archive->versions = versions;
  /* An edition is a text of the form's: it must not lead out of the folder. */
  g_strcanon (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._-", '-');
  path = g_build_filename (desk->folder, name, NULL);
  if (g_mkdir_with_parents (desk->folder, 0700) != 0) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_FAILED, "the folder “%s” cannot be made",
                 desk->folder);
    return NULL;
  }
  return open_file (desk, archive, path, error) ? g_steal_pointer (&archive) : NULL;
}

ZbArchive *
zb_archive_read (const ZbArchiveDesk *desk, ZbForm *form, ZbPeriod period, GError **error)
{
  guint n_other;
  GPtrArray *versions = zb_archive_list_counting (desk, form, period, &n_other, error);
  ZbArchive *archive =
      versions == NULL ? NULL : archive_new (desk, form, period, versions, "", error);

  if (archive != NULL)
    archive->n_other = n_other;
  return archive;
}

GPtrArray *
zb_archive_read_references (const ZbArchiveDesk *desk,
                            const char *form,
                            ZbPeriod period,
                            GError **error)
{
  g_autoptr (GPtrArray) archives = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_archive_free);
  g_autoptr (GPtrArray) versions = zb_archive_list_references (desk, form, period, error);

  while (versions != NULL && versions->len > 0) {
    ZbForm *edition = zb_archive_form_of (desk, g_ptr_array_index (versions, 0));
    ZbArchive *archive =
        archive_new (desk, edition, period, zb_archive_take_edition (desk, versions, edition),
                     "_references", error);

    if (archive == NULL)
      return NULL;
    g_ptr_array_add (archives, archive);
  }
  return versions == NULL ? NULL : g_steal_pointer (&archives);
}
