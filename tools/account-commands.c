/* SPDX-License-Identifier: Apache-2.0 */
#include "client/enrolment.h"
#include "client/log-watch.h"
#include "client/mailbox.h"
#include "client/post.h"
#include "client/recovery.h"
#include "client/renewal.h"
#include "tools/answer.h"
#include "tools/seal-command.h"
#include "tools/state-words.h"
#include "tools/table.h"
#include "tools/words.h"

static ZbAccount *
enrol_by_token (const ZbCallLine *line,
                ZbWorkspace *workspace,
                const ZbInvitationText *invitation,
                GError **error)
{
  const char *which = zb_call_line_get (line, "certificate");
  g_autofree char *pin = zb_place_passphrase (line, _ ("PIN of the token"), error);
  const ZbTokenLogin login = {zb_call_line_get (line, "token"),
                              zb_call_line_get (line, "token-label"), pin};

  if (!pin)
    return NULL;
  return which || zb_call_line_has (line, "on-token")
             ? zb_enrol_with_token (workspace, invitation, &login, which, error)
             : zb_enrol_on_token (workspace, invitation, &login, error);
}

static ZbAccount *
enrol (const ZbCallLine *line,
       ZbWorkspace *workspace,
       const ZbInvitationText *invitation,
       GError **error)
{
  const char *program = zb_call_line_get (line, "signer");
  const char *certificate = zb_call_line_get (line, "certificate");

  if (program)
    return zb_enrol_with_program (workspace, invitation, program, certificate, error);
  if (zb_call_line_has (line, "token"))
    return enrol_by_token (line, workspace, invitation, error);
  if (zb_call_line_has (line, "on-token")) {
    g_set_error_literal (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_CERTIFICATE,
                         _ ("--on-token needs the token's module: --token MODULE"));
    return NULL;
  }
  if (certificate) {
    g_autofree char *secret = zb_place_passphrase (line, _ ("Passphrase of the file"), error);
    return secret ? zb_enrol_with_file (workspace, invitation, certificate, secret, error) : NULL;
  }
  g_autofree char *passphrase =
      zb_place_passphrase (line, _ ("New passphrase for the signing key"), error);
  return passphrase ? zb_enrol (workspace, invitation, passphrase, error) : NULL;
}

static int
account_enrol (const ZbCallLine *line, GError **error)
{
  g_autoptr (GBytes) bytes = zb_place_read (line->words[0], error);
  g_autoptr (ZbWorkspace) workspace = bytes ? zb_place_workspace (line, error) : NULL;
  gsize length = 0;

  if (!workspace)
    return ZB_EXIT_FAILED;
  const char *data = g_bytes_get_data (bytes, &length);
  g_autofree char *text = g_strndup (data ? data : "", length);
  g_autoptr (ZbInvitationText) invitation = zb_invitation_text_read (text, error);
  if (invitation)
    invitation->person = g_strdup (zb_call_line_get (line, "person"));
  g_autoptr (ZbAccount) account = invitation ? enrol (line, workspace, invitation, error) : NULL;
  if (!account)
    return ZB_EXIT_FAILED;
  g_print (_ ("Enrolled %s %s at %s.\n"), account->unit ? account->unit : "", account->name,
           account->url);
  return ZB_EXIT_OK;
}

/* The signing key's passphrase is asked for; connections renew themselves. */
static int
account_renew (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autoptr (ZbAccount) account = workspace ? zb_place_account (line, workspace, error) : NULL;
  g_autofree char *passphrase = account && zb_renewal_check_issuer (account, error)
                                    ? zb_place_secret (line, account, error)
                                    : NULL;

  if (!passphrase || !zb_renew (workspace, account, passphrase, error))
    return ZB_EXIT_FAILED;
  g_autofree char *end = zb_state_time (zb_renewal_tls_end (account));
  g_print (_ ("The certificates of %s now hold until %s.\n"), account->name, end);
  return ZB_EXIT_OK;
}

