/* SPDX-License-Identifier: Apache-2.0 */
#include "client/pool.h"

#include "client/draft.h"
#include "client/sent.h"

#include <string.h>

struct _ZbPool {
  ZbWorkspace *workspace;   /* borrowed */
  const ZbAccount *account; /* borrowed */
  ZbConceptIndex *index;
  GHashTable *found; /* "FORM PERIOD" → Found */
};

typedef struct {
  ZbReport *report; /* (nullable) there is none */
  ZbStanding standing;
  char *version;
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_clear_pointer (&found->report, zb_report_unref);
  g_free (found->version);
  g_free (found);
}

ZbPool *
zb_pool_new (ZbWorkspace *workspace, const ZbAccount *account)
{
  ZbPool *pool = g_new0 (ZbPool, 1);

  pool->workspace = workspace;
  pool->account = account;
  pool->index = zb_concept_index_new (zb_workspace_catalogue (workspace));
  pool->found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, found_free);
  return pool;
}

void
zb_pool_free (ZbPool *pool)
{
  g_hash_table_unref (pool->found);
  zb_concept_index_free (pool->index);
  g_free (pool);
}

/* Whether the bureau holds this version's figures for what the unit says. */
static gboolean
stands (const ZbSent *sent)
{
  return strcmp (sent->state, "refused") != 0 && g_strcmp0 (sent->outcome, "refused") != 0 &&
         g_strcmp0 (sent->review, "return") != 0;
}

/* The newest message that stands; nothing if it is the withdrawal of what was sent before. */
static void
find_sent (ZbPool *pool, const char *form, const char *period, Found *found)
{
  g_autoptr (GPtrArray) list = zb_sent_list (pool->workspace, pool->account, form, period, NULL);

  for (guint i = 0; list != NULL && i < list->len; i++) {
    const ZbSent *sent = list->pdata[i];

    if (!stands (sent))
      continue;
    if (strcmp (sent->kind, "withdrawal") != 0)
      found->report = zb_sent_read_report_of (pool->workspace, sent->id, form, NULL);
    found->standing =
        g_strcmp0 (sent->review, "accept") == 0 ? ZB_STANDING_ACCEPTED : ZB_STANDING_SENT;
    found->version = g_strdup (sent->id);
    return;
  }
}

static Found *
find (ZbPool *pool, const char *form, ZbPeriod period)
{
  char text[ZB_PERIOD_TEXT_SIZE];
  g_autofree char *key = g_strconcat (form, " ", zb_period_format (period, text), NULL);
  Found *found = g_hash_table_lookup (pool->found, key);

  if (found != NULL)
    return found;
  found = g_new0 (Found, 1);
  find_sent (pool, form, text, found);
  if (found->report == NULL) {
    found->report = zb_draft_read (pool->workspace, pool->account, form, text, NULL);
    found->standing = ZB_STANDING_DRAFT;
    g_clear_pointer (&found->version, g_free);
  }
  g_hash_table_insert (pool->found, g_steal_pointer (&key), found);
  return found;
}

gboolean
zb_pool_find (const char *form, ZbPeriod period, gpointer pool, ZbFigureSource *ret_source)
{
  const Found *found = find (pool, form, period);

  if (found->report == NULL)
    return FALSE;
  *ret_source = (ZbFigureSource){found->report, found->standing, found->version};
  return TRUE;
}

GPtrArray *
zb_pool_figures (ZbPool *pool, const ZbReport *report)
{
  return zb_shared_figures_list (report, pool->index, zb_pool_find, pool);
}
