/* SPDX-License-Identifier: Apache-2.0 */
#include "client/routing.h"

#include "client/trust-keeper.h"
#include "exchange/base64.h"
#include "exchange/digest.h"
#include "exchange/protocol.h"
#include "exchange/signed-publication.h"
#include "formats/json-writer.h"

#include <string.h>

void
zb_fetched_routes_free (ZbFetchedRoutes *fetched)
{
  if (!fetched)
    return;
  zb_route_table_free (fetched->table);
  g_clear_pointer (&fetched->statement, g_bytes_unref);
  g_free (fetched->who);
  g_free (fetched->second);
  g_free (fetched->state);
  g_free (fetched);
}

static GBytes *
sign (GBytes *statement, ZbSigner *signer, gint64 now, GError **error)
{
  gsize length = 0;
  const void *bytes = g_bytes_get_data (statement, &length);

  return zb_signature_make (signer, bytes, length, now, TRUE, error);
}

/* The number and version of the table that holds; 0 if none does. */
static gboolean
find_in_force (ZbSession *session, gint64 *ret_number, guint *ret_version, GError **error)
{
  gint64 after = 0;

  *ret_number = 0;
  *ret_version = 0;
  do {
    g_autofree char *path = g_strdup_printf ("/v1/routes?after=%" G_GINT64_FORMAT, after);
    g_autoptr (ZbJson) answer = zb_session_get (session, path, error);
    const ZbJson *tables = answer ? zb_json_get (answer, "tables") : NULL;

    if (!answer)
      return FALSE;
    for (guint i = 0; tables && i < zb_json_length (tables); i++) {
      const ZbJson *one = zb_json_at (tables, i);
      if (g_strcmp0 (zb_json_get_string (one, "state"), "in-force") != 0)
        continue;
      *ret_number = zb_json_integer (zb_json_get (one, "id"), 0);
      *ret_version = (guint)zb_json_integer (zb_json_get (one, "version"), 0);
    }
    const ZbJson *next = zb_json_get (answer, "next");
    const char *text = next ? zb_json_string (next) : NULL;
    after = text ? g_ascii_strtoll (text, NULL, 10) : next ? zb_json_integer (next, 0) : 0;
  } while (after > 0);
  return TRUE;
}

static GBytes *
write_proposal (GBytes *statement, GBytes *signature)
{
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_bytes (json, "statement", statement);
  zb_json_writer_bytes (json, "signature", signature);
  zb_json_writer_end_object (json);
  char *text = zb_json_writer_finish (json);
  return g_bytes_new_take (text, strlen (text));
}

static gboolean
send_proposal (ZbSession *session, GBytes *body, gint64 *ret_number, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (ZbJson) answer =
      zb_session_post (session, "/v1/routes", ZB_MIME_JSON, body, NULL, &failure);

  if (failure) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  *ret_number = answer ? zb_json_integer (zb_json_get (answer, "id"), 0) : 0;
  if (*ret_number > 0)
    return TRUE;
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
               "the server took the table of routes, but gave it no number");
  return FALSE;
}

gboolean
zb_routing_propose (const ZbAccount *account,
                    ZbSession *session,
                    ZbRouteTable *draft,
                    const char *reason,
                    ZbSigner *signer,
                    gint64 now,
                    gint64 *ret_number,
                    char **ret_digest,
                    GError **error)
{
  gint64 before;
  guint version;

  if (!find_in_force (session, &before, &version, error))
    return FALSE;
  g_free (draft->node);
  draft->node = g_strdup (account->node);
  g_free (draft->reason);
  draft->reason = g_strdup (reason);
  draft->created = now;
  draft->version = version + 1;
  g_autoptr (GBytes) statement = zb_route_table_write (draft);
  g_autoptr (ZbRouteTable) again = zb_route_table_read ("routes.xml", statement, error);
  g_autoptr (GBytes) signature = again ? sign (statement, signer, now, error) : NULL;
  g_autoptr (GBytes) body = signature ? write_proposal (statement, signature) : NULL;
  if (!body || !send_proposal (session, body, ret_number, error))
    return FALSE;
  *ret_digest = zb_digest_hex_of_bytes (statement);
  return TRUE;
}

static GBytes *
read_bytes (const ZbJson *json, const char *key)
{
  const char *text = zb_json_get_string (json, key);

  return text ? zb_base64_read_bytes (text) : NULL;
}

/* The name of who signed; NULL without an error where nobody did. */
static gboolean
read_signer (const ZbJson *json,
             const char *key,
             GBytes *statement,
             ZbTrust *trust,
             gint64 now,
             char **ret_name,
             GError **error)
{
  g_autoptr (GBytes) signature = read_bytes (json, key);
  ZbSignatureInfo info = {0};

  if (!signature)
    return TRUE;
  if (!zb_publication_verify_signature (statement, signature, trust, 0, now, &info, error))
    return FALSE;
  *ret_name = g_strdup (zb_certificate_name (info.signer));
  zb_signature_info_clear (&info);
  return TRUE;
}