static int
account_signer (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autoptr (ZbAccount) account = workspace ? zb_place_account (line, workspace, error) : NULL;

  if (!account ||
      (line->n_words > 0 && !zb_account_set_signer (workspace, account, line->words[0], error)))
    return ZB_EXIT_FAILED;
  if (account->signer)
    g_print (_ ("%s signs through the program: %s\n"), account->name, account->signer);
  else
    g_print (_ ("%s signs with the key in %s\n"), account->name, account->signing_file);
  return ZB_EXIT_OK;
}

static void
print_accounts (const GPtrArray *accounts)
{
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_array (json, NULL);
  for (guint i = 0; i < accounts->len; i++) {
    const ZbAccount *account = accounts->pdata[i];
    zb_json_writer_begin_object (json, NULL);
    zb_json_writer_string (json, "unit", account->unit);
    zb_json_writer_string (json, "name", account->name);
    zb_json_writer_string (json, "url", account->url);
    zb_json_writer_string (json, "node", account->node);
    zb_json_writer_end_object (json);
  }
  zb_json_writer_end_array (json);
  zb_answer_print (json);
}

static int
account_list (const ZbCallLine *line, GError **error)
{
  const char *heads[] = {_ ("Code"), _ ("Name"), _ ("Server"), _ ("Node"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autoptr (GPtrArray) accounts = workspace ? zb_account_list (workspace, error) : NULL;

  if (!accounts)
    return ZB_EXIT_FAILED;
  if (zb_call_line_has (line, "json")) {
    print_accounts (accounts);
    return ZB_EXIT_OK;
  }
  for (guint i = 0; i < accounts->len; i++) {
    const ZbAccount *account = accounts->pdata[i];
    zb_table_add (table, account->unit ? account->unit : _ ("(staff)"), account->name, account->url,
                  account->node, NULL);
  }
  zb_table_print (table);
  return ZB_EXIT_OK;
}

static int
account_sync (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};

  if (!zb_linked_open (line, &linked, error) ||
      !zb_post_sync (linked.workspace, linked.account, linked.session, NULL, error))
    return ZB_EXIT_FAILED;
  g_print (_ ("%u forms at hand.\n"),
           zb_catalogue_n_packages (zb_workspace_catalogue (linked.workspace)));
  return ZB_EXIT_OK;
}

/* The latest notices, for a glance. */
#define LETTERS_SHOWN 10

/* For a new computer: what was sent from another one comes back with its receipts. */
static int
account_recover (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  guint n = 0;

  if (!zb_linked_open (line, &linked, error) ||
      !zb_post_sync (linked.workspace, linked.account, linked.session, NULL, error) ||
      !zb_recover (linked.workspace, linked.account, linked.session, &n, error))
    return ZB_EXIT_FAILED;
  g_print (ngettext ("%u signed message came back with its receipts.\n",
                     "%u signed messages came back with their receipts.\n", n),
           n);
  return ZB_EXIT_OK;
}

static int
account_inbox (const ZbCallLine *line, GError **error)
{
  const char *heads[] = {_ ("Time"), _ ("Form"), _ ("Period"), _ ("Notice"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  g_auto (ZbLinked) linked = {0};

  const char *wait = zb_call_line_get (line, "wait");
  guint64 seconds = 0;

  if (wait && !g_ascii_string_to_unsigned (wait, 10, 0, ZB_MAILBOX_MOST_WAIT, &seconds, error))
    return ZB_EXIT_FAILED;
  if (!zb_linked_open (line, &linked, error) ||
      !zb_mailbox_wait (linked.workspace, linked.account, linked.session, (guint)seconds, NULL,
                        error))
    return ZB_EXIT_FAILED;
  g_autoptr (GPtrArray) letters = zb_mailbox_list (linked.workspace, linked.account, error);
  if (!letters)
    return ZB_EXIT_FAILED;
  guint shown = zb_call_line_has (line, "all") ? letters->len : MIN (letters->len, LETTERS_SHOWN);
  for (guint i = 0; i < shown; i++) {
    const ZbLetter *letter = letters->pdata[i];
    g_autofree char *time = zb_state_time (letter->time);
    zb_table_add (table, time, letter->form, letter->period,
                  zb_text_get (&letter->text, zb_words_language ()), NULL);
  }
  zb_table_print (table);
  if (shown < letters->len)
    g_print (ngettext ("%u older; --all lists it\n", "%u older; --all lists them\n",
                       letters->len - shown),
             letters->len - shown);
  return ZB_EXIT_OK;
}

static void
print_conflict (const ZbLogConflict *conflict)
{
  g_autofree char *time = zb_state_time (conflict->time);

  g_print (_ ("Contradicted on %s. It had signed:\n\n%s\nand then showed:\n\n%s\n"), time,
           conflict->kept, conflict->shown);
}

/* As text, so that it can be handed to whoever looks into it: each note is signed. */
static int
account_log (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autoptr (ZbAccount) account = workspace ? zb_place_account (line, workspace, error) : NULL;
  g_autofree char *note = NULL;

  if (!account || !zb_log_watch_kept (workspace, account, &note, error))
    return ZB_EXIT_FAILED;
  g_autoptr (GPtrArray) conflicts = zb_log_watch_conflicts (workspace, account, error);
  if (!conflicts)
    return ZB_EXIT_FAILED;
  if (note)
    g_print (_ ("The last checkpoint of the log of %s:\n\n%s\n"), account->node, note);
  else
    g_print (_ ("No checkpoint of the log of %s was kept yet; \"account sync\" fetches one.\n"),
             account->node);
  g_print (_ ("Its key: %s\n"), account->verifier);
  for (guint i = 0; i < conflicts->len; i++)
    print_conflict (conflicts->pdata[i]);
  return conflicts->len > 0 ? ZB_EXIT_UNREADABLE : ZB_EXIT_OK;
}

static const ZbOption inbox_options[] = {{"all", NULL, N_ ("also the older ones")},
                                         {"wait", "SECONDS", N_ ("for the next one, at most 60")},
                                         {NULL, NULL, NULL}};
static const ZbOption enrol_options[] = {
    {"passphrase-file", "FILE", N_ ("read the passphrase from the first line of this file")},
    {"signer", "COMMAND", N_ ("a program that holds the signing key, instead of a file")},
    {"token", "MODULE", N_ ("make the signing key on a token, behind this PKCS#11 module (.so)")},
    {"token-label", "LABEL", N_ ("which token, where there are several")},
    {"on-token", NULL,
     N_ ("with --token: make no key, take a certificate you have there already, of a province's or "
         "national authority")},
    {"certificate", "FILE",
     N_ ("a certificate you have already, of a province's or national authority: .p12 or .pfx with "
         "its key; with --signer the certificate alone; with --token no file, but its label or "
         "serial number")},
    {"person", "NAME", N_ ("who you are, where several people of the enterprise sign")},
    {NULL, NULL, NULL}};

const ZbCommand zb_account_commands[] = {
    {"account", "enrol", "INVITATION",
     N_ ("make keys and take certificates with an invitation (a file, or - )"), 1, 1, enrol_options,
     account_enrol},
    {"account", "list", "", N_ ("list the accounts here"), 0, 0, zb_json_only, account_list},
    {"account", "renew", "", N_ ("give the certificates another term"), 0, 0, NULL, account_renew},
    {"account", "signer", "[COMMAND]",
     N_ ("show what holds the signing key, or call the program that does by another command"), 0, 1,
     NULL, account_signer},
    {"account", "sync", "", N_ ("fetch forms, what is due, contexts and notices; send the outbox"),
     0, 0, NULL, account_sync},
    {"account", "recover", "",
     N_ ("on a new computer: fetch what was sent from another one, with its receipts"), 0, 0, NULL,
     account_recover},
    {"account", "inbox", "", N_ ("fetch and show the bureau's notices"), 0, 0, inbox_options,
     account_inbox},
    {"account", "seal", "[FILE.png]",
     N_ ("show or set the picture of the seal that stands on papers of what was signed"), 0, 1,
     zb_account_seal_options, zb_account_seal},
    {"account", "log", "",
     N_ ("show what the server's log has proven to this workspace, and what contradicts it"), 0, 0,
     NULL, account_log},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
