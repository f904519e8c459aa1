/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/protocol.h"
#include "server/api/handlers.h"
#include "server/api/reach.h"
#include "server/api/words.h"
#include "server/publishing/proposal.h"
#include "server/store/package.h"

#include <string.h>

#define PAGE 100

static const char *
state_of (const ZbStoredPublication *publication, gint64 now)
{
  if (publication->ended)
    return "ended";
  if (!publication->confirmed)
    return "proposed";
  return publication->at > now ? "waiting" : "confirmed";
}

static void
write_publication (ZbJsonWriter *json, const ZbStoredPublication *publication, gint64 now)
{
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_integer (json, "id", publication->id);
  zb_json_writer_string (json, "kind", publication->kind);
  zb_json_writer_string (json, "form", publication->form);
  zb_json_writer_string (json, "edition", publication->edition);
  zb_json_writer_integer (json, "revision", publication->revision);
  zb_json_writer_string (json, "digest", publication->package);
  zb_json_writer_string (json, "from", *publication->from ? publication->from : NULL);
  zb_call_write_time (json, "at", publication->at);
  zb_json_writer_boolean (json, "hotfix", publication->hotfix);
  zb_json_writer_string (json, "reason", publication->reason);
  zb_json_writer_string (json, "who", publication->who);
  zb_call_write_time (json, "time", publication->time);
  zb_json_writer_string (json, "second", publication->second);
  zb_call_write_time (json, "confirmed", publication->confirmed);
  zb_json_writer_string (json, "ended_by", publication->ended_by);
  zb_json_writer_string (json, "ended_reason", publication->ended_reason);
  zb_json_writer_string (json, "state", state_of (publication, now));
  zb_json_writer_end_object (json);
}

static gboolean
was_published (const GPtrArray *publications, const char *digest)
{
  for (guint i = 0; i < publications->len; i++) {
    const ZbStoredPublication *one = publications->pdata[i];

    if (strcmp (one->package, digest) == 0 && strcmp (one->kind, "publish") == 0)
      return TRUE;
  }
  return FALSE;
}

/* The forms that the node was founded with have no publication. */
static void
write_founded (ZbJsonWriter *json,
               const GPtrArray *packages,
               const GPtrArray *publications,
               const char *form)
{
  zb_json_writer_begin_array (json, "founded");
  for (guint i = 0; i < packages->len; i++) {
    const ZbStoredPackage *package = packages->pdata[i];

    if ((form && strcmp (package->form, form) != 0) ||
        was_published (publications, package->digest))
      continue;
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "form", package->form);
    zb_json_writer_string (json, "edition", package->edition);
    zb_json_writer_integer (json, "revision", package->revision);
    zb_json_writer_string (json, "digest", package->digest);
    zb_json_writer_string (json, "who", package->who);
    zb_call_write_time (json, "time", package->published);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

static void
answer_list (ZbCall *call,
             const GPtrArray *publications,
             const GPtrArray *packages,
             const ZbPublicationQuery *query)
{
  ZbJsonWriter *json = zb_json_writer_new ();
  guint n = publications->len;

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_begin_array (json, "publications");
  for (guint i = 0; i < n; i++)
    write_publication (json, publications->pdata[i], call->now);
  zb_json_writer_end_array (json);
  if (query->after == 0 && n < query->limit)
    write_founded (json, packages, publications, query->form);
  zb_words_next (json, n, query->limit,
                 n > 0 ? ((const ZbStoredPublication *)publications->pdata[n - 1])->id : 0);
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}

void
zb_handle_publications (ZbCall *call)
{
  ZbPublicationQuery query = {.tenant = zb_call_require_query (call, "tenant")};
  GError *error = NULL;
  ZbGrant grant;

  if (!query.tenant || !zb_call_grant (call, query.tenant, &grant) ||
      !zb_call_after (call, "after", &query.after))
    return;
  query.form = zb_request_query (call->request, "form");
  query.limit = zb_call_limit (call, PAGE, ZB_STORE_MAX_PAGE);
  g_autoptr (GPtrArray) packages =
      zb_store_list_packages (call->service->store, query.tenant, -1, &error);
  g_autoptr (GPtrArray) list =
      packages ? zb_store_list_publications (call->service->store, &query, &error) : NULL;
  if (list)
    answer_list (call, list, packages, &query);
  else
    zb_call_fail_error (call, error);
}

static void
answer_proposed (ZbCall *call, gint64 id, const ZbPackageTrial *trial)
{
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_integer (json, "id", id);
  zb_json_writer_string (json, "state", "proposed");
  if (trial) {
    zb_json_writer_integer (json, "rules", trial->n_rules);
    zb_json_writer_integer (json, "samples", trial->n_good + trial->n_bad);
    zb_json_writer_integer (json, "untried", trial->n_untried);
    zb_json_writer_begin_array (json, "warnings");
    for (guint i = 0; i < trial->lines->len; i++)
      zb_json_writer_string (json, NULL, trial->lines->pdata[i]);
    zb_json_writer_end_array (json);
  }
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 201, json);
}

