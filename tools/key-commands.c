/* SPDX-License-Identifier: Apache-2.0 */
#include "client/key-backup.h"
#include "tools/place.h"

static int
key_backup (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autoptr (ZbAccount) account = workspace ? zb_place_account (line, workspace, error) : NULL;
  g_autofree char *passphrase =
      account ? zb_place_passphrase (line, _ ("Passphrase of the signing key"), error) : NULL;

  if (!passphrase || !zb_key_backup_write (workspace, account, passphrase, line->words[0], error))
    return ZB_EXIT_FAILED;
  g_print (_ ("The keys of %s are in %s, under their passphrase. Keep both apart.\n"),
           account->name, line->words[0]);
  return ZB_EXIT_OK;
}

static int
key_restore (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autofree char *passphrase =
      workspace ? zb_place_passphrase (line, _ ("Passphrase of the signing key"), error) : NULL;
  g_autoptr (ZbAccount) account =
      passphrase ? zb_key_backup_restore (workspace, line->words[0], passphrase, error) : NULL;

  if (!account)
    return ZB_EXIT_FAILED;
  g_print (_ ("%s reports from this computer now; \"account sync\" fetches what is due.\n"),
           account->name);
  return ZB_EXIT_OK;
}

static const ZbOption options[] = {
    {"passphrase-file", "FILE", N_ ("read the passphrase from the first line of this file")},
    {NULL, NULL, NULL}};

const ZbCommand zb_key_commands[] = {
    {"key", "backup", "FILE", N_ ("write the account's keys into one encrypted file"), 1, 1,
     options, key_backup},
    {"key", "restore", "FILE", N_ ("take an account's keys over from such a file"), 1, 1, options,
     key_restore},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
