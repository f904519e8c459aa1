/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/signing-role.h"
#include "server/api/handlers.h"
#include "server/intake/signatories.h"
#include "server/register/register.h"
#include "server/store/mandate.h"
#include "server/store/tenant.h"

#include <string.h>

static void
write_name (ZbJsonWriter *json, const char *zh, const char *en)
{
  zb_json_writer_begin_object (json, "name");
  zb_json_writer_string (json, "zh", zh);
  zb_json_writer_string (json, "en", en);
  zb_json_writer_end_object (json);
}

static void
write_levels (ZbJsonWriter *json, const ZbTenant *tenant)
{
  zb_json_writer_begin_array (json, "levels");
  for (guint i = 0; i < tenant->levels->len; i++) {
    const ZbLevel *level = tenant->levels->pdata[i];
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "id", level->id);
    write_name (json, level->name_zh, level->name_en);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
}

static void
write_post (ZbJsonWriter *json, const ZbStaff *post)
{
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "role", post->role);
  zb_json_writer_integer (json, "level", post->level);
  zb_json_writer_begin_array (json, "areas");
  for (guint i = 0; i < post->areas->len; i++)
    zb_json_writer_string (json, NULL, post->areas->pdata[i]);
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
}

/* In which roles the caller signs for the unit he asks about, or his own; nothing where he has none
 * or is staff. */
static void
write_roles (ZbCall *call, ZbJsonWriter *json, const char *tenant)
{
  ZbStore *store = call->service->store;
  const char *code = zb_request_query (call->request, "unit");
  g_autofree char *day = zb_register_day_at (call->now);
  g_autoptr (ZbUnit) unit = NULL;
  guint mandates = 0;

  if (call->identity.kind != ZB_KIND_ENTERPRISE)
    return;
  unit = zb_store_read_unit (store, code ? code : call->identity.unit, day, NULL);
  if (unit && !zb_store_read_mandate (store, tenant, unit->id, call->identity.unit,
                                      call->identity.name, day, &mandates, NULL))
    return;
  g_autofree char *roles = zb_signing_roles_to_text (zb_signatory_roles (mandates));
  zb_json_writer_string (json, "roles", roles);
}

/* A tenant as the caller meets it: with his posts there, if he is staff. */
static void
write_tenant (ZbCall *call, ZbJsonWriter *json, const ZbTenant *tenant, const GPtrArray *posts)
{
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "id", tenant->id);
  write_name (json, tenant->name_zh, tenant->name_en);
  write_levels (json, tenant);
  write_roles (call, json, tenant->id);
  zb_json_writer_begin_array (json, "posts");
  for (guint i = 0; posts && i < posts->len; i++) {
    const ZbStaff *post = posts->pdata[i];
    if (strcmp (post->tenant, tenant->id) == 0)
      write_post (json, post);
  }
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
}

static gboolean
has_post (const GPtrArray *posts, const char *tenant)
{
  for (guint i = 0; i < posts->len; i++)
    if (strcmp (((const ZbStaff *)posts->pdata[i])->tenant, tenant) == 0)
      return TRUE;
  return FALSE;
}

void
zb_handle_me (ZbCall *call)
{
  GError *error = NULL;
  const ZbIdentity *identity = &call->identity;
  g_autoptr (GPtrArray) tenants = zb_store_list_tenants (call->service->store, &error);
  ZbJsonWriter *json;

  if (!tenants) {
    zb_call_fail_error (call, error);
    return;
  }
  json = zb_json_writer_new ();
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "kind", identity->kind == ZB_KIND_STAFF ? "staff" : "enterprise");
  zb_json_writer_string (json, "name", identity->name);
  zb_json_writer_string (json, "unit", identity->unit);
  zb_json_writer_string (json, "node", call->service->node);
  zb_json_writer_begin_array (json, "tenants");
  for (guint i = 0; i < tenants->len; i++) {
    const ZbTenant *tenant = tenants->pdata[i];
    if (!identity->posts || has_post (identity->posts, tenant->id))
      write_tenant (call, json, tenant, identity->posts);
  }
  zb_json_writer_end_array (json);
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 200, json);
}
