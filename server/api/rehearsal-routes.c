/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/protocol.h"
#include "server/api/handlers.h"
#include "server/intake/intake.h"
#include "server/recheck/edition-trial.h"
#include "validators/error.h"

#include <string.h>

/* Stopped units that are named; all are counted. */
#define MAX_UNITS 1000

static gboolean
sees (gpointer data, const char *district, const char *zone)
{
  return zb_grant_reaches (data, district, zone);
}

/* The package that came, of the caller's own system; NULL after answering. */
static ZbPackage *
read_package (ZbCall *call, const char *tenant)
{
  ZbCatalogue *catalogue = zb_rulebook_catalogue (call->service->rulebook);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbPackage) package =
      zb_catalogue_read_bundle (catalogue, "package", call->request->body, &error);

  if (!package)
    zb_call_fail (call, "bad-package", error->message);
  else if (g_strcmp0 (zb_package_form (package)->system, tenant) != 0)
    zb_call_fail (call, "not-found", zb_package_form (package)->id);
  else
    return g_steal_pointer (&package);
  return NULL;
}

void
zb_handle_rehearsal (ZbCall *call)
{
  const char *tenant = zb_call_require_query (call, "tenant");
  GError *error = NULL;
  ZbGrant grant;
  ZbEditionTrial trial = {.desk = zb_intake_desk (call->service->intake),
                          .max_units = MAX_UNITS,
                          .sees = sees,
                          .data = &grant};

  if (!tenant || !zb_call_grant (call, tenant, &grant))
    return;
  if (!zb_period_parse (call->parts[0], &trial.period, &error)) {
    zb_call_fail_error (call, error);
    return;
  }
  g_autoptr (ZbPackage) package = read_package (call, tenant);
  if (!package)
    return;
  trial.edition = package;
  g_autofree char *answer = zb_edition_trial_run (&trial, &error);
  if (!answer && error->domain == ZB_RULE_ERROR) {
    zb_call_fail (call, "bad-rules", error->message);
    g_error_free (error);
    return;
  }
  if (!answer) {
    zb_call_fail_error (call, error);
    return;
  }
  g_autoptr (GBytes) bytes = g_bytes_new (answer, strlen (answer));
  zb_call_answer_bytes (call, 200, ZB_MIME_JSON, bytes);
}
