/* SPDX-License-Identifier: Apache-2.0 */
#include "client/dropped-drafts.h"
#include "client/schema.h"
#include "client/sent.h"
#include "client/workspace-private.h"
#include "storage/error.h"
#include "storage/statement.h"
#include "tests/client/scratch-client.h"

#include <glib/gstdio.h>
#include <string.h>

static ZbWorkspace *
open_at (const char *path, GError **error)
{
  return zb_workspace_open (path, &zb_clock_system, error);
}

static void
check_mode (const char *path, int mode)
{
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, mode);
}

static void
test_makes_a_private_folder (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *path = zb_temp_dir_path (dir, "a/b");
  g_autofree char *keys = zb_temp_dir_path (dir, "a/b/keys");
  g_autofree char *database = zb_temp_dir_path (dir, "a/b/workspace.db");
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbWorkspace) workspace = open_at (path, &error);

  g_assert_no_error (error);
  check_mode (path, 0700);
  check_mode (keys, 0700);
  check_mode (database, 0600);
  g_assert_cmpstr (zb_workspace_path (workspace), ==, path);
  g_assert_cmpuint (zb_catalogue_n_packages (zb_workspace_catalogue (workspace)), ==, 0);
}

static void
test_opens_again (ZbScratchClient *client, gconstpointer data)
{
  guint n = zb_catalogue_n_packages (zb_workspace_catalogue (client->workspace));

  g_assert_cmpuint (n, >=, 2);
  zb_workspace_free (client->workspace);
  client->workspace = zb_scratch_client_open (client);
  g_assert_cmpuint (zb_catalogue_n_packages (zb_workspace_catalogue (client->workspace)), ==, n);
  g_assert_cmpint (zb_workspace_now (client->workspace), ==, client->now);
}

static void
test_migrates_to_the_last_script (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  int version = 0;

  zb_migration_version (client->workspace->database, &version, &error);
  g_assert_no_error (error);
  g_assert_cmpint (version, ==, (int)zb_client_n_migrations);
}

/* What each schema left, and what of it was not known before the next. */
typedef struct {
  const char *schema;
  gboolean paused;
  gint64 committed_until;
} OldWorkspace;

static const OldWorkspace old_workspaces[] = {
    {"001", FALSE, 0},
    {"016", FALSE, 0},
    {"017", TRUE, 0},
    {"018", TRUE, 1720627200000000},
    {"019", TRUE, 1720627200000000},
};

/* (transfer full) its path */
static char *
make_old_workspace (const ZbTempDir *dir, const char *schema)
{
  g_autofree char *name = g_strconcat (schema, ".sql", NULL);
  g_autofree char *script =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), "tests", "data", "workspace", name, NULL);
  g_autofree char *place = zb_temp_dir_path (dir, "workspace.db");
  g_autofree char *sql = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbDatabase) database = zb_database_open (place, ZB_DATABASE_CREATE, &error);

  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (script, &sql, NULL, &error));
  g_assert_true (zb_database_execute (database, sql, &error));
  return zb_temp_dir_path (dir, NULL);
}

static void
assert_draft_comes_and_goes (ZbWorkspace *workspace, const ZbAccount *account)
{
  g_autoptr (GError) error = NULL;
  gint64 id =
      zb_dropped_drafts_take (workspace, account, "B204-1", "2024-06", ZB_DROP_WITH_SET, &error);

  g_assert_no_error (error);
  g_assert_true (zb_dropped_drafts_put_back (workspace, id, &error));
  g_assert_no_error (error);
}

