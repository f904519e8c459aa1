/* SPDX-License-Identifier: Apache-2.0 */
#include "server/recheck/archive-versions.h"

#include <string.h>

ZbForm *
zb_archive_form_of (const ZbArchiveDesk *desk, const ZbVersion *version)
{
  ZbPackage *package = zb_catalogue_find_digest (desk->catalogue, version->package);

  return package == NULL ? NULL : zb_package_form (package);
}

static gboolean
is_of_edition (const ZbArchiveDesk *desk, const ZbVersion *version, const ZbForm *form)
{
  const ZbForm *own = zb_archive_form_of (desk, version);

  return own != NULL && strcmp (own->edition, form->edition) == 0;
}

static int
compare_codes (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(ZbVersion *const *)a)->code, (*(ZbVersion *const *)b)->code);
}

void
zb_archive_sort_versions (GPtrArray *versions)
{
  g_ptr_array_sort (versions, compare_codes);
}

static void
version_free (gpointer data)
{
  if (data != NULL)
    zb_version_free (data);
}

/* Page by page, by id. */
static GPtrArray *
list_all (ZbStore *store, ZbVersionQuery query, GError **error)
{
  g_autoptr (GPtrArray) versions = g_ptr_array_new_with_free_func (version_free);
  guint n;

  query.level = -1;
  query.limit = ZB_STORE_MAX_PAGE;
  do {
    g_autoptr (GPtrArray) page = zb_store_list_versions (store, &query, error);

    if (page == NULL)
      return NULL;
    n = page->len;
    for (guint i = 0; i < n; i++) {
      query.after = ((const ZbVersion *)g_ptr_array_index (page, i))->id;
      g_ptr_array_add (versions, g_steal_pointer (&page->pdata[i]));
    }
  } while (n == ZB_STORE_MAX_PAGE);
  return g_steal_pointer (&versions);
}

GPtrArray *
zb_archive_take_edition (const ZbArchiveDesk *desk, GPtrArray *versions, const ZbForm *form)
{
  GPtrArray *taken = g_ptr_array_new_with_free_func (version_free);
  guint n = 0;

  for (guint i = 0; i < versions->len; i++) {
    gpointer version = g_steal_pointer (&versions->pdata[i]);

    if (is_of_edition (desk, version, form))
      g_ptr_array_add (taken, version);
    else
      versions->pdata[n++] = version;
  }
  g_ptr_array_set_size (versions, (int)n);
  return taken;
}

GPtrArray *
zb_archive_list_all (const ZbArchiveDesk *desk, const ZbForm *form, ZbPeriod period, GError **error)
{
  char text[ZB_PERIOD_TEXT_SIZE];

  return list_all (
      desk->store,
      (ZbVersionQuery){.tenant = form->system,
                       .form = form->id,
                       .period = zb_period_format (period, text),
                       .states = ~(1u << ZB_REVIEW_RETURNED | 1u << ZB_REVIEW_WITHDRAWN),
                       .heads = TRUE},
      error);
}

GPtrArray *
zb_archive_list_counting (const ZbArchiveDesk *desk,
                          const ZbForm *form,
                          ZbPeriod period,
                          guint *ret_n_other,
                          GError **error)
{
  g_autoptr (GPtrArray) all = zb_archive_list_all (desk, form, period, error);
  GPtrArray *versions;

  if (all == NULL)
    return NULL;
  versions = zb_archive_take_edition (desk, all, form);
  *ret_n_other = all->len;
  zb_archive_sort_versions (versions);
  return versions;
}

/* Each obligation's one of @versions, the last to come, goes into @best by unit. */
static void
choose (GHashTable *best, GPtrArray *versions, GHashTable *gone)
{
  for (guint i = 0; i < versions->len; i++) {
    ZbVersion *version = g_ptr_array_index (versions, i);

    if (gone == NULL || !g_hash_table_contains (gone, &version->unit))
      g_hash_table_replace (best, &version->unit, version);
  }
}

/* Units whose latest version was withdrawn: of an obligation that was never accepted nothing is
 * left to refer to. */
static GHashTable *
find_gone (GPtrArray *heads)
{
  GHashTable *gone = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < heads->len; i++) {
    ZbVersion *version = g_ptr_array_index (heads, i);

    if (version->state == ZB_REVIEW_WITHDRAWN)
      g_hash_table_add (gone, &version->unit);
  }
  return gone;
}

/* Those of @best out of @versions. */
static void
take_best (const ZbArchiveDesk *desk, GHashTable *best, GPtrArray *versions, GPtrArray *into)
{
  for (guint i = 0; i < versions->len; i++) {
    ZbVersion *version = g_ptr_array_index (versions, i);

    if (g_hash_table_lookup (best, &version->unit) != version ||
        zb_archive_form_of (desk, version) == NULL)
      continue;
    g_ptr_array_add (into, version);
    versions->pdata[i] = NULL;
  }
}

GPtrArray *
zb_archive_list_references (const ZbArchiveDesk *desk,
                            const char *form,
                            ZbPeriod period,
                            GError **error)
{
  char text[ZB_PERIOD_TEXT_SIZE];
  ZbVersionQuery query = {.form = form, .period = zb_period_format (period, text)};
  ZbVersionQuery of_heads = query, of_some = query, of_accepted = query;
  g_autoptr (GPtrArray) heads = NULL, some = NULL, accepted = NULL;
  g_autoptr (GHashTable) best = g_hash_table_new (g_int64_hash, g_int64_equal), gone = NULL;
  GPtrArray *chosen;

  of_heads.heads = TRUE;
  of_some.states = ~(1u << ZB_REVIEW_RETURNED | 1u << ZB_REVIEW_WITHDRAWN);
  of_accepted.accepted = TRUE;
  heads = list_all (desk->store, of_heads, error);
  some = heads == NULL ? NULL : list_all (desk->store, of_some, error);
  accepted = some == NULL ? NULL : list_all (desk->store, of_accepted, error);
  if (accepted == NULL)
    return NULL;
  gone = find_gone (heads);
  choose (best, some, gone);
  choose (best, accepted, NULL);
  chosen = g_ptr_array_new_with_free_func (version_free);
  take_best (desk, best, some, chosen);
  take_best (desk, best, accepted, chosen);
  zb_archive_sort_versions (chosen);
  return chosen;
}