static gboolean
begin_asking (ZbCall *call, ZbAsking *ret_asking)
{
  *ret_asking = (ZbAsking){.name = call->identity.name, .now = call->now};
  return zb_call_key (call, &ret_asking->key);
}

void
zb_handle_publication (ZbCall *call)
{
  g_autoptr (ZbPackageTrial) trial = NULL;
  GError *error = NULL;
  ZbAsking asking;
  gint64 id = 0;

  if (!begin_asking (call, &asking))
    return;
  if (zb_publisher_propose (call->service->publisher, call->request->body, &asking, &id, &trial,
                            &error))
    answer_proposed (call, id, trial);
  else
    zb_call_fail_error (call, error);
}

/* The publication of the route, of a system that the caller has a say in; NULL after answering. */
static ZbStoredPublication *
find_publication (ZbCall *call)
{
  GError *error = NULL;
  g_autoptr (ZbStoredPublication) publication = NULL;
  ZbGrant grant;
  gint64 id;

  if (!zb_call_parse_id (call->parts[0], &id)) {
    zb_call_fail (call, "not-found", call->parts[0]);
    return NULL;
  }
  publication = zb_store_read_publication (call->service->store, id, &error);
  if (!publication)
    zb_call_fail_error (call, error);
  else if (!zb_grant_for (&grant, &call->identity, call->roles, publication->tenant) ||
           !grant.all_areas)
    zb_call_fail (call, "not-found", call->parts[0]);
  else
    return g_steal_pointer (&publication);
  return NULL;
}

void
zb_handle_publication_archive (ZbCall *call)
{
  g_autoptr (ZbStoredPublication) publication = find_publication (call);
  GError *error = NULL;

  if (!publication)
    return;
  g_autoptr (GBytes) archive =
      zb_store_read_publication_archive (call->service->store, publication->id, &error);
  if (archive)
    zb_call_answer_bytes (call, 200, ZB_MIME_PUBLICATION, archive);
  else
    zb_call_fail_error (call, error);
}

void
zb_handle_publication_confirmation (ZbCall *call)
{
  g_autoptr (ZbStoredPublication) publication = find_publication (call);
  GError *error = NULL;
  ZbAsking asking;

  if (!publication || !begin_asking (call, &asking))
    return;
  if (zb_publisher_confirm (call->service->publisher, publication->id, call->request->body, &asking,
                            &error))
    zb_call_answer_empty (call, 204, NULL);
  else
    zb_call_fail_error (call, error);
}

void
zb_handle_publication_end (ZbCall *call)
{
  g_autoptr (ZbStoredPublication) publication = find_publication (call);
  g_autoptr (ZbJson) json = publication ? zb_call_read_json (call) : NULL;
  ZbPublicationEnd end = {0};
  GError *error = NULL;

  if (!json)
    return;
  end.publication = publication->id;
  end.reason = zb_json_get_string (json, "reason");
  if (!end.reason || !*end.reason) {
    zb_call_fail (call, "missing-argument", "reason");
    return;
  }
  ZbAct act = {
      .kind = ZB_ACT_PUBLICATION_END, .what = &end, .time = call->now, .who = call->identity.name};
  if (!zb_call_key (call, &act.key))
    return;
  if (zb_store_commit_one (call->service->store, &act, NULL, &error))
    zb_call_answer_empty (call, 204, NULL);
  else
    zb_call_fail_error (call, error);
}
