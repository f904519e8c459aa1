/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/place.h"

#include "client/renewal.h"

#include "tools/words.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define MAX_FILE (64 * 1024 * 1024)

ZbWorkspace *
zb_place_workspace (const ZbCallLine *line, GError **error)
{
  const char *path = zb_call_line_get (line, "workspace");
  g_autofree char *own = g_build_filename (g_get_user_data_dir (), "zhibao", NULL);

  if (!path)
    path = g_getenv ("ZHIBAO_WORKSPACE");
  return zb_workspace_open (path ? path : own, &zb_clock_system, error);
}

ZbAccount *
zb_place_account (const ZbCallLine *line, ZbWorkspace *workspace, GError **error)
{
  const char *account = zb_call_line_get (line, "account");

  return zb_account_find (workspace, account ? account : zb_call_line_get (line, "server"), error);
}

ZbCatalogue *
zb_place_catalogue (const ZbCallLine *line, GError **error)
{
  const char *path = zb_call_line_get (line, "catalogue");
  g_autofree char *installed = g_build_filename (ZB_DATA_DIR, "catalogue", NULL);

  if (!path)
    path = g_getenv ("ZHIBAO_CATALOGUE");
  if (path)
    return zb_catalogue_read_dir (path, error);
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  if (!workspace)
    return NULL;
  if (zb_catalogue_n_packages (zb_workspace_catalogue (workspace)) > 0)
    return zb_catalogue_ref (zb_workspace_catalogue (workspace));
  return zb_catalogue_read_dir (installed, error);
}

/* Reads a line without showing it. */
static char *
ask_secret (const char *prompt, GError **error)
{
  struct termios before, silent;
  char buffer[1024];

  if (!isatty (STDIN_FILENO) || tcgetattr (STDIN_FILENO, &before) != 0) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s",
                 _ ("there is no terminal to ask for the passphrase: give --passphrase-file"));
    return NULL;
  }
  silent = before;
  silent.c_lflag &= ~(tcflag_t)ECHO;
  g_printerr ("%s: ", prompt);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent);
  char *line = fgets (buffer, sizeof buffer, stdin);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
  g_printerr ("\n");
  char *secret = g_strdup (line ? g_strchomp (line) : "");
  explicit_bzero (buffer, sizeof buffer);
  return secret;
}

char *
zb_place_passphrase (const ZbCallLine *line, const char *prompt, GError **error)
{
  const char *path = zb_call_line_get (line, "passphrase-file");
  g_autofree char *text = NULL;

  if (!path)
    return ask_secret (prompt, error);
  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  return g_strndup (text, strcspn (text, "\r\n"));
}

char *
zb_place_secret (const ZbCallLine *line, const ZbAccount *account, GError **error)
{
  if (zb_account_asks_pin (account))
    return zb_place_passphrase (line, _ ("PIN of the token"), error);
  return account->signer ? g_strdup ("")
                         : zb_place_passphrase (line, _ ("Passphrase of the signing key"), error);
}

gboolean
zb_linked_open (const ZbCallLine *line, ZbLinked *ret_linked, GError **error)
{
  ZbLinked linked = {0};

  linked.workspace = zb_place_workspace (line, error);
  if (linked.workspace)
    linked.account = zb_place_account (line, linked.workspace, error);
  if (linked.account)
    linked.session = zb_renewal_open_session (linked.workspace, linked.account, error);
  if (!linked.session) {
    zb_linked_clear (&linked);
    return FALSE;
  }
  *ret_linked = linked;
  return TRUE;
}

ZbSigner *
zb_linked_signer (const ZbCallLine *line, const ZbLinked *linked, GError **error)
{
  const char *key = zb_call_line_get (line, "key");
  g_autofree char *passphrase =
      key ? zb_place_passphrase (line, _ ("Passphrase of the signing key"), error)
          : zb_place_secret (line, linked->account, error);

  if (!passphrase)
    return NULL;
  return key ? zb_signer_open_file (key, passphrase, error)
             : zb_account_open_signer (linked->account, passphrase, error);
}

gboolean
zb_place_number (const char *text, gint64 *ret_number, GError **error)
{
  guint64 number = 0;

  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64, &number, error))
    return FALSE;
  *ret_number = (gint64)number;
  return TRUE;
}

static void
warn_of_clock (const ZbLinked *linked)
{
  gint64 now = zb_workspace_now (linked->workspace);
  gint64 lead = zb_session_clock_lead (linked->session, now);
  g_autofree char *own = zb_time_format (now);
  g_autofree char *theirs = zb_time_format (now - lead);

  if (lead != 0)
    g_printerr (_ ("This computer's clock says %s, the bureau's %s. Set it right: what is signed "
                   "with a wrong time may be refused.\n"),
                own, theirs);
}

void
zb_linked_clear (ZbLinked *linked)
{
  if (linked->session)
    warn_of_clock (linked);
  g_clear_pointer (&linked->session, zb_session_free);
  g_clear_pointer (&linked->account, zb_account_free);
  g_clear_pointer (&linked->workspace, zb_workspace_free);
}

static GBytes *
read_input (GError **error)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  guint8 buffer[65536];
  gsize n;

  while ((n = fread (buffer, 1, sizeof buffer, stdin)) > 0 && all->len < MAX_FILE)
    g_byte_array_append (all, buffer, (guint)n);
  if (!ferror (stdin) && all->len < MAX_FILE)
    return g_byte_array_free_to_bytes (g_steal_pointer (&all));
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_IO, "%s",
               _ ("standard input cannot be read, or is too large"));
  return NULL;
}

GBytes *
zb_place_read (const char *path, GError **error)
{
  char *text = NULL;
  gsize length = 0;

  if (strcmp (path, "-") == 0)
    return read_input (error);
  return g_file_get_contents (path, &text, &length, error) ? g_bytes_new_take (text, length) : NULL;
}

gboolean
zb_place_write (const char *path, GBytes *bytes, GError **error)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);

  if (path && strcmp (path, "-") != 0)
    return g_file_set_contents (path, data ? data : "", (gssize)length, error);
  if (fwrite (data, 1, length, stdout) == length && fflush (stdout) == 0)
    return TRUE;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno),
               _ ("cannot write the output: %s"), g_strerror (errno));
  return FALSE;
}

ZbDesk *
zb_place_desk (ZbWorkspace *workspace, const ZbAccount *account, ZbReport *report, GError **error)
{
  ZbDesk *desk = zb_desk_open (workspace, account, report, error);
  const char *fault = desk ? zb_desk_context_fault (desk) : NULL;

  if (fault)
    g_printerr (_ ("The figures of earlier periods kept here cannot be read (%s): rules that look "
                   "at them are not checked. \"account sync\" fetches them anew.\n"),
                fault);
  return desk;
}
