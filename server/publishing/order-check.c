/* SPDX-License-Identifier: Apache-2.0 */
#include "server/publishing/order-check.h"

#include "formats/zip-writer.h"
#include "forms/form-lookup.h"
#include "forms/form-revision.h"
#include "server/publishing/error.h"
#include "server/publishing/sample-folder.h"
#include "server/reading/error.h"
#include "server/store/publication.h"

#include <string.h>

/* How long a statement may wait to be brought, and how far a clock may run ahead of ours. */
#define MAX_AGE (7 * G_TIME_SPAN_DAY)
#define MAX_SKEW (10 * G_TIME_SPAN_MINUTE)
#define MAX_LINES 40

static gboolean G_GNUC_PRINTF (3, 4)
    refuse (GError **error, ZbPublishingError code, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  if (error != NULL)
    *error = g_error_new_valist (ZB_PUBLISHING_ERROR, (int)code, format, arguments);
  va_end (arguments);
  return FALSE;
}

#define WRONG(error, ...) refuse ((error), ZB_PUBLISHING_ERROR_WRONG_ORDER, __VA_ARGS__)

gboolean
zb_order_check_place (const ZbPublisher *publisher,
                      const ZbPublication *order,
                      gint64 now,
                      GError **error)
{
  const char *node = zb_publisher_options (publisher)->node;

  if (strcmp (order->node, node) != 0)
    return WRONG (error, "the statement is for the node %s, this is %s", order->node, node);
  if (order->created > now + MAX_SKEW || order->created < now - MAX_AGE) {
    g_autofree char *created = zb_time_format (order->created);

    return WRONG (error, "the statement was made at %s: sign it anew", created);
  }
  return TRUE;
}

/* What belongs into the package: samples and the page for people travel beside it. */
static gboolean
is_of_package (const char *path)
{
  return !g_str_has_prefix (path, "samples/") && !g_str_has_suffix (path, ".md");
}

/* The bundle of the signed files; a file that has no place in one is named by its reader. */
static ZbPackage *
read_package (const ZbSignedPublication *archive, ZbCatalogue *catalogue, GError **error)
{
  const ZbPublication *order = archive->publication;
  g_autoptr (ZbZipWriter) writer = zb_zip_writer_new ();
  g_autofree char *source = g_strdup_printf ("%s/%s", order->form, order->edition);
  g_autoptr (GBytes) bundle = NULL;

  for (guint i = 0; i < order->files->len; i++) {
    const ZbPublicationFile *file = g_ptr_array_index (order->files, i);

    if (is_of_package (file->path))
      zb_zip_writer_add (writer, file->path, g_ptr_array_index (archive->contents, i));
  }
  bundle = zb_zip_writer_finish (writer, error);
  return bundle != NULL ? zb_catalogue_read_bundle (catalogue, source, bundle, error) : NULL;
}

/* The statement names the package that its files make. */
static gboolean
check_named (const ZbPublication *order, const ZbPackage *package, GError **error)
{
  const ZbForm *form = zb_package_form (package);
  g_autofree char *edition = g_strdup_printf ("%s.%u", form->edition, form->revision);

  if (strcmp (order->package, zb_package_digest (package)) != 0)
    return WRONG (error, "the files make the package %s, the statement names %s",
                  zb_package_digest (package), order->package);
  if (strcmp (order->system, form->system) != 0 || strcmp (order->form, form->id) != 0 ||
      strcmp (order->edition, edition) != 0)
    return WRONG (error, "the statement is about %s/%s of %s, its form.xml about %s of %s",
                  order->form, order->edition, order->system, zb_package_name (package),
                  form->system);
  return TRUE;
}

static gboolean
check_from (const ZbPublication *order, const ZbForm *form, GError **error)
{
  ZbPeriod from;

  if (order->from == NULL)
    return TRUE;
  if (!zb_period_parse (order->from, &from, error))
    return FALSE;
  return zb_form_serves (form, from) || WRONG (error, "%s/%s.%u does not serve %s", form->id,
                                               form->edition, form->revision, order->from);
}

