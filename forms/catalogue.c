/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/catalogue.h"

#include "forms/error.h"
#include "forms/form-lookup.h"
#include "forms/near-name.h"

#include <string.h>

struct _ZbCatalogue {
  GPtrArray *packages;    /* owned, in the order they were added */
  GHashTable *by_digest;  /* digest → package */
  GHashTable *by_id;      /* FORM-ID → GPtrArray of packages */
  GHashTable *by_code;    /* printed code → the same */
  GHashTable *code_lists; /* id → newest list, owned */
  GHashTable *spans;      /* package → ZbPeriodSpan, owned; without one there is no bound */
};

static void
clear_catalogue (gpointer data)
{
  ZbCatalogue *catalogue = data;

  g_hash_table_unref (catalogue->by_digest);
  g_hash_table_unref (catalogue->by_id);
  g_hash_table_unref (catalogue->by_code);
  g_hash_table_unref (catalogue->spans);
  g_hash_table_unref (catalogue->code_lists);
  g_ptr_array_unref (catalogue->packages);
}

/* Digests are spread evenly as they are; what is asked for need not be one. */
static guint
hash_digest (gconstpointer key)
{
  const char *digest = key;
  guint hash = 0;

  for (guint i = 0; i < 8 && digest[i] != '\0'; i++)
    hash = hash << 4 ^ (guint)digest[i];
  return hash;
}

/* Names belong to the packages under them. */
static GHashTable *
new_index (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);
}

static void
add_to_index (GHashTable *index, const char *name, ZbPackage *package)
{
  GPtrArray *packages = g_hash_table_lookup (index, name);

  if (packages == NULL) {
    packages = g_ptr_array_new ();
    g_hash_table_insert (index, (gpointer)name, packages);
  }
  g_ptr_array_add (packages, package);
}

ZbCatalogue *
zb_catalogue_new (void)
{
  ZbCatalogue *catalogue = g_atomic_rc_box_new0 (ZbCatalogue);

  catalogue->packages = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_package_unref);
  catalogue->by_digest = g_hash_table_new (hash_digest, g_str_equal);
  catalogue->by_id = new_index ();
  catalogue->by_code = new_index ();
  catalogue->spans = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  catalogue->code_lists =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)zb_code_list_unref);
  return catalogue;
}

ZbCatalogue *
zb_catalogue_ref (ZbCatalogue *catalogue)
{
  return g_atomic_rc_box_acquire (catalogue);
}

void
zb_catalogue_unref (ZbCatalogue *catalogue)
{
  g_atomic_rc_box_release_full (catalogue, clear_catalogue);
}

/* Versions are years or numbers: a longer run of digits is the later one. */
static int
compare_versions (const char *a, const char *b)
{
  guint64 left = g_ascii_strtoull (a, NULL, 10), right = g_ascii_strtoull (b, NULL, 10);

  if (left != right)
    return left < right ? -1 : 1;
  return strcmp (a, b);
}

void
zb_catalogue_add_code_list (ZbCatalogue *catalogue, ZbCodeList *list)
{
  const ZbCodeList *known = zb_catalogue_code_list (catalogue, zb_code_list_id (list));

  if (known != NULL &&
      compare_versions (zb_code_list_version (list), zb_code_list_version (known)) < 0)
    return;
  /* Replaces the key too, which belongs to the list. */
  g_hash_table_replace (catalogue->code_lists, (gpointer)zb_code_list_id (list),
                        zb_code_list_ref (list));
}

void
zb_catalogue_add (ZbCatalogue *catalogue, ZbPackage *package)
{
  const ZbForm *form = zb_package_form (package);

  if (zb_catalogue_find_digest (catalogue, zb_package_digest (package)) != NULL)
    return;
  g_ptr_array_add (catalogue->packages, zb_package_ref (package));
  g_hash_table_insert (catalogue->by_digest, (gpointer)zb_package_digest (package), package);
  add_to_index (catalogue->by_id, form->id, package);
  add_to_index (catalogue->by_code, form->code, package);
  for (guint i = 0; i < form->n_code_lists; i++)
    zb_catalogue_add_code_list (catalogue, form->code_lists[i]);
}

static ZbCodeList *
find_list_cb (const char *id, gpointer data)
{
  return zb_catalogue_code_list (data, id);
}

ZbPackage *
zb_catalogue_read_bundle (ZbCatalogue *catalogue, const char *source, GBytes *bytes, GError **error)
{
  return zb_package_read_bundle_sharing (source, bytes, find_list_cb, catalogue, error);
}

ZbCatalogue *
zb_catalogue_copy (const ZbCatalogue *catalogue)
{
  ZbCatalogue *copy = zb_catalogue_new ();
  GHashTableIter iter;
  gpointer list, package, span;

  for (guint i = 0; i < catalogue->packages->len; i++)
    zb_catalogue_add (copy, catalogue->packages->pdata[i]);
  g_hash_table_iter_init (&iter, catalogue->code_lists);
  while (g_hash_table_iter_next (&iter, NULL, &list))
    zb_catalogue_add_code_list (copy, list);
  g_hash_table_iter_init (&iter, catalogue->spans);
  while (g_hash_table_iter_next (&iter, &package, &span))
    zb_catalogue_set_span (copy, package, span);
  return copy;
}

void
zb_catalogue_set_span (ZbCatalogue *catalogue, const ZbPackage *package, const ZbPeriodSpan *span)
{
  g_hash_table_replace (catalogue->spans, (gpointer)package, g_memdup2 (span, sizeof *span));
}

ZbPeriodSpan
zb_catalogue_span (const ZbCatalogue *catalogue, const ZbPackage *package)
{
  const ZbPeriodSpan *span = g_hash_table_lookup (catalogue->spans, package);

  return span != NULL ? *span : (ZbPeriodSpan){0};
}

