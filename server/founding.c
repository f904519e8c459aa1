/* SPDX-License-Identifier: Apache-2.0 */
#include "server/founding.h"

#include "server/code-lists.h"

#include "server/authority/appointment.h"
#include "server/authority/invitation.h"
#include "server/store/package.h"
#include "server/tenants.h"
#include "server/trust-renewal.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static gboolean
make_dir (const char *dir, GError **error)
{
  g_autoptr (GDir) listing = NULL;

  if (g_mkdir_with_parents (dir, 0700) != 0) {
    g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA, "%s: %s", dir, g_strerror (errno));
    return FALSE;
  }
  listing = g_dir_open (dir, 0, error);
  if (!listing)
    return FALSE;
  if (!g_dir_read_name (listing))
    return TRUE;
  g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_EXISTS,
               "%s: there is something already; a node needs an empty directory", dir);
  return FALSE;
}

static gboolean
write_file (const char *dir, const char *name, const char *text, GError **error)
{
  g_autofree char *path = zb_node_path (dir, name);

  return g_file_set_contents_full (
      path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/* Of the folder parameters/ the first file that there is: a catalogue serves one place. */
static gboolean
copy_parameters (const ZbNodeFounding *founding, GError **error)
{
  g_autofree char *folder = g_build_filename (founding->catalogue, "parameters", NULL);
  g_autoptr (GDir) listing = g_dir_open (folder, 0, NULL);
  g_autofree char *text = NULL;
  const char *name;

  while (listing && (name = g_dir_read_name (listing))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_str_has_suffix (name, ".xml"))
      return g_file_get_contents (path, &text, NULL, error) &&
             write_file (founding->dir, ZB_NODE_PARAMETERS, text, error);
  }
  return TRUE;
}

static gboolean
make_files (const ZbNodeFounding *founding, GError **error)
{
  g_autofree char *keys = zb_node_path (founding->dir, ZB_NODE_KEYS);
  g_autofree char *settings =
      zb_config_compose (founding->node, founding->host, founding->address, founding->port);
  ZbFounding keyring = {
      .node = founding->node,
      .host = founding->host,
      .now = zb_clock_now (&founding->clock),
  };
  const ZbTrustRenewal trust = {.dir = founding->dir, .clock = founding->clock};
  guint version = 0;
  g_autoptr (ZbConfig) checked = zb_config_parse (ZB_NODE_CONFIG, settings, error);
  g_autofree char *published_at = checked ? zb_config_published_at (checked) : NULL;

  keyring.published_at = published_at;
  return checked && make_dir (founding->dir, error) &&
         write_file (founding->dir, ZB_NODE_CONFIG, settings, error) &&
         copy_parameters (founding, error) && zb_keyring_found (keys, &keyring, error) &&
         zb_trust_renewal_make (&trust, &version, error);
}

static gboolean
commit_one (
    ZbStore *store, ZbActKind kind, gconstpointer what, const char *who, gint64 now, GError **error)
{
  ZbAct act = {.kind = kind, .what = what, .time = now, .who = who};

  return zb_store_commit_one (store, &act, NULL, error);
}

static gboolean
make_tenants (ZbStore *store, const char *who, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) tenants = zb_tenants_of_the_model ();

  for (guint i = 0; i < tenants->len; i++)
    if (!commit_one (store, ZB_ACT_TENANT, tenants->pdata[i], who, now, error))
      return FALSE;
  return TRUE;
}

static gboolean
publish (ZbStore *store, ZbPackage *package, const char *who, gint64 now, GError **error)
{
  const ZbForm *form = zb_package_form (package);
  g_autoptr (GBytes) bundle = zb_package_to_bundle (package, error);
  ZbStoredPackage stored = {
      .tenant = form->system,
      .digest = (char *)zb_package_digest (package),
      .form = form->id,
      .edition = form->edition,
      .revision = form->revision,
      .bundle = bundle,
      .published = now,
      .who = (char *)who,
  };

  if (bundle && commit_one (store, ZB_ACT_PACKAGE, &stored, who, now, error))
    return TRUE;
  g_prefix_error (error, "%s: ", zb_package_name (package));
  return FALSE;
}

gboolean
zb_founding_publish (ZbStore *store,
                     ZbCatalogue *catalogue,
                     const char *who,
                     gint64 now,
                     guint *ret_n,
                     GError **error)
{
  guint n = zb_catalogue_n_packages (catalogue);

  for (guint i = 0; i < n; i++)
    if (!publish (store, zb_catalogue_at (catalogue, i), who, now, error))
      return FALSE;
  *ret_n = n;
  return TRUE;
}

static gboolean
fill (ZbNode *node, const ZbNodeFounding *founding, char **ret_invitation, GError **error)
{
  const ZbService *service = zb_node_service (node);
  gint64 now = zb_clock_now (&founding->clock);
  const char *probe = zb_certificate_serial (zb_node_keyring (node)->probe_revoked);
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_read_dir (founding->catalogue, error);
  ZbInviting inviting = {.now = now, .days = ZB_INVITATION_DEFAULT_DAYS, .who = founding->node};
  guint n = 0;

  if (!catalogue ||
      !zb_authority_revoke (service->authority, probe, 0, founding->node, NULL, now, error) ||
      !make_tenants (service->store, founding->node, now, error) ||
      !zb_founding_publish (service->store, catalogue, founding->node, now, &n, error))
    return FALSE;
  g_autoptr (GPtrArray) posts =
      zb_appointment_posts (service->store, ZB_FOUNDING_ADMIN, "管理员", error);
  *ret_invitation =
      posts ? zb_authority_invite_staff (service->authority, posts, &inviting, error) : NULL;
  return *ret_invitation != NULL;
}

gboolean
zb_node_found (const ZbNodeFounding *founding, char **ret_invitation, GError **error)
{
  g_autoptr (ZbNode) node = NULL;

  if (!make_files (founding, error) ||
      !zb_code_lists_copy (founding->catalogue, founding->dir, error))
    return FALSE;
  node = zb_node_open (founding->dir, &founding->clock, error);
  return node && fill (node, founding, ret_invitation, error);
}

gboolean
zb_node_divide (const char *dir, const char *root_key, const ZbClock *clock, GError **error)
{
  g_autofree char *settings = zb_node_path (dir, ZB_NODE_CONFIG);
  g_autofree char *keys = zb_node_path (dir, ZB_NODE_KEYS);
  g_autofree char *usual = g_build_filename (keys, ZB_KEYRING_ROOT_KEY, NULL);
  g_autoptr (ZbConfig) config = zb_config_read (settings, error);
  int lock = config ? zb_node_lock (dir, error) : -1;
  ZbFounding founding = {.now = zb_clock_now (clock)};

  if (lock < 0)
    return FALSE;
  founding.node = config->node;
  founding.host = config->host;
  g_autofree char *published_at = zb_config_published_at (config);
  founding.published_at = published_at;
  gboolean divided = zb_keyring_divide (keys, root_key ? root_key : usual, &founding, error);
  close (lock);
  return divided;
}