/* The newest revision of the edition that is known; NULL if it is a new one. */
static ZbPackage *
find_before (const ZbCatalogue *catalogue, const ZbForm *form)
{
  ZbPackage *newest = NULL;

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    ZbPackage *other = zb_catalogue_at (catalogue, i);
    const ZbForm *known = zb_package_form (other);

    if (strcmp (known->id, form->id) == 0 && strcmp (known->edition, form->edition) == 0 &&
        (newest == NULL || known->revision > zb_package_form (newest)->revision))
      newest = other;
  }
  return newest;
}

/* Another revision of an edition in use is a hotfix: it may mend texts and rules only. */
static gboolean
check_revision (const ZbCatalogue *catalogue,
                const ZbPublication *order,
                const ZbForm *form,
                GError **error)
{
  ZbPackage *before = find_before (catalogue, form);
  const ZbForm *known = before != NULL ? zb_package_form (before) : NULL;
  g_autoptr (GError) failure = NULL;

  if (known == NULL)
    return !order->hotfix ||
           WRONG (error, "%s/%s is new here: there is nothing to fix", form->id, form->edition);
  if (form->revision <= known->revision)
    return WRONG (error, "%s is published: the next revision of the edition is %u",
                  zb_package_name (before), known->revision + 1);
  if (!order->hotfix)
    return WRONG (error, "%s/%s is in use: another revision of it is a hotfix", form->id,
                  form->edition);
  return zb_form_check_same_items (known, form, &failure) || WRONG (error, "%s", failure->message);
}

static gboolean
refuse_trial (const ZbPackageTrial *trial, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < MIN (trial->lines->len, MAX_LINES); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "",
                            (const char *)g_ptr_array_index (trial->lines, i));
  if (trial->lines->len > MAX_LINES)
    g_string_append_printf (text, "\n… %u more", trial->lines->len - MAX_LINES);
  return refuse (error, ZB_PUBLISHING_ERROR_BAD_PACKAGE, "%s", text->str);
}

/* What nobody could read now may be well all the same. @why: @failure in words. */
static gboolean
refuse_package (const GError *failure, const char *why, GError **error)
{
  if (!zb_reading_error_passes (failure))
    return refuse (error, ZB_PUBLISHING_ERROR_BAD_PACKAGE, "%s", why);
  g_propagate_error (error, g_error_copy (failure));
  return FALSE;
}

/* Runs the check with the samples that came with it. */
static gboolean
try_package (const ZbPublisher *publisher,
             const ZbSignedPublication *archive,
             ZbCatalogue *catalogue,
             ZbPackage *package,
             ZbPackageTrial **ret_trial,
             GError **error)
{
  const ZbPublisherOptions *options = zb_publisher_options (publisher);
  g_autoptr (ZbSampleFolder) samples = zb_sample_folder_new (options->scratch, archive, error);
  gboolean has_parameters = g_file_test (options->parameters, G_FILE_TEST_EXISTS);
  g_autoptr (GError) failure = NULL;
  g_autoptr (ZbPackageTrial) trial = NULL;

  if (samples == NULL)
    return FALSE;
  trial = zb_package_trial_new (catalogue, package, zb_sample_folder_path (samples),
                                has_parameters ? options->parameters : NULL, "en", &failure);
  if (trial == NULL)
    return refuse_package (failure, zb_sample_folder_strip (samples, failure->message), error);
  if (trial->n_errors == 0 && (trial->n_good == 0 || trial->n_bad == 0))
    zb_package_trial_fail (trial, "%s: samples/: a good and a bad sample are needed",
                           zb_package_name (package));
  if (trial->n_errors > 0)
    return refuse_trial (trial, error);
  *ret_trial = g_steal_pointer (&trial);
  return TRUE;
}

