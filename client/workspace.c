/* SPDX-License-Identifier: Apache-2.0 */
#include "client/workspace.h"

#include "client/schema.h"
#include "client/workspace-private.h"
#include "storage/statement.h"

#include <errno.h>
#include <glib/gstdio.h>

G_DEFINE_QUARK (zb - client - error - quark, zb_client_error)

static gboolean
make_folders (const char *path, GError **error)
{
  g_autofree char *keys = g_build_filename (path, "keys", NULL);

  if (g_mkdir_with_parents (keys, 0700) == 0 && g_chmod (path, 0700) == 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
               "cannot make the folder %s: %s", path, g_strerror (errno));
  return FALSE;
}

static gboolean
read_period (const char *text, ZbPeriod *ret_period, GError **error)
{
  return !text || zb_period_parse (text, ret_period, error);
}

/* The package of a row, for the periods that were signed. */
static gboolean
take_package (ZbCatalogue *catalogue, const ZbStatement *row, GError **error)
{
  g_autoptr (GBytes) bundle = zb_statement_dup_bytes (row, 1);
  g_autoptr (ZbPackage) package =
      zb_catalogue_read_bundle (catalogue, zb_statement_text (row, 0), bundle, error);
  ZbPeriodSpan span = {0};

  if (!package || !read_period (zb_statement_text (row, 2), &span.from, error) ||
      !read_period (zb_statement_text (row, 3), &span.until, error))
    return FALSE;
  zb_catalogue_add (catalogue, package);
  zb_catalogue_set_span (catalogue, package, &span);
  return TRUE;
}

gboolean
zb_workspace_load_catalogue (ZbWorkspace *workspace, GError **error)
{
  g_autoptr (ZbCatalogue) catalogue = zb_catalogue_new ();
  g_autoptr (ZbStatement) packages = zb_statement_new (
      workspace->database,
      "select name, bundle, offered_from, offered_until from package order by name", error);
  gboolean row;

  if (!packages)
    return FALSE;
  for (;;) {
    if (!zb_statement_step (packages, &row, error))
      return FALSE;
    if (!row)
      break;
    if (!take_package (catalogue, packages, error))
      return FALSE;
  }
  g_clear_pointer (&workspace->rulebook, zb_rulebook_free);
  g_clear_pointer (&workspace->catalogue, zb_catalogue_unref);
  workspace->catalogue = g_steal_pointer (&catalogue);
  workspace->rulebook = zb_rulebook_new (workspace->catalogue);
  return TRUE;
}

ZbWorkspace *
zb_workspace_open (const char *path, const ZbClock *clock, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = g_new0 (ZbWorkspace, 1);
  g_autofree char *file = g_build_filename (path, "workspace.db", NULL);

  workspace->path = g_strdup (path);
  workspace->clock = *clock;
  if (!make_folders (path, error))
    return NULL;
  workspace->database = zb_database_open (file, ZB_DATABASE_CREATE, error);
  if (!workspace->database ||
      !zb_migration_run (workspace->database, zb_client_migrations, zb_client_n_migrations,
                         error) ||
      !zb_workspace_load_catalogue (workspace, error))
    return NULL;
  return g_steal_pointer (&workspace);
}

void
zb_workspace_free (ZbWorkspace *workspace)
{
  g_clear_pointer (&workspace->rulebook, zb_rulebook_free);
  g_clear_pointer (&workspace->catalogue, zb_catalogue_unref);
  g_clear_pointer (&workspace->database, zb_database_free);
  g_free (workspace->path);
  g_free (workspace);
}

const char *
zb_workspace_path (const ZbWorkspace *workspace)
{
  return workspace->path;
}

gint64
zb_workspace_now (const ZbWorkspace *workspace)
{
  return zb_clock_now (&workspace->clock);
}

ZbCatalogue *
zb_workspace_catalogue (ZbWorkspace *workspace)
{
  return workspace->catalogue;
}

ZbRulebook *
zb_workspace_rulebook (ZbWorkspace *workspace)
{
  return workspace->rulebook;
}
