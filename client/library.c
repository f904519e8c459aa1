/* SPDX-License-Identifier: Apache-2.0 */
#include "client/library.h"

#include "client/workspace-private.h"
#include "storage/statement.h"

#include <string.h>

/* Keeps a bundle whose content is what its digest says; @fetched holds those fetched before. */
static gboolean
keep (ZbWorkspace *workspace,
      ZbCatalogue *fetched,
      const char *digest,
      GBytes *bundle,
      GError **error)
{
  g_autoptr (ZbPackage) package = zb_catalogue_read_bundle (fetched, digest, bundle, error);

  if (!package)
    return FALSE;
  if (strcmp (zb_package_digest (package), digest) != 0) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
                 "the server sent another package than %s", digest);
    return FALSE;
  }
  zb_catalogue_add (fetched, package);
  return zb_database_run (workspace->database,
                          "insert or ignore into package (digest, name, bundle) values (?,?,?)",
                          error, zb_value_text (digest), zb_value_text (zb_package_name (package)),
                          zb_value_bytes (bundle));
}

static gboolean
fetch (ZbWorkspace *workspace,
       ZbSession *session,
       ZbCatalogue *fetched,
       const char *digest,
       GError **error)
{
  g_autofree char *path = g_strconcat ("/v1/packages/", digest, NULL);
  g_autoptr (GBytes) bundle = zb_session_get_bytes (session, path, error);

  return bundle && keep (workspace, fetched, digest, bundle, error);
}

gboolean
zb_library_sync (ZbWorkspace *workspace, ZbSession *session, guint *ret_new, GError **error)
{
  g_autoptr (ZbJson) answer = zb_session_get (session, "/v1/catalogue", error);
  const ZbJson *packages = answer ? zb_json_get (answer, "packages") : NULL;
  g_autoptr (ZbCatalogue) fetched = zb_catalogue_new ();

  if (!answer)
    return FALSE;
  for (guint i = 0; packages && i < zb_json_length (packages); i++) {
    const char *digest = zb_json_get_string (zb_json_at (packages, i), "digest");

    if (!digest || zb_catalogue_find_digest (workspace->catalogue, digest))
      continue;
    if (!fetch (workspace, session, fetched, digest, error))
      return FALSE;
  }
  if (ret_new)
    *ret_new = zb_catalogue_n_packages (fetched);
  return zb_catalogue_n_packages (fetched) == 0 || zb_workspace_load_catalogue (workspace, error);
}