gboolean
zb_order_check_package (const ZbPublisher *publisher,
                        const ZbSignedPublication *archive,
                        GBytes **ret_bundle,
                        ZbPackageTrial **ret_trial,
                        GError **error)
{
  ZbCatalogue *catalogue = zb_rulebook_catalogue (zb_publisher_options (publisher)->rulebook);
  g_autoptr (GError) failure = NULL;
  g_autoptr (ZbPackage) package = NULL;
  g_autoptr (ZbPackageTrial) trial = NULL;
  const ZbForm *form;

  if (archive->contents == NULL)
    return WRONG (error, "the files of the form do not come with the statement");
  package = read_package (archive, catalogue, &failure);
  if (package == NULL)
    return refuse_package (failure, failure->message, error);
  form = zb_package_form (package);
  if (!check_named (archive->publication, package, error) ||
      !check_from (archive->publication, form, error) ||
      !check_revision (catalogue, archive->publication, form, error) ||
      !try_package (publisher, archive, catalogue, package, &trial, error))
    return FALSE;
  *ret_bundle = zb_package_to_bundle (package, error);
  if (*ret_bundle == NULL)
    return FALSE;
  *ret_trial = g_steal_pointer (&trial);
  return TRUE;
}

/* Whether another revision of the edition is left for @period. */
static gboolean
has_other (const ZbCatalogue *catalogue, const ZbPackage *package, ZbPeriod period)
{
  const ZbForm *form = zb_package_form (package);

  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++) {
    const ZbPackage *other = zb_catalogue_at (catalogue, i);
    const ZbForm *known = zb_package_form (other);

    if (other != package && strcmp (known->id, form->id) == 0 &&
        strcmp (known->edition, form->edition) == 0 &&
        zb_catalogue_offers (catalogue, other, period))
      return TRUE;
  }
  return FALSE;
}

/* The last period from @from on whose reports would be left without their edition. */
static gboolean
find_orphans (const ZbPublisher *publisher,
              const ZbPackage *package,
              ZbPeriod from,
              ZbPeriod *ret_last,
              guint *ret_n,
              GError **error)
{
  const ZbPublisherOptions *options = zb_publisher_options (publisher);
  const ZbCatalogue *catalogue = zb_rulebook_catalogue (options->rulebook);
  g_auto (GStrv) periods =
      zb_store_list_package_periods (options->store, zb_package_digest (package), error);

  *ret_n = 0;
  for (guint i = 0; periods != NULL && periods[i] != NULL; i++) {
    ZbPeriod period;

    if (!zb_period_parse (periods[i], &period, error))
      return FALSE;
    if (zb_period_compare (period, from) < 0 || has_other (catalogue, package, period))
      continue;
    if (*ret_n == 0 || zb_period_compare (period, *ret_last) > 0)
      *ret_last = period;
    (*ret_n)++;
  }
  return periods != NULL;
}

gboolean
zb_order_check_withdrawal (const ZbPublisher *publisher, const ZbPublication *order, GError **error)
{
  const ZbCatalogue *catalogue = zb_rulebook_catalogue (zb_publisher_options (publisher)->rulebook);
  ZbPackage *package = zb_catalogue_find_digest (catalogue, order->package);
  char last_text[ZB_PERIOD_TEXT_SIZE], next_text[ZB_PERIOD_TEXT_SIZE];
  ZbPeriod from, last = {0};
  guint n;

  if (package == NULL)
    return WRONG (error, "the package %s is not published here", order->package);
  if (!check_named (order, package, error) ||
      !check_from (order, zb_package_form (package), error) ||
      !zb_period_parse (order->from, &from, error) ||
      !find_orphans (publisher, package, from, &last, &n, error))
    return FALSE;
  return n == 0 || refuse (error, ZB_PUBLISHING_ERROR_IN_USE,
                           "reports for %s stand under %s: it can be withdrawn from %s on",
                           zb_period_format (last, last_text), zb_package_name (package),
                           zb_period_format (zb_period_add (last, 1), next_text));
}
