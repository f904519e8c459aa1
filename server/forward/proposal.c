/* SPDX-License-Identifier: Apache-2.0 */
#include "server/forward/proposal.h"

#include "exchange/signed-publication.h"
#include "server/store/route-table.h"
#include "server/store/staff.h"

#include <string.h>

/* How long a statement may wait to be brought, and how far a clock may run ahead of ours. */
#define MAX_AGE (7 * G_TIME_SPAN_DAY)
#define MAX_SKEW (10 * G_TIME_SPAN_MINUTE)

/* Routes belong to no system: whoever administers one, in all of its areas, has a say. */
static gboolean
is_admin (ZbStore *store, const char *name, gboolean *ret_is, GError **error)
{
  g_autoptr (GPtrArray) posts = zb_store_list_posts (store, name, error);

  *ret_is = FALSE;
  for (guint i = 0; posts != NULL && i < posts->len; i++) {
    const ZbStaff *post = g_ptr_array_index (posts, i);

    *ret_is = *ret_is || (strcmp (post->role, "admin") == 0 && post->areas->len == 0);
  }
  return posts != NULL;
}

/* That @signature is of @name, who is an administrator. *@ret_certificate is (transfer full). */
static gboolean
check_signer (const ZbRouteDesk *desk,
              GBytes *statement,
              GBytes *signature,
              const char *name,
              gint64 at,
              ZbCertificate **ret_certificate,
              GError **error)
{
  ZbSignatureInfo info = {0};
  gboolean admin = FALSE;

  if (!zb_publication_verify_signature (statement, signature, desk->trust, at, at, &info, error))
    return FALSE;
  g_autoptr (ZbCertificate) certificate = zb_certificate_ref (info.signer);
  zb_signature_info_clear (&info);
  if (strcmp (zb_certificate_name (certificate), name) != 0)
    return zb_forward_refuse (error, ZB_FORWARD_ERROR_WRONG_SIGNER,
                              "the signature is of %s, not of %s",
                              zb_certificate_name (certificate), name);
  if (!is_admin (desk->store, name, &admin, error))
    return FALSE;
  if (!admin)
    return zb_forward_refuse (error, ZB_FORWARD_ERROR_WRONG_SIGNER,
                              "%s is no administrator of this node", name);
  *ret_certificate = g_steal_pointer (&certificate);
  return TRUE;
}

static gboolean
check_table (const ZbRouteDesk *desk, const ZbRouteTable *table, gint64 now, GError **error)
{
  if (strcmp (table->node, desk->node) != 0)
    return zb_forward_refuse (error, ZB_FORWARD_ERROR_WRONG_TABLE,
                              "the table is for node %s, this is %s", table->node, desk->node);
  for (guint i = 0; i < table->lines->len; i++) {
    const ZbRouteLine *line = g_ptr_array_index (table->lines, i);

    if (line->transform != NULL && !desk->knows_transform (line->transform))
      return zb_forward_refuse (error, ZB_FORWARD_ERROR_WRONG_TABLE,
                                "the route %s names the transform %s, which is not known here",
                                line->id, line->transform);
  }
  if (table->created <= now + MAX_SKEW && table->created >= now - MAX_AGE)
    return TRUE;
  g_autofree char *created = zb_time_format (table->created);
  return zb_forward_refuse (error, ZB_FORWARD_ERROR_WRONG_TABLE,
                            "the statement was made at %s: sign it anew", created);
}

static gboolean
commit (const ZbRouteDesk *desk,
        ZbActKind kind,
        gconstpointer what,
        const ZbRouteAsking *asking,
        gint64 *ret_id,
        GError **error)
{
  const ZbAct act = {
      .kind = kind, .what = what, .time = asking->now, .who = asking->name, .key = asking->key};
  ZbActResult result = {0};
  gboolean done = zb_store_commit_one (desk->store, &act, &result, error);

  *ret_id = result.id;
  zb_act_result_clear (&result);
  return done;
}

gboolean
zb_route_propose (const ZbRouteDesk *desk,
                  GBytes *statement,
                  GBytes *signature,
                  const ZbRouteAsking *asking,
                  gint64 *ret_id,
                  guint *ret_version,
                  GError **error)
{
  g_autoptr (ZbRouteTable) table = zb_route_table_read ("routes.xml", statement, error);
  g_autoptr (ZbCertificate) signer = NULL;

  if (table == NULL || !check_table (desk, table, asking->now, error) ||
      !check_signer (desk, statement, signature, asking->name, asking->now, &signer, error))
    return FALSE;
  const ZbRouteTableAct act = {.version = table->version,
                               .statement = statement,
                               .signature = signature,
                               .signer = zb_certificate_digest (signer)};
  *ret_version = table->version;
  return commit (desk, ZB_ACT_ROUTE_TABLE, &act, asking, ret_id, error);
}

gboolean
zb_route_confirm (const ZbRouteDesk *desk,
                  gint64 id,
                  GBytes *signature,
                  const ZbRouteAsking *asking,
                  GError **error)
{
  g_autoptr (ZbStoredRouteTable) stored = zb_store_read_route_table (desk->store, id, error);
  g_autoptr (ZbRouteTable) table =
      stored != NULL ? zb_route_table_read ("routes.xml", stored->statement, error) : NULL;
  g_autoptr (ZbCertificate) first = NULL;
  g_autoptr (ZbCertificate) second = NULL;
  gint64 confirmed;

  if (table == NULL)
    return FALSE;
  /* Said again: the answer to the first time was lost. */
  if (stored->confirmed > 0 && strcmp (stored->second, asking->name) == 0)
    return TRUE;
  if (!check_table (desk, table, asking->now, error) ||
      !check_signer (desk, stored->statement, stored->signature, stored->who, asking->now, &first,
                     error) ||
      !check_signer (desk, stored->statement, signature, asking->name, asking->now, &second,
                     error) ||
      !zb_publication_check_two (first, second, error))
    return FALSE;
  const ZbRouteTableConfirmation act = {
      .table = id, .signature = signature, .signer = zb_certificate_digest (second)};
  return commit (desk, ZB_ACT_ROUTE_TABLE_CONFIRMATION, &act, asking, &confirmed, error);
}
