/* SPDX-License-Identifier: Apache-2.0 */
#include "server/publishing/publisher.h"

#include "server/code-lists.h"
#include "server/reading/error.h"
#include "server/store/package.h"
#include "server/store/publication.h"

#include <string.h>

struct _ZbPublisher {
  ZbPublisherOptions options;
  char *node, *dir, *scratch, *parameters;
  GMutex lock; /* one at a time makes a new catalogue */
};

ZbPublisher *
zb_publisher_new (const ZbPublisherOptions *options)
{
  ZbPublisher *publisher = g_new0 (ZbPublisher, 1);

  publisher->options = *options;
  publisher->options.node = publisher->node = g_strdup (options->node);
  publisher->options.dir = publisher->dir = g_strdup (options->dir);
  publisher->options.scratch = publisher->scratch = g_strdup (options->scratch);
  publisher->options.parameters = publisher->parameters = g_strdup (options->parameters);
  g_mutex_init (&publisher->lock);
  return publisher;
}

void
zb_publisher_free (ZbPublisher *publisher)
{
  if (publisher == NULL)
    return;
  g_mutex_clear (&publisher->lock);
  g_free (publisher->node);
  g_free (publisher->dir);
  g_free (publisher->scratch);
  g_free (publisher->parameters);
  g_free (publisher);
}

const ZbPublisherOptions *
zb_publisher_options (const ZbPublisher *publisher)
{
  return &publisher->options;
}

/* What administrators signed about one package. */
typedef struct {
  const ZbStoredPublication *published; /* (nullable) the node's founding brought it */
  const ZbStoredPublication *withdrawn; /* (nullable) */
} Standing;

static Standing
find_standing (const GPtrArray *publications, const char *digest)
{
  Standing standing = {NULL, NULL};

  for (guint i = 0; i < publications->len; i++) {
    const ZbStoredPublication *publication = g_ptr_array_index (publications, i);

    if (strcmp (publication->package, digest) != 0)
      continue;
    if (strcmp (publication->kind, "publish") == 0)
      standing.published = publication;
    else
      standing.withdrawn = publication;
  }
  return standing;
}

static gboolean
read_period (const char *text, ZbPeriod *ret_period, GError **error)
{
  return *text == '\0' || zb_period_parse (text, ret_period, error);
}

/* The periods it is offered for as of @now. */
static gboolean
read_span (const Standing *standing, gint64 now, ZbPeriodSpan *ret_span, GError **error)
{
  *ret_span = (ZbPeriodSpan){0};
  if (standing->published != NULL &&
      !read_period (standing->published->from, &ret_span->from, error))
    return FALSE;
  return standing->withdrawn == NULL || standing->withdrawn->at > now ||
         read_period (standing->withdrawn->from, &ret_span->until, error);
}

static ZbPackage *
add_package (ZbStore *store, ZbCatalogue *catalogue, const char *digest, GError **error)
{
  g_autoptr (ZbStoredPackage) stored = zb_store_read_package (store, digest, error);
  g_autoptr (GError) fault = NULL;
  g_autoptr (ZbPackage) package =
      stored != NULL ? zb_catalogue_read_bundle (catalogue, digest, stored->bundle, &fault) : NULL;

  if (stored == NULL)
    return NULL;
  if (zb_reading_error_passes (fault)) {
    g_propagate_error (error, g_steal_pointer (&fault));
    return NULL;
  }
  /* It was read before it was stored, and is never changed. */
  if (package == NULL) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT,
                 "package %s of the store is damaged: %s", digest, fault->message);
    return NULL;
  }
  if (strcmp (zb_package_digest (package), digest) != 0) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT,
                 "package %s of the store is not what its digest says", digest);
    return NULL;
  }
  zb_catalogue_add (catalogue, package);
  return zb_catalogue_find_digest (catalogue, digest);
}

static gboolean
same_spans (const ZbPeriodSpan *a, const ZbPeriodSpan *b)
{
  return zb_period_equal (a->from, b->from) && zb_period_equal (a->until, b->until);
}

/* One package of the store; what takes effect later is left for then. */
static gboolean
load_one (ZbStore *store,
          ZbCatalogue *catalogue,
          const char *digest,
          const Standing *standing,
          gint64 now,
          gboolean *changed,
          GError **error)
{
  ZbPackage *package = zb_catalogue_find_digest (catalogue, digest);
  ZbPeriodSpan span, before;

  if (package == NULL && standing->published != NULL && standing->published->at > now)
    return TRUE;
  if (!read_span (standing, now, &span, error))
    return FALSE;
  if (package == NULL) {
    package = add_package (store, catalogue, digest, error);
    *changed = TRUE;
  }
  if (package == NULL)
    return FALSE;
  before = zb_catalogue_span (catalogue, package);
  if (!same_spans (&before, &span)) {
    zb_catalogue_set_span (catalogue, package, &span);
    *changed = TRUE;
  }
  return TRUE;
}

/* (transfer full) All publications that hold. */
static GPtrArray *
list_publications (ZbStore *store, GError **error)
{
  g_autoptr (GPtrArray) all =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_stored_publication_free);
  ZbPublicationQuery query = {.confirmed = TRUE, .limit = ZB_STORE_MAX_PAGE};
  gboolean more = TRUE;

  while (more) {
    GPtrArray *page = zb_store_list_publications (store, &query, error);

    if (page == NULL)
      return NULL;
    more = page->len == query.limit;
    if (more)
      query.after = ((const ZbStoredPublication *)g_ptr_array_index (page, page->len - 1))->id;
    g_ptr_array_extend_and_steal (all, page);
  }
  return g_steal_pointer (&all);
}

gboolean
zb_published_load (
    ZbStore *store, ZbCatalogue *catalogue, gint64 now, gboolean *ret_changed, GError **error)
{
  g_autoptr (GPtrArray) packages = zb_store_list_packages (store, NULL, -1, error);
  g_autoptr (GPtrArray) publications = packages ? list_publications (store, error) : NULL;
  gboolean changed = FALSE;

  if (publications == NULL)
    return FALSE;
  for (guint i = 0; i < packages->len; i++) {
    const char *digest = ((const ZbStoredPackage *)g_ptr_array_index (packages, i))->digest;
    Standing standing = find_standing (publications, digest);

    if (!load_one (store, catalogue, digest, &standing, now, &changed, error))
      return FALSE;
  }
  *ret_changed = changed;
  return TRUE;
}

gboolean
zb_publisher_refresh (ZbPublisher *publisher, gint64 now, gboolean always, GError **error)
{
  const ZbPublisherOptions *options = &publisher->options;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&publisher->lock);
  g_autoptr (ZbCatalogue) renewed = zb_catalogue_copy (zb_rulebook_catalogue (options->rulebook));
  gboolean changed;

  if (!zb_published_load (options->store, renewed, now, &changed, error) ||
      !zb_code_lists_load (options->dir, renewed, error))
    return FALSE;
  if (changed || always)
    zb_rulebook_set_catalogue (options->rulebook, renewed);
  return TRUE;
}