gboolean
zb_catalogue_offers (const ZbCatalogue *catalogue, const ZbPackage *package, ZbPeriod period)
{
  ZbPeriodSpan span = zb_catalogue_span (catalogue, package);

  return zb_form_serves (zb_package_form (package), period) &&
         (span.from.year == 0 || zb_period_compare (period, span.from) >= 0) &&
         (span.until.year == 0 || zb_period_compare (period, span.until) < 0);
}

guint
zb_catalogue_n_packages (const ZbCatalogue *catalogue)
{
  return catalogue->packages->len;
}

ZbPackage *
zb_catalogue_at (const ZbCatalogue *catalogue, guint index)
{
  g_return_val_if_fail (index < catalogue->packages->len, NULL);
  return catalogue->packages->pdata[index];
}

ZbPackage *
zb_catalogue_find_digest (const ZbCatalogue *catalogue, const char *digest)
{
  return g_hash_table_lookup (catalogue->by_digest, digest);
}

ZbCodeList *
zb_catalogue_code_list (const ZbCatalogue *catalogue, const char *id)
{
  return g_hash_table_lookup (catalogue->code_lists, id);
}

static void
fail_no_form (const ZbCatalogue *catalogue, const char *name, GError **error)
{
  ZbNearName near = zb_near_name (name);
  g_autofree char *hint = NULL;

  for (guint i = 0; i < catalogue->packages->len; i++) {
    const ZbForm *form = zb_package_form (catalogue->packages->pdata[i]);

    zb_near_name_offer (&near, form->id);
    zb_near_name_offer (&near, form->code);
  }
  hint = zb_near_name_hint (&near);
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_NOT_FOUND, "there is no form “%.*s”%s", 60,
               name, hint);
}

/* The packages of one form, by FORM-ID or else by printed code; NULL with an error if there are
 * none. */
static const GPtrArray *
packages_of (const ZbCatalogue *catalogue, const char *name, GError **error)
{
  const GPtrArray *packages = g_hash_table_lookup (catalogue->by_id, name);

  if (packages == NULL)
    packages = g_hash_table_lookup (catalogue->by_code, name);
  if (packages == NULL)
    fail_no_form (catalogue, name, error);
  return packages;
}

/* Whether @a is to be used rather than @b: the later edition, then the later revision. */
static gboolean
is_newer (const ZbForm *a, const ZbForm *b)
{
  int order = zb_period_compare (a->valid_from, b->valid_from);

  if (order == 0)
    order = compare_versions (a->edition, b->edition);
  return order > 0 || (order == 0 && a->revision > b->revision);
}

/* "B203/2023.1 serves 2023 to 2025-12, withdrawn from 2025-06 on". */
static void
tell_served (GString *served, const ZbCatalogue *catalogue, const ZbPackage *package)
{
  const ZbForm *form = zb_package_form (package);
  ZbPeriodSpan span = zb_catalogue_span (catalogue, package);
  char from[ZB_PERIOD_TEXT_SIZE], until[ZB_PERIOD_TEXT_SIZE];
  gboolean open = form->expires.year == 0;

  g_string_append_printf (
      served, "%s%s serves %s%s%s", served->len > 0 ? ", " : "", zb_package_name (package),
      zb_period_format (span.from.year != 0 ? span.from : form->valid_from, from),
      open ? " and later" : " to ", open ? "" : zb_period_format (form->expires, until));
  if (span.until.year != 0)
    g_string_append_printf (served, ", withdrawn from %s on", zb_period_format (span.until, until));
}

static gboolean
fail_no_edition (const ZbCatalogue *catalogue,
                 const GPtrArray *packages,
                 const char *name,
                 ZbPeriod period,
                 GError **error)
{
  g_autoptr (GString) served = g_string_new (NULL);
  char text[ZB_PERIOD_TEXT_SIZE];

  for (guint i = 0; i < packages->len; i++)
    tell_served (served, catalogue, packages->pdata[i]);
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_NO_EDITION,
               "no edition of form %s serves the period %s: %s", name,
               zb_period_format (period, text), served->str);
  return FALSE;
}

ZbPackage *
zb_catalogue_find (const ZbCatalogue *catalogue, const char *form, ZbPeriod period, GError **error)
{
  const GPtrArray *packages = packages_of (catalogue, form, error);
  ZbPackage *best = NULL;

  if (packages == NULL)
    return NULL;
  for (guint i = 0; i < packages->len; i++) {
    ZbPackage *package = packages->pdata[i];

    if (zb_catalogue_offers (catalogue, package, period) &&
        (best == NULL || is_newer (zb_package_form (package), zb_package_form (best))))
      best = package;
  }
  if (best == NULL)
    fail_no_edition (catalogue, packages, form, period, error);
  return best;
}

ZbPackage *
zb_catalogue_find_edition (const ZbCatalogue *catalogue,
                           const char *form,
                           const char *edition,
                           guint revision,
                           GError **error)
{
  const GPtrArray *packages = packages_of (catalogue, form, error);
  g_autoptr (GString) known = g_string_new (NULL);

  if (packages == NULL)
    return NULL;
  for (guint i = 0; i < packages->len; i++) {
    const ZbForm *candidate = zb_package_form (packages->pdata[i]);

    if (strcmp (candidate->edition, edition) == 0 && candidate->revision == revision)
      return packages->pdata[i];
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", zb_package_name (packages->pdata[i]));
  }
  g_set_error (error, ZB_FORMS_ERROR, ZB_FORMS_ERROR_NO_EDITION,
               "there is no edition %.*s.%u of form %s, only %s", 20, edition, revision, form,
               known->str);
  return NULL;
}