static ZbFetchedRoutes *
read_fetched (const ZbAccount *account, const ZbJson *json, gint64 now, GError **error)
{
  g_autoptr (ZbFetchedRoutes) fetched = g_new0 (ZbFetchedRoutes, 1);
  g_autoptr (ZbTrust) trust = zb_account_trust (account, error);

  fetched->statement = read_bytes (json, "statement");
  fetched->state = g_strdup (zb_json_get_string (json, "state"));
  if (!trust)
    return NULL;
  fetched->table =
      fetched->statement ? zb_route_table_read ("routes.xml", fetched->statement, error) : NULL;
  if (!fetched->table) {
    if (!fetched->statement)
      g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
                   "the server sent no table of routes");
    return NULL;
  }
  if (strcmp (fetched->table->node, account->node) != 0) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
                 "the server sent a table of routes of node %s", fetched->table->node);
    return NULL;
  }
  if (!read_signer (json, "signature", fetched->statement, trust, now, &fetched->who, error) ||
      !read_signer (json, "second_signature", fetched->statement, trust, now, &fetched->second,
                    error))
    return NULL;
  return g_steal_pointer (&fetched);
}

ZbFetchedRoutes *
zb_routing_fetch (
    const ZbAccount *account, ZbSession *session, gint64 number, gint64 now, GError **error)
{
  guint version;

  if (number == 0 && !find_in_force (session, &number, &version, error))
    return NULL;
  if (number == 0) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 "no table of routes holds at %s", account->url);
    return NULL;
  }
  g_autofree char *path = g_strdup_printf ("/v1/routes/%" G_GINT64_FORMAT, number);
  g_autoptr (ZbJson) answer = zb_session_get (session, path, error);
  return answer ? read_fetched (account, answer, now, error) : NULL;
}

gboolean
zb_routing_confirm (ZbSession *session,
                    gint64 number,
                    const ZbFetchedRoutes *fetched,
                    ZbSigner *signer,
                    gint64 now,
                    GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/routes/%" G_GINT64_FORMAT "/confirmation", number);
  g_autoptr (GBytes) signature = sign (fetched->statement, signer, now, error);
  g_autoptr (GError) failure = NULL;

  if (!signature)
    return FALSE;
  g_autoptr (ZbJson) answer =
      zb_session_post (session, path, ZB_MIME_SIGNATURE, signature, NULL, &failure);
  if (!failure)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* The bundle of the node that the session is connected to, as its roots say; for others to keep. */
static ZbSignedTrust *
fetch_trust (const ZbAccount *account, ZbSession *session, GError **error)
{
  g_autoptr (ZbJson) answer = zb_session_get (session, "/v1/trust", error);
  g_autoptr (GPtrArray) roots =
      zb_certificate_read_all (account->roots, strlen (account->roots), answer ? error : NULL);
  GError *cause = NULL;

  if (!answer || !roots)
    return NULL;
  g_autoptr (ZbSignedTrust) trust = zb_signed_trust_read ("/v1/trust", answer, &cause);
  if (trust && zb_signed_trust_verify (trust, roots, &cause))
    return g_steal_pointer (&trust);
  zb_trust_keeper_refuse (cause, error);
  return NULL;
}

char *
zb_routing_peer (
    const ZbAccount *account, ZbSession *session, const char *regions, gint64 now, GError **error)
{
  g_autoptr (ZbSignedTrust) trust = fetch_trust (account, session, error);
  g_autoptr (ZbRouteTable) table = zb_route_table_new ();
  ZbRoutePeer *peer = g_new0 (ZbRoutePeer, 1);

  g_ptr_array_add (table->peers, peer);
  if (!trust)
    return NULL;
  g_autofree char *roots = zb_trust_bundle_to_pem (trust->bundle, ZB_TRUSTED_ROOT);
  g_autofree char *below = zb_trust_bundle_to_pem (trust->bundle, ZB_TRUSTED_NODE);
  peer->node = g_strdup (trust->bundle->node);
  peer->url = g_strdup (account->url);
  peer->verifier = g_strdup (zb_trust_bundle_find_log (trust->bundle, now));
  peer->regions = g_strdup (regions);
  peer->authorities = g_strconcat (roots, below, NULL);
  g_autoptr (GBytes) bytes = zb_route_table_write (table);
  g_autoptr (ZbRouteTable) again = zb_route_table_read_draft ("peer", bytes, error);
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);
  return again ? g_strndup (text, length) : NULL;
}
