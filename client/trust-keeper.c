/* SPDX-License-Identifier: Apache-2.0 */
#include "client/trust-keeper.h"

#include "client/workspace-private.h"
#include "exchange/error.h"
#include "storage/statement.h"
#include "storage/transaction.h"

#include <string.h>

/* Versions taken in one call; the rest next time. */
#define MOST_VERSIONS 100

#define SELECT_BUNDLES "select statement, signature from trust_bundle where account = ? "
#define OF_THEN SELECT_BUNDLES "and issued <= ? order by version desc limit 1"
#define FIRST_AFTER SELECT_BUNDLES "and issued > ? order by version limit 1"
#define OF_VERSION SELECT_BUNDLES "and version = ?"

/* What is asked of which node, for whom. */
typedef struct {
  ZbWorkspace *workspace;
  const ZbAccount *account;
  ZbSession *session;
  ZbSignedTrust *held; /* (nullable) */
} Keeper;

static ZbSignedTrust *
read_row (const ZbAccount *account, const ZbStatement *row, GError **error)
{
  g_autoptr (GBytes) statement = zb_statement_dup_bytes (row, 0);
  g_autoptr (GBytes) signature = zb_statement_dup_bytes (row, 1);

  return zb_signed_trust_new (account->url, statement, signature, error);
}

/* NULL without an error where there is none. */
static ZbSignedTrust *
read_one (
    ZbWorkspace *workspace, const ZbAccount *account, const char *sql, gint64 at, GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (workspace->database, sql, &row, error, zb_value_int (account->id),
                          zb_value_int (at)) ||
      !row)
    return NULL;
  ZbSignedTrust *trust = read_row (account, row, error);
  zb_statement_reset (row);
  return trust;
}

ZbSignedTrust *
zb_trust_keeper_read (ZbWorkspace *workspace, const ZbAccount *account, GError **error)
{
  return read_one (workspace, account, OF_THEN, G_MAXINT64, error);
}

ZbSignedTrust *
zb_trust_keeper_read_version (ZbWorkspace *workspace,
                              const ZbAccount *account,
                              guint version,
                              GError **error)
{
  return read_one (workspace, account, OF_VERSION, version, error);
}

/* The log's keys as the account knows them, which vouch for one another, as long as @bundle names
 * the first; else what it names instead. (transfer full) */
static char *
choose_verifier (const ZbAccount *account, const ZbTrustBundle *bundle, gint64 at)
{
  const char *verifier = zb_trust_bundle_find_log (bundle, at);
  g_autoptr (ZbSuccession) known = zb_succession_read (account->verifier, NULL);

  return g_strdup (!verifier || (known && zb_trust_bundle_names_log (bundle, known))
                       ? account->verifier
                       : verifier);
}

/* The account uses its roots and its log's keys from now on. A checkpoint of a log whose keys are
 * disowned is none to go on from. */
static gboolean
keep (ZbWorkspace *workspace, const ZbAccount *account, const ZbSignedTrust *trust, GError **error)
{
  const ZbTrustBundle *bundle = trust->bundle;
  gint64 now = zb_workspace_now (workspace);
  g_autofree char *roots = zb_trust_bundle_to_pem (bundle, ZB_TRUSTED_ROOT);
  g_autofree char *verifier = choose_verifier (account, bundle, now);

  return zb_database_run (workspace->database,
                          "insert or ignore into trust_bundle values (?,?,?,?,?,?)", error,
                          zb_value_int (account->id), zb_value_int (bundle->version),
                          zb_value_int (bundle->issued), zb_value_bytes (trust->statement),
                          zb_value_bytes (trust->signature), zb_value_int (now)) &&
         zb_database_run (workspace->database,
                          "update account set roots = ?1, verifier = ?2, "
                          "checkpoint = iif (verifier = ?2, checkpoint, null) where id = ?3",
                          error, zb_value_text (roots), zb_value_text (verifier),
                          zb_value_int (account->id));
}

