/* SPDX-License-Identifier: Apache-2.0 */
#include "client/trust-keeper.h"
#include "client/workspace.h"
#include "tools/answer.h"
#include "tools/place.h"
#include "tools/state-words.h"
#include "tools/table.h"
#include "tools/trust-file.h"

/* So many days ahead of its end a bundle is said to end soon. */
#define SOON_DAYS 30
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

static const char *
kind_words (ZbTrustedKind kind)
{
  static const char *const words[] = {
      [ZB_TRUSTED_ROOT] = N_ ("root"),
      [ZB_TRUSTED_NODE] = N_ ("authority"),
      [ZB_TRUSTED_OTHER] = N_ ("another's"),
  };

  return _ (words[kind]);
}

static void
add_authority (ZbTable *table, const ZbTrusted *trusted)
{
  for (guint i = 0; i < trusted->certificates->len; i++) {
    const ZbCertificate *certificate = trusted->certificates->pdata[i];
    g_autofree char *until = zb_state_time (zb_certificate_not_after (certificate));

    zb_table_add (table, kind_words (trusted->kind), zb_certificate_name (certificate), until,
                  zb_certificate_digest (certificate), NULL);
  }
}

static void
print_logs (const ZbTrustBundle *bundle)
{
  for (guint i = 0; i < bundle->logs->len; i++) {
    const ZbTrustedLog *log = bundle->logs->pdata[i];
    g_autofree char *from = log->from ? zb_state_time (log->from) : NULL;
    g_autofree char *until = log->until ? zb_state_time (log->until) : NULL;

    zb_table_print_line (_ ("log's key"), log->verifier);
    zb_table_print_line (_ ("from"), from);
    zb_table_print_line (_ ("until"), until);
  }
}

static void
print_bundle (const ZbSignedTrust *trust)
{
  const ZbTrustBundle *bundle = trust->bundle;
  const char *heads[] = {_ ("Kind"), _ ("Name"), _ ("Until"), _ ("SHA-256"), NULL};
  g_autoptr (ZbTable) table = zb_table_new (heads);
  g_autofree char *issued = zb_state_time (bundle->issued);
  g_autofree char *until = zb_state_time (bundle->until);

  g_print (_ ("Trust bundle %u of %s\n"), bundle->version, bundle->node);
  zb_table_print_line (_ ("issued"), issued);
  zb_table_print_line (_ ("until"), until);
  zb_table_print_line (_ ("suites"), bundle->suites);
  g_autofree char *grace = g_strdup_printf ("%u", bundle->grace_days);
  zb_table_print_line (_ ("days of grace"), grace);
  zb_table_print_line (_ ("SHA-256"), trust->digest);
  print_logs (bundle);
  for (guint i = 0; i < bundle->authorities->len; i++)
    add_authority (table, bundle->authorities->pdata[i]);
  zb_table_print (table);
}

/* Of the account; NULL with an error also where it has none yet. */
static ZbSignedTrust *
read_held (const ZbAccount *account, ZbWorkspace *workspace, GError **error)
{
  GError *failure = NULL;
  ZbSignedTrust *held = zb_trust_keeper_read (workspace, account, &failure);

  if (failure)
    g_propagate_error (error, failure);
  else if (!held)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 _ ("No trust bundle of %s was kept yet: “zhibao account sync” fetches one."),
                 account->node);
  return held;
}

static int
trust_show (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = NULL;
  g_autoptr (ZbAccount) account = NULL;
  g_autoptr (ZbSignedTrust) trust = NULL;

  if (line->n_words > 0) {
    trust = zb_trust_file_read (line->words[0], error);
  } else {
    workspace = zb_place_workspace (line, error);
    account = workspace ? zb_place_account (line, workspace, error) : NULL;
    trust = account ? read_held (account, workspace, error) : NULL;
  }
  if (!trust)
    return line->n_words > 0 ? ZB_EXIT_UNREADABLE : ZB_EXIT_FAILED;
  print_bundle (trust);
  return ZB_EXIT_OK;
}

static void
print_refusal (const ZbTrustRefusal *refusal)
{
  g_autofree char *time = zb_state_time (refusal->time);

  g_print (_ ("Refused on %s: trust bundle %u, SHA-256 %s\n  %s\n"), time, refusal->version,
           refusal->digest, refusal->reason);
}

/* Whether it still holds. */
static int
judge (const ZbTrustBundle *bundle, gint64 now)
{
  g_autofree char *until = zb_state_time (bundle->until);

  if (now >= bundle->until) {
    g_print (_ ("Trust bundle %u of %s ended on %s. Reports can still be sent, and receipts of "
                "before are proven by it; ask the bureau to sign a new one, then run “zhibao "
                "account sync”.\n"),
             bundle->version, bundle->node, until);
    return ZB_EXIT_UNREADABLE;
  }
  g_print (_ ("Trust bundle %u of %s holds until %s.\n"), bundle->version, bundle->node, until);
  if (bundle->until - now < SOON_DAYS * DAY)
    g_print ("%s\n", _ ("It ends soon: the bureau has to sign a new one."));
  return ZB_EXIT_OK;
}

