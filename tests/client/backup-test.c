/* SPDX-License-Identifier: Apache-2.0 */
#include "client/backup.h"

#include "client/draft.h"
#include "client/error.h"
#include "client/sent.h"
#include "exchange/error.h"
#include "tests/client/scratch-client.h"

#include <glib/gstdio.h>
#include <string.h>

#define PASSWORD "correct horse"

static char *
make_backup (ZbScratchClient *client)
{
  char *path = zb_temp_dir_path (client->dir, "hand-over.zhibao");
  g_autoptr (GError) error = NULL;

  zb_backup_write (client->workspace, path, PASSWORD, &error);
  g_assert_no_error (error);
  return path;
}

/* Another computer. */
static ZbWorkspace *
open_other (ZbScratchClient *client, const char *name)
{
  g_autofree char *path = zb_temp_dir_path (client->dir, name);
  ZbClock clock = zb_clock_fixed (&client->now);
  g_autoptr (GError) error = NULL;
  ZbWorkspace *other = zb_workspace_open (path, &clock, &error);

  g_assert_no_error (error);
  return other;
}

static void
save_draft (ZbScratchClient *client, const char *period, const char *output)
{
  g_autoptr (ZbReport) report = zb_scratch_client_report (client, period, output);
  g_autoptr (GError) error = NULL;

  zb_draft_save (client->workspace, client->account, report, &error);
  g_assert_no_error (error);
}

static char *
read_output (ZbWorkspace *workspace, const ZbAccount *account, const char *period)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbReport) draft = zb_draft_read (workspace, account, ZB_SCRATCH_FORM, period, &error);

  g_assert_no_error (error);
  return draft ? zb_scratch_client_output (draft) : NULL;
}

static void
check_mode (const char *folder, const char *name, guint mode)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  GStatBuf info;

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  if ((info.st_mode & 0777) != mode)
    g_error ("%s has mode %o, not %o", path, info.st_mode & 0777, mode);
}

static void
test_goes_to_another_computer (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (ZbReport) sent = zb_scratch_client_report (client, "2024-05", "7");
  g_autofree char *message = zb_scratch_client_put (client, sent, 2);
  g_autoptr (GError) error = NULL;
  ZbBackupTold told;

  save_draft (client, "2024-06", "193160");
  g_autoptr (GBytes) container = zb_sent_read_container (client->workspace, message, &error);
  g_autofree char *path = make_backup (client);
  g_autoptr (ZbWorkspace) other = open_other (client, "other");
  zb_backup_restore (other, path, PASSWORD, FALSE, &told, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (told.n_accounts, ==, 1);
  g_assert_cmpuint (told.n_drafts, ==, 1);
  g_assert_cmpuint (told.n_messages, ==, 1);
  g_assert_cmpint (told.created / G_USEC_PER_SEC, ==, client->now / G_USEC_PER_SEC);
  g_autoptr (ZbAccount) account = zb_account_find (other, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *output = read_output (other, account, "2024-06");
  g_assert_cmpstr (output, ==, "193160");
  g_autoptr (GBytes) there = zb_sent_read_container (other, message, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (there, container));
  g_assert_true (g_file_test (account->tls_key_file, G_FILE_TEST_EXISTS));
}

static void
test_files_are_the_owners_only (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *path = make_backup (client);
  g_autoptr (ZbWorkspace) other = open_other (client, "other");
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  zb_backup_restore (other, path, PASSWORD, FALSE, NULL, &error);
  g_assert_no_error (error);
  check_mode (zb_workspace_path (other), "", 0700);
  check_mode (zb_workspace_path (other), "keys", 0700);
  check_mode ("/", path + 1, 0600);
  dir = g_dir_open (zb_workspace_path (other), 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (strcmp (name, "keys") != 0)
      check_mode (zb_workspace_path (other), name, 0600);
  g_autofree char *keys = g_build_filename (zb_workspace_path (other), "keys", NULL);
  g_autoptr (GDir) key_dir = g_dir_open (keys, 0, NULL);
  guint n = 0;
  for (; (name = g_dir_read_name (key_dir)) != NULL; n++)
    check_mode (keys, name, 0600);
  g_assert_cmpuint (n, >, 0);
}

static void
count_before (ZbWorkspace *workspace, guint expected)
{
  g_autoptr (GDir) dir = g_dir_open (zb_workspace_path (workspace), 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL) {
    n += g_str_has_prefix (name, "before-restore-") && g_str_has_suffix (name, ".db");
    g_assert_false (g_str_has_prefix (name, "restore-"));
    g_assert_false (g_str_has_prefix (name, "backup-"));
  }
  g_assert_cmpuint (n, ==, expected);
}

static void
test_replaces_only_when_asked_to (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) exists = NULL, error = NULL;

  save_draft (client, "2024-06", "1");
  g_autofree char *path = make_backup (client);
  save_draft (client, "2024-06", "2");
  g_assert_false (zb_backup_restore (client->workspace, path, PASSWORD, FALSE, NULL, &exists));
  g_assert_error (exists, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_EXISTS);
  g_autofree char *kept = read_output (client->workspace, client->account, "2024-06");
  g_assert_cmpstr (kept, ==, "2");
  count_before (client->workspace, 0);
  zb_backup_restore (client->workspace, path, PASSWORD, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *restored = read_output (client->workspace, client->account, "2024-06");
  g_assert_cmpstr (restored, ==, "1");
  count_before (client->workspace, 1);
}

/* A window that is open meanwhile works on what was restored. */
static void
test_other_handles_see_it (ZbScratchClient *client, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  save_draft (client, "2024-06", "1");
  g_autofree char *path = make_backup (client);
  save_draft (client, "2024-06", "2");
  g_autoptr (ZbWorkspace) window = zb_scratch_client_open (client);
  g_autofree char *before = read_output (window, client->account, "2024-06");
  g_assert_cmpstr (before, ==, "2");
  zb_backup_restore (client->workspace, path, PASSWORD, TRUE, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *after = read_output (window, client->account, "2024-06");
  g_assert_cmpstr (after, ==, "1");
}

static void
test_changes_nothing_that_does_not_open (ZbScratchClient *client, gconstpointer data)
{
  g_autofree char *path = make_backup (client);
  g_autoptr (ZbWorkspace) other = open_other (client, "other");
  g_autoptr (GError) wrong = NULL, broken = NULL, none = NULL;
  g_autofree char *bytes = NULL;
  gsize length = 0;

  g_assert_false (zb_backup_restore (other, path, "another one", FALSE, NULL, &wrong));
  g_assert_error (wrong, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_WRONG_PASSPHRASE);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  bytes[length / 2] ^= 1;
  g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));
  g_assert_false (zb_backup_restore (other, path, PASSWORD, FALSE, NULL, &broken));
  g_assert_error (broken, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST);
  g_assert_null (zb_account_find (other, NULL, &none));
  g_assert_error (none, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test)                                                                            \
  g_test_add ("/client/backup/" name, ZbScratchClient, NULL, zb_scratch_client_set_up, test,       \
              zb_scratch_client_tear_down)
  ADD ("goes-to-another-computer", test_goes_to_another_computer);
  ADD ("files-are-the-owners-only", test_files_are_the_owners_only);
  ADD ("replaces-only-when-asked-to", test_replaces_only_when_asked_to);
  ADD ("other-handles-see-it", test_other_handles_see_it);
  ADD ("changes-nothing-that-does-not-open", test_changes_nothing_that_does_not_open);
  return g_test_run ();
}
