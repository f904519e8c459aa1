/* SPDX-License-Identifier: Apache-2.0 */
#include "client/backup.h"
#include "tools/answer.h"
#include "tools/place.h"
#include "tools/state-words.h"
#include "tools/words.h"

static int
backup_make (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autofree char *password =
      workspace ? zb_place_passphrase (line, _ ("Password for the backup"), error) : NULL;

  if (!password || !zb_backup_write (workspace, line->words[0], password, error))
    return ZB_EXIT_FAILED;
  g_print (_ ("%s now holds accounts, keys, drafts, what was sent and its receipts. Without the "
              "password nobody can open it.\n"),
           line->words[0]);
  return ZB_EXIT_OK;
}

static void
print_told (const ZbBackupTold *told)
{
  g_autofree char *created = zb_state_time (told->created);

  g_print (_ ("Restored the backup of %s.\n"), created);
  g_print (ngettext ("%u account\n", "%u accounts\n", told->n_accounts), told->n_accounts);
  g_print (ngettext ("%u draft\n", "%u drafts\n", told->n_drafts), told->n_drafts);
  g_print (ngettext ("%u signed message\n", "%u signed messages\n", told->n_messages),
           told->n_messages);
}

static int
backup_restore (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autofree char *password =
      workspace ? zb_place_passphrase (line, _ ("Password of the backup"), error) : NULL;
  ZbBackupTold told;

  if (!password || !zb_backup_restore (workspace, line->words[0], password,
                                       zb_call_line_has (line, "replace"), &told, error))
    return ZB_EXIT_FAILED;
  print_told (&told);
  return ZB_EXIT_OK;
}

#define PASSWORD_OPTION                                                                            \
  {                                                                                                \
    "passphrase-file", "FILE", N_ ("read the password from the first line of this file")           \
  }

static const ZbOption make_options[] = {PASSWORD_OPTION, {NULL, NULL, NULL}};
static const ZbOption restore_options[] = {
    PASSWORD_OPTION,
    {"replace", NULL, N_ ("in place of what is there, which is kept beside it")},
    {NULL, NULL, NULL}};

const ZbCommand zb_backup_commands[] = {
    {"backup", "make", "FILE",
     N_ ("all of this workspace in one file under a password, for another computer or person"), 1,
     1, make_options, backup_make},
    {"backup", "restore", "FILE", N_ ("put all of a backup into this workspace"), 1, 1,
     restore_options, backup_restore},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
