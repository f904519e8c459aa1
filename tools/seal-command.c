/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/seal-command.h"

#include "client/seal-picture.h"
#include "paper/print/seal.h"
#include "tools/place.h"
#include "tools/words.h"

const ZbOption zb_account_seal_options[] = {
    {"remove", NULL, N_ ("take the picture away")},
    {"output", "FILE", N_ ("write the picture that is kept to this file; also -o")},
    {NULL, NULL, NULL},
};

static gboolean
keep (ZbWorkspace *workspace, const ZbAccount *account, const char *path, GError **error)
{
  g_autoptr (GBytes) png = zb_place_read (path, error);

  if (!png || !zb_seal_check (png, error) || !zb_seal_picture_set (workspace, account, png, error))
    return FALSE;
  g_print (_ ("The seal of %s now stands on papers of what it signed.\n"), account->name);
  return TRUE;
}

static gboolean
tell (ZbWorkspace *workspace, const ZbAccount *account, const char *output, GError **error)
{
  GError *cause = NULL;
  g_autoptr (GBytes) png = zb_seal_picture_read (workspace, account, &cause);

  if (cause) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  if (png && output)
    return zb_place_write (output, png, error);
  if (png)
    g_print (_ ("%s has a seal picture of %lu bytes.\n"), account->name,
             (gulong)g_bytes_get_size (png));
  else
    g_print (_ ("%s has no seal picture.\n"), account->name);
  return TRUE;
}

int
zb_account_seal (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autoptr (ZbAccount) account = workspace ? zb_place_account (line, workspace, error) : NULL;
  gboolean done;

  if (!account)
    return ZB_EXIT_FAILED;
  if (zb_call_line_has (line, "remove"))
    done = zb_seal_picture_set (workspace, account, NULL, error);
  else if (line->n_words > 0)
    done = keep (workspace, account, line->words[0], error);
  else
    done = tell (workspace, account, zb_call_line_get (line, "output"), error);
  return done ? ZB_EXIT_OK : ZB_EXIT_FAILED;
}