/* Nothing that the schema before held is lost, and what came with the newer ones works on it. */
static void
test_opens_an_old_workspace (gconstpointer data)
{
  const OldWorkspace *old = data;
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *path = make_old_workspace (dir, old->schema);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbWorkspace) workspace = open_at (path, &error);
  ZbStatement *row = NULL;
  int version = 0;

  g_assert_no_error (error);
  g_assert_true (zb_migration_version (workspace->database, &version, &error));
  g_assert_cmpint (version, ==, (int)zb_client_n_migrations);
  g_autoptr (GPtrArray) accounts = zb_account_list (workspace, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (accounts->len, ==, 1);
  const ZbAccount *account = accounts->pdata[0];
  g_assert_cmpstr (account->name, ==, "厦门鹭澜芯光电有限公司");
  g_autoptr (GPtrArray) outbox = zb_sent_list_outbox (workspace, account, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (outbox->len, ==, 1);
  const ZbSent *waits = outbox->pdata[0];
  g_assert_cmpstr (waits->state, ==, "queued");
  g_assert_cmpuint (waits->offset, ==, 2);
  g_assert_cmpuint (waits->attempts, ==, 3);
  g_assert_cmpint (waits->paused, ==, old->paused);
  g_assert_true (zb_database_query (workspace->database,
                                    "select committed_until from message where id = ?", &row,
                                    &error, zb_value_text (waits->id)));
  g_assert_cmpint (zb_statement_int (row, 0), ==, old->committed_until);
  zb_statement_reset (row);
  assert_draft_comes_and_goes (workspace, account);
}

static void
test_refuses_a_newer_workspace (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  zb_scratch_client_execute (client, "pragma user_version = 1000");
  g_assert_null (open_at (client->path, &error));
  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_NEWER);
  g_assert_nonnull (strstr (error->message, "workspace.db"));
}

static void
test_refuses_a_file_that_is_no_database (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *file = zb_temp_dir_write (dir, "workspace.db", "these are no pages", -1);
  g_autofree char *path = zb_temp_dir_path (dir, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (open_at (path, &error));
  g_assert_error (error, ZB_STORAGE_ERROR, ZB_STORAGE_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, file));
}

static void
test_refuses_a_path_below_a_file (void)
{
  g_autoptr (ZbTempDir) dir = zb_temp_dir_new ();
  g_autofree char *file = zb_temp_dir_write (dir, "file", "x", -1);
  g_autofree char *path = g_build_filename (file, "workspace", NULL);
  g_autofree char *message = g_strdup_printf ("cannot make the folder %s: Not a directory", path);
  g_autoptr (GError) error = NULL;

  g_assert_null (open_at (path, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOTDIR);
  g_assert_cmpstr (error->message, ==, message);
}

/* The window and its worker hold one handle each. */
static void
test_shares_with_a_second_handle (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbWorkspace) second = zb_scratch_client_open (client);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) before = zb_account_list (second, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (before->len, ==, 1);
  zb_scratch_client_execute (client, "update account set name = 'renamed'");
  g_autoptr (GPtrArray) after = zb_account_list (second, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (((ZbAccount *)after->pdata[0])->name, ==, "renamed");
}

/* A form that cannot be read must not pass for one that was never fetched. */
static void
test_refuses_a_damaged_form (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  zb_scratch_client_execute (client,
                             "update package set bundle = x'504b0304' where name like 'B203/%'");
  g_assert_null (open_at (client->path, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "B203/"));
}

#define ADD(name, function)                                                                        \
  g_test_add ("/client/workspace/" name, ZbScratchClient, NULL, zb_scratch_client_set_up,          \
              function, zb_scratch_client_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/workspace/makes-a-private-folder", test_makes_a_private_folder);
  ADD ("opens-again", test_opens_again);
  ADD ("migrates-to-the-last-script", test_migrates_to_the_last_script);
  ADD ("refuses-a-newer-workspace", test_refuses_a_newer_workspace);
  for (guint i = 0; i < G_N_ELEMENTS (old_workspaces); i++) {
    g_autofree char *name =
        g_strconcat ("/client/workspace/opens-schema-", old_workspaces[i].schema, NULL);
    g_test_add_data_func (name, &old_workspaces[i], test_opens_an_old_workspace);
  }
  g_test_add_func ("/client/workspace/refuses-a-file-that-is-no-database",
                   test_refuses_a_file_that_is_no_database);
  g_test_add_func ("/client/workspace/refuses-a-path-below-a-file",
                   test_refuses_a_path_below_a_file);
  ADD ("shares-with-a-second-handle", test_shares_with_a_second_handle);
  ADD ("refuses-a-damaged-form", test_refuses_a_damaged_form);
  return g_test_run ();
}