gboolean
zb_trust_keeper_refuse (GError *cause, GError **error)
{
  static const struct {
    int cause, code;
    const char *advice;
  } table[] = {
      {ZB_EXCHANGE_ERROR_ROLLBACK, ZB_CLIENT_ERROR_TRUST_OLD,
       "the server was set back, or is not the bureau's: ask the bureau before you send anything "
       "that matters"},
      {ZB_EXCHANGE_ERROR_FORK, ZB_CLIENT_ERROR_TRUST_FORKED,
       "somebody had two signed: show \"zhibao trust check\" to the bureau's inspectors"},
      {ZB_EXCHANGE_ERROR_EXPIRED, ZB_CLIENT_ERROR_TRUST_ENDED,
       "whoever runs the bureau's server signs a new one by \"zhibaod trust\"; look at this "
       "computer's clock, too"},
  };
  g_autoptr (GError) owned = cause;
  int code = ZB_CLIENT_ERROR_TRUST;
  const char *advice = "it was not taken, and the one of before goes on to hold; tell the bureau";

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_error_matches (owned, ZB_EXCHANGE_ERROR, table[i].cause)) {
      code = table[i].code;
      advice = table[i].advice;
    }
  g_set_error (error, ZB_CLIENT_ERROR, code, "%s: %s", owned->message, advice);
  return FALSE;
}

gboolean
zb_trust_keeper_begin (ZbWorkspace *workspace,
                       const ZbAccount *account,
                       const ZbSignedTrust *trust,
                       GError **error)
{
  GError *failure = NULL;
  g_autoptr (ZbSignedTrust) held = zb_trust_keeper_read (workspace, account, &failure);
  g_autoptr (GPtrArray) roots = held ? zb_trust_bundle_list_roots (held->bundle) : NULL;

  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (held && zb_signed_trust_verify (trust, roots, NULL)) {
    if (!zb_signed_trust_check_next (trust, held, &failure))
      return zb_trust_keeper_refuse (failure, error);
  } else if (held &&
             !zb_database_run (workspace->database,
                               "delete from trust_bundle where account = ? and version >= ?", error,
                               zb_value_int (account->id), zb_value_int (trust->bundle->version)))
    return FALSE;
  return keep (workspace, account, trust, error);
}

/* What was offered, so that it can be shown to others; and why not. */
static void
note_refusal (const Keeper *keeper, const ZbSignedTrust *offered, const GError *why)
{
  zb_database_run (
      keeper->workspace->database, "insert or ignore into trust_refusal values (?,?,?,?,?,?,?)",
      NULL, zb_value_int (keeper->account->id), zb_value_text (offered->digest),
      zb_value_int (offered->bundle->version), zb_value_int (zb_workspace_now (keeper->workspace)),
      zb_value_text (why->message), zb_value_bytes (offered->statement),
      zb_value_bytes (offered->signature));
}

/* The first one is signed by a root that came with the account. */
static gboolean
check_first (const Keeper *keeper, const ZbSignedTrust *offered, GError **error)
{
  const ZbAccount *account = keeper->account;
  g_autoptr (GPtrArray) roots =
      zb_certificate_read_all (account->roots, strlen (account->roots), error);

  if (!roots)
    return FALSE;
  if (strcmp (offered->bundle->node, account->node) == 0)
    return zb_signed_trust_verify (offered, roots, error);
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED,
               "the trust bundle is of %s, not of %s", offered->bundle->node, account->node);
  return FALSE;
}

/* @newest: no later one follows, so that it must hold now. */
static gboolean
take (const Keeper *keeper, const ZbSignedTrust *offered, gboolean newest, GError **error)
{
  gint64 now = zb_workspace_now (keeper->workspace);
  GError *cause = NULL;

  if (!(keeper->held ? zb_signed_trust_check_next (offered, keeper->held, &cause)
                     : check_first (keeper, offered, &cause)) ||
      (newest && !zb_signed_trust_check_time (offered, now, &cause))) {
    note_refusal (keeper, offered, cause);
    return zb_trust_keeper_refuse (cause, error);
  }
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (keeper->workspace->database, error);
  return transaction && keep (keeper->workspace, keeper->account, offered, error) &&
         zb_transaction_commit (transaction, error);
}

gboolean
zb_trust_keeper_take (ZbWorkspace *workspace,
                      const ZbAccount *account,
                      const ZbSignedTrust *offered,
                      GError **error)
{
  GError *failure = NULL;
  g_autoptr (ZbSignedTrust) held = zb_trust_keeper_read (workspace, account, &failure);
  const Keeper keeper = {workspace, account, NULL, held};

  if (!failure)
    return take (&keeper, offered, FALSE, error);
  g_propagate_error (error, failure);
  return FALSE;
}

