/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/protocol.h"
#include "exchange/signed-publication.h"
#include "server/api/handlers.h"
#include "server/api/reach.h"
#include "server/api/words.h"
#include "server/intake/intake.h"
#include "server/intake/report-context.h"
#include "server/register/register.h"
#include "server/store/package.h"
#include "server/store/publication.h"

#include <string.h>

static void
write_package (ZbJsonWriter *json, const ZbCatalogue *catalogue, const ZbPackage *package)
{
  const ZbForm *form = zb_package_form (package);
  ZbPeriodSpan span = zb_catalogue_span (catalogue, package);
  char text[ZB_PERIOD_TEXT_SIZE];

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "name", zb_package_name (package));
  zb_json_writer_string (json, "form", form->id);
  zb_json_writer_string (json, "code", form->code);
  zb_json_writer_string (json, "system", form->system);
  zb_json_writer_string (json, "edition", form->edition);
  zb_json_writer_integer (json, "revision", form->revision);
  zb_json_writer_string (json, "digest", zb_package_digest (package));
  zb_words_text (json, "title", &form->title);
  zb_json_writer_string (json, "valid_from", zb_period_format (form->valid_from, text));
  if (form->expires.year)
    zb_json_writer_string (json, "expires", zb_period_format (form->expires, text));
  if (span.from.year)
    zb_json_writer_string (json, "from", zb_period_format (span.from, text));
  if (span.until.year)
    zb_json_writer_string (json, "until", zb_period_format (span.until, text));
  zb_json_writer_end_object (json);
}

static GBytes *
write_catalogue (const ZbCatalogue *catalogue)
{
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();
  char *text;

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_begin_array (json, "packages");
  for (guint i = 0; i < zb_catalogue_n_packages (catalogue); i++)
    write_package (json, catalogue, zb_catalogue_at (catalogue, i));
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
  text = zb_json_writer_finish (json);
  return g_bytes_new_take (text, strlen (text));
}

/* Who has the catalogue of before, by its ETag, is spared it. */
void
zb_handle_catalogue (ZbCall *call)
{
  g_autoptr (GBytes) bytes = write_catalogue (zb_rulebook_catalogue (call->service->rulebook));

  zb_call_answer_tagged (call, ZB_MIME_JSON, bytes);
}

/* The statement about a package that both signed, with its signatures. @kind: "publish" or
 * "withdraw". NULL without an error if there is none: the node was founded with the form. */
static GBytes *
read_statement (ZbCall *call, const char *digest, const char *kind, GError **error)
{
  ZbPublicationQuery query = {.package = digest, .confirmed = TRUE};
  g_autoptr (GPtrArray) list = zb_store_list_publications (call->service->store, &query, error);

  for (guint i = 0; list && i < list->len; i++) {
    const ZbStoredPublication *one = list->pdata[i];
    GBytes *const signatures[] = {one->signature, one->second_signature};

    if (strcmp (one->kind, kind) == 0)
      return zb_signed_publication_pack (one->statement, signatures, NULL, error);
  }
  return NULL;
}

void
zb_handle_package_publication (ZbCall *call)
{
  const char *kind = zb_request_query (call->request, "kind");
  GError *error = NULL;
  g_autoptr (GBytes) bytes = read_statement (call, call->parts[0], kind ? kind : "publish", &error);

  if (bytes)
    zb_call_answer_bytes (call, 200, ZB_MIME_PUBLICATION, bytes);
  else if (error)
    zb_call_fail_error (call, error);
  else
    zb_call_fail (call, "not-found", call->parts[0]);
}

void
zb_handle_package (ZbCall *call)
{
  GError *error = NULL;
  g_autoptr (ZbStoredPackage) package =
      zb_store_read_package (call->service->store, call->parts[0], &error);

  if (package)
    zb_call_answer_bytes (call, 200, "application/zip", package->bundle);
  else
    zb_call_fail_error (call, error);
}

/* The ruleset of the form for the period named by the route's parts; NULL after answering. */
static ZbRuleset *
find_ruleset (ZbCall *call, ZbPeriod *ret_period)
{
  ZbRulebook *rulebook = call->service->rulebook;
  GError *error = NULL;
  ZbRuleset *ruleset = NULL;

  if (zb_period_parse (call->parts[1], ret_period, &error)) {
    ZbPackage *package =
        zb_catalogue_find (zb_rulebook_catalogue (rulebook), call->parts[0], *ret_period, &error);
    ruleset = package ? zb_rulebook_get (rulebook, package, &error) : NULL;
  }
  if (!ruleset)
    zb_call_fail_error (call, error);
  return ruleset;
}

/* Staff see the context of units in their areas only. */
static gboolean
staff_may_see (ZbCall *call, const char *tenant, const ZbUnit *unit)
{
  ZbGrant grant;

  return call->identity.kind != ZB_KIND_STAFF ||
         (zb_grant_for (&grant, &call->identity, call->roles, tenant) &&
          zb_grant_reaches (&grant, zb_unit_attribute (unit, "area"),
                            zb_unit_attribute (unit, "zone")));
}

void
zb_handle_context (ZbCall *call)
{
  ZbPeriod period;
  ZbReportContext context;
  GError *error = NULL;
  ZbRuleset *ruleset = find_ruleset (call, &period);
  const char *tenant = ruleset ? zb_ruleset_form (ruleset)->system : NULL;
  g_autoptr (ZbUnit) today = ruleset ? zb_reach_unit (call, tenant, call->parts[1]) : NULL;

  if (!today)
    return;
  if (!staff_may_see (call, tenant, today)) {
    zb_call_fail (call, "not-found", today->code);
    return;
  }
  g_autoptr (ZbUnit) then = zb_register_read_again (call->service->store, today, period);
  if (!zb_report_context_read (zb_intake_desk (call->service->intake), ruleset, then, period, TRUE,
                               &context, &error)) {
    zb_call_fail_error (call, error);
    return;
  }
  char *text = zb_context_document_write (context.document);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));
  zb_report_context_clear (&context);
  zb_call_answer_bytes (call, 200, ZB_MIME_JSON, bytes);
}