/* Asks the node, where it can be reached, whether it says the same; and tells what was refused. */
static int
trust_check (const ZbCallLine *line, GError **error)
{
  g_auto (ZbLinked) linked = {0};
  gboolean taken = FALSE;
  GError *refused = NULL;

  if (!zb_linked_open (line, &linked, error))
    return ZB_EXIT_FAILED;
  g_autoptr (GBytes) answer = zb_session_get_bytes (linked.session, "/v1/trust", error);
  if (!answer)
    return ZB_EXIT_FAILED;
  zb_trust_keeper_sync (linked.workspace, linked.account, linked.session, &taken, &refused);
  if (taken)
    g_print ("%s\n", _ ("A new trust bundle was taken."));
  g_autoptr (GPtrArray) refusals =
      zb_trust_keeper_refusals (linked.workspace, linked.account, refused ? NULL : error);
  for (guint i = 0; refusals && i < refusals->len; i++)
    print_refusal (refusals->pdata[i]);
  if (refused) {
    g_propagate_error (error, refused);
    return ZB_EXIT_UNREADABLE;
  }
  g_autoptr (ZbSignedTrust) held =
      refusals ? read_held (linked.account, linked.workspace, error) : NULL;
  return held ? judge (held->bundle, zb_workspace_now (linked.workspace)) : ZB_EXIT_FAILED;
}

/* The newest, or the one whose number is asked for. */
static ZbSignedTrust *
read_asked (const ZbCallLine *line,
            const ZbAccount *account,
            ZbWorkspace *workspace,
            GError **error)
{
  const char *number = line->n_words > 1 ? line->words[1] : NULL;
  GError *failure = NULL;
  guint64 version = 0;

  if (!number)
    return read_held (account, workspace, error);
  if (!g_ascii_string_to_unsigned (number, 10, 1, G_MAXINT32, &version, NULL)) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 _ ("“%s” is not the number of a trust bundle."), number);
    return NULL;
  }
  ZbSignedTrust *trust =
      zb_trust_keeper_read_version (workspace, account, (guint)version, &failure);
  if (failure)
    g_propagate_error (error, failure);
  else if (!trust)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_NOT_FOUND,
                 _ ("Trust bundle %s of %s was never taken here."), number, account->node);
  return trust;
}

static int
trust_export (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autoptr (ZbAccount) account = workspace ? zb_place_account (line, workspace, error) : NULL;
  g_autoptr (ZbSignedTrust) trust = account ? read_asked (line, account, workspace, error) : NULL;
  g_autoptr (GBytes) bytes = trust ? zb_signed_trust_pack (trust, error) : NULL;

  return bytes && zb_place_write (line->words[0], bytes, error) ? ZB_EXIT_OK : ZB_EXIT_FAILED;
}

static gint
compare_versions (gconstpointer a, gconstpointer b)
{
  const ZbSignedTrust *first = *(const ZbSignedTrust *const *)a;
  const ZbSignedTrust *second = *(const ZbSignedTrust *const *)b;

  return (first->bundle->version > second->bundle->version) -
         (first->bundle->version < second->bundle->version);
}

/* In the order of their numbers. */
static GPtrArray *
read_files (const ZbCallLine *line, GError **error)
{
  g_autoptr (GPtrArray) files =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_signed_trust_free);

  for (guint i = 0; i < line->n_words; i++) {
    ZbSignedTrust *one = zb_trust_file_read (line->words[i], error);

    if (!one)
      return NULL;
    g_ptr_array_add (files, one);
  }
  g_ptr_array_sort (files, compare_versions);
  return g_steal_pointer (&files);
}

/* Each follows the one before it; those that came long ago are passed over. */
static gboolean
take_files (ZbWorkspace *workspace,
            const ZbAccount *account,
            const GPtrArray *files,
            GError **error)
{
  g_autoptr (ZbSignedTrust) held = read_held (account, workspace, error);

  if (!held)
    return FALSE;
  for (guint i = 0; i < files->len; i++) {
    const ZbSignedTrust *one = files->pdata[i];

    if (one->bundle->version <= held->bundle->version)
      continue;
    if (!zb_trust_keeper_take (workspace, account, one, error))
      return FALSE;
    g_print (_ ("Trust bundle %u of %s was taken.\n"), one->bundle->version, account->node);
  }
  return TRUE;
}

static int
trust_import (const ZbCallLine *line, GError **error)
{
  g_autoptr (ZbWorkspace) workspace = zb_place_workspace (line, error);
  g_autoptr (ZbAccount) account = workspace ? zb_place_account (line, workspace, error) : NULL;
  g_autoptr (GPtrArray) files = account ? read_files (line, error) : NULL;

  if (!files)
    return ZB_EXIT_FAILED;
  if (!take_files (workspace, account, files, error))
    return ZB_EXIT_UNREADABLE;
  g_autoptr (ZbSignedTrust) held = read_held (account, workspace, error);
  return held ? judge (held->bundle, zb_workspace_now (workspace)) : ZB_EXIT_FAILED;
}

const ZbCommand zb_trust_commands[] = {
    {"trust", "show", "[FILE]", N_ ("whom the bureau's node says to believe"), 0, 1, NULL,
     trust_show},
    {"trust", "check", "", N_ ("whether that still holds, and what was refused"), 0, 0, NULL,
     trust_check},
    {"trust", "export", "FILE [VERSION]",
     N_ ("write it, or an earlier one, to a file that proves receipts elsewhere"), 1, 2, NULL,
     trust_export},
    {"trust", "import", "FILE…",
     N_ ("take those that the bureau signed while this computer was away"), 1, 100, NULL,
     trust_import},
    {NULL, NULL, NULL, NULL, 0, 0, NULL, NULL},
};