static ZbSignedTrust *
fetch (const Keeper *keeper, guint version, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/v1/trust/%u", version);
  g_autoptr (ZbJson) json = zb_session_get (keeper->session, path, error);
  GError *cause = NULL;
  ZbSignedTrust *offered = json ? zb_signed_trust_read (path, json, &cause) : NULL;

  if (cause)
    zb_trust_keeper_refuse (cause, error);
  return offered;
}

/* From the one that is held on to @version, each by the one before it. */
static gboolean
walk (Keeper *keeper, guint version, gboolean *ret_taken, GError **error)
{
  guint next = version, n = 0;

  if (keeper->held && keeper->held->bundle->version < version)
    next = keeper->held->bundle->version + 1;
  for (; next <= version && n < MOST_VERSIONS; next++, n++) {
    g_autoptr (ZbSignedTrust) offered = fetch (keeper, next, error);

    if (!offered || !take (keeper, offered, next == version, error))
      return FALSE;
    *ret_taken = TRUE;
    g_clear_pointer (&keeper->held, zb_signed_trust_free);
    keeper->held = g_steal_pointer (&offered);
  }
  return TRUE;
}

/* "VERSION DIGEST"; FALSE for anything else. */
static gboolean
read_announcement (const char *text, guint *ret_version, const char **ret_digest)
{
  char *end = NULL;
  guint64 version = text ? g_ascii_strtoull (text, &end, 10) : 0;

  if (version == 0 || version > G_MAXINT32 || *end != ' ')
    return FALSE;
  *ret_version = (guint)version;
  *ret_digest = end + 1;
  return TRUE;
}

gboolean
zb_trust_keeper_sync (ZbWorkspace *workspace,
                      const ZbAccount *account,
                      ZbSession *session,
                      gboolean *ret_taken,
                      GError **error)
{
  g_autofree char *announced = g_strdup (zb_session_announced_trust (session));
  Keeper keeper = {workspace, account, session, NULL};
  GError *failure = NULL;
  const char *digest;
  guint version;

  *ret_taken = FALSE;
  if (!read_announcement (announced, &version, &digest))
    return TRUE;
  keeper.held = zb_trust_keeper_read (workspace, account, &failure);
  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  gboolean same = keeper.held && keeper.held->bundle->version == version &&
                  strcmp (keeper.held->digest, digest) == 0;
  gboolean done = same || walk (&keeper, version, ret_taken, error);
  g_clear_pointer (&keeper.held, zb_signed_trust_free);
  return done;
}

gboolean
zb_trust_keeper_believe (ZbWorkspace *workspace,
                         const ZbAccount *account,
                         gint64 at,
                         ZbTrust **ret_trust,
                         char **ret_verifier,
                         GError **error)
{
  GError *failure = NULL;
  g_autoptr (ZbSignedTrust) kept = read_one (workspace, account, OF_THEN, at, &failure);

  if (!kept && !failure)
    kept = read_one (workspace, account, FIRST_AFTER, at, &failure);
  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  g_autoptr (ZbTrust) trust =
      kept ? zb_trust_bundle_to_trust (kept->bundle, error) : zb_account_trust (account, error);
  if (!trust)
    return FALSE;
  *ret_trust = g_steal_pointer (&trust);
  *ret_verifier = kept ? choose_verifier (account, kept->bundle, at) : g_strdup (account->verifier);
  return TRUE;
}

void
zb_trust_refusal_free (ZbTrustRefusal *refusal)
{
  g_free (refusal->digest);
  g_free (refusal->reason);
  g_free (refusal);
}

GPtrArray *
zb_trust_keeper_refusals (ZbWorkspace *workspace, const ZbAccount *account, GError **error)
{
  g_autoptr (GPtrArray) refusals =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_trust_refusal_free);
  g_autoptr (ZbStatement) rows = zb_statement_new (
      workspace->database,
      "select time, version, digest, reason from trust_refusal where account = ? order by time",
      error);
  gboolean row;

  if (!rows || !zb_statement_bind (rows, error, zb_value_int (account->id)))
    return NULL;
  for (;;) {
    if (!zb_statement_step (rows, &row, error))
      return NULL;
    if (!row)
      return g_steal_pointer (&refusals);
    ZbTrustRefusal *refusal = g_new0 (ZbTrustRefusal, 1);
    refusal->time = zb_statement_int (rows, 0);
    refusal->version = (guint)zb_statement_int (rows, 1);
    refusal->digest = zb_statement_dup_text (rows, 2);
    refusal->reason = zb_statement_dup_text (rows, 3);
    g_ptr_array_add (refusals, refusal);
  }
}
