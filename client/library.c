/* SPDX-License-Identifier: Apache-2.0 */
#include "client/library.h"

#include "client/workspace-private.h"
#include "exchange/protocol.h"
#include "exchange/signed-publication.h"
#include "storage/statement.h"
#include "storage/transaction.h"

#include <string.h>

#define CATALOGUE "/v1/catalogue"
/* How far an administrator's clock may run ahead of ours. */
#define MAX_SKEW (10 * G_TIME_SPAN_MINUTE)

/* One look at the server's catalogue. */
typedef struct {
  ZbWorkspace *workspace;
  const ZbAccount *account;
  ZbSession *session;
  ZbTrust *trust;
  ZbCatalogue *fetched; /* what came new */
  gboolean founded;     /* the founding forms are here */
  GPtrArray *changes;   /* Change: what is to be kept, once all of it is believed */
} Sync;

/* A new package, or (without @bundle) a withdrawal of one. */
typedef struct {
  char *digest, *name;
  GBytes *bundle;
  GBytes *statement; /* (nullable) as two administrators signed it */
  char *from;        /* (nullable) the first period it is about */
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_free (change->digest);
  g_free (change->name);
  g_clear_pointer (&change->bundle, g_bytes_unref);
  g_clear_pointer (&change->statement, g_bytes_unref);
  g_free (change->from);
  g_free (change);
}

/* Says which form is not believed, and why; takes @cause. */
static gboolean
disbelieve (const char *name, GError *cause, GError **error)
{
  g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_FORMS,
               "%s is not taken, the forms at hand stay: %s", name, cause->message);
  g_error_free (cause);
  return FALSE;
}

static gboolean G_GNUC_PRINTF (3, 4)
    refuse (const char *name, GError **error, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  GError *cause = g_error_new_valist (ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_FORMS, format, arguments);
  va_end (arguments);
  return disbelieve (name, cause, error);
}

/* That @statement is signed by two administrators and is about this package at this node.
 * *@ret_from is (transfer full), NULL where it names no period. */
static gboolean
check_statement (const Sync *sync,
                 GBytes *statement,
                 const char *kind,
                 const char *digest,
                 const char *name,
                 char **ret_from,
                 GError **error)
{
  GError *cause = NULL;
  g_autoptr (ZbSignedPublication) opened =
      zb_signed_publication_open ("its publication", statement, &cause);
  gint64 latest = zb_workspace_now (sync->workspace) + MAX_SKEW;

  if (!opened || !zb_signed_publication_verify (opened, sync->trust, latest, &cause))
    return disbelieve (name, cause, error);
  const ZbPublication *order = opened->publication;
  if (strcmp (order->kind, kind) != 0 || strcmp (order->package, digest) != 0 ||
      strcmp (order->node, sync->account->node) != 0)
    return refuse (name, error, "the signatures are about something else (%s of %s/%s at %s)",
                   order->kind, order->form, order->edition, order->node);
  *ret_from = g_strdup (order->from);
  return TRUE;
}

/* What was signed about the package. TRUE with *@ret_statement NULL where nothing was. */
static gboolean
fetch_statement (
    const Sync *sync, const char *digest, const char *kind, GBytes **ret_statement, GError **error)
{
  g_autofree char *resource = g_strdup_printf ("/v1/packages/%s/publication", digest);
  g_autofree char *path = zb_session_path (resource, "kind", kind, NULL);
  g_autoptr (GError) failure = NULL;

  *ret_statement = zb_session_get_bytes (sync->session, path, &failure);
  if (*ret_statement)
    return TRUE;
  const ZbProblem *problem = zb_session_problem (sync->session);
  if (problem && strcmp (problem->code, "not-found") == 0)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Takes the bundle, if its content is what the digest says. */
static gboolean
take_bundle (Sync *sync, Change *change, const char *name, GError **error)
{
  g_autofree char *path = g_strconcat ("/v1/packages/", change->digest, NULL);
  g_autoptr (GBytes) bundle = zb_session_get_bytes (sync->session, path, error);
  GError *cause = NULL;

  if (!bundle)
    return FALSE;
  g_autoptr (ZbPackage) package =
      zb_catalogue_read_bundle (sync->fetched, change->digest, bundle, &cause);
  if (!package)
    return disbelieve (name, cause, error);
  if (strcmp (zb_package_digest (package), change->digest) != 0)
    return refuse (name, error, "the server sent another package than %s", change->digest);
  zb_catalogue_add (sync->fetched, package);
  g_free (change->name);
  change->name = g_strdup (zb_package_name (package));
  change->bundle = g_steal_pointer (&bundle);
  return TRUE;
}

/* A package that is not here yet. */
static gboolean
fetch (Sync *sync, const char *digest, const char *name, GError **error)
{
  Change *change = g_new0 (Change, 1);

  g_ptr_array_add (sync->changes, change);
  change->digest = g_strdup (digest);
  if (!fetch_statement (sync, digest, "publish", &change->statement, error))
    return FALSE;
  if (!change->statement && sync->founded)
    return refuse (name, error, "no two administrators have signed it");
  if (change->statement &&
      !check_statement (sync, change->statement, "publish", digest, name, &change->from, error))
    return FALSE;
  return take_bundle (sync, change, name, error);
}

/* FALSE on failure; *@ret_is: a withdrawal is kept already. */
static gboolean
is_withdrawn (const Sync *sync, const char *digest, gboolean *ret_is, GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (sync->workspace->database,
                          "select offered_until is not null from package where digest = ?", &row,
                          error, zb_value_text (digest)))
    return FALSE;
  *ret_is = row && zb_statement_int (row, 0) != 0;
  if (row)
    zb_statement_reset (row);
  return TRUE;
}

/* The server says it is withdrawn: from when on, two administrators say. */
static gboolean
withdraw (Sync *sync, const char *digest, const char *name, GError **error)
{
  gboolean known;
  Change *change;

  if (!is_withdrawn (sync, digest, &known, error))
    return FALSE;
  if (known)
    return TRUE;
  change = g_new0 (Change, 1);
  g_ptr_array_add (sync->changes, change);
  change->digest = g_strdup (digest);
  if (!fetch_statement (sync, digest, "withdraw", &change->statement, error))
    return FALSE;
  return change->statement
             ? check_statement (sync, change->statement, "withdraw", digest, name, &change->from,
                                error)
             : refuse (name, error, "no two administrators have signed its withdrawal");
}

static gboolean
keep (ZbDatabase *database, const Change *change, GError **error)
{
  if (!change->bundle)
    return zb_database_run (
        database, "update package set withdrawal = ?2, offered_until = ?3 where digest = ?1", error,
        zb_value_text (change->digest), zb_value_bytes (change->statement),
        zb_value_text (change->from));
  return zb_database_run (
      database,
      "insert or ignore into package (digest, name, bundle, publication, offered_from)"
      " values (?,?,?,?,?)",
      error, zb_value_text (change->digest), zb_value_text (change->name),
      zb_value_bytes (change->bundle), zb_value_bytes (change->statement),
      zb_value_text (change->from));
}

/* All of a new catalogue, or nothing. */
static gboolean
keep_all (const Sync *sync, const char *tag, GError **error)
{
  ZbDatabase *database = sync->workspace->database;
  g_autoptr (ZbTransaction) transaction = zb_transaction_begin (database, error);

  for (guint i = 0; transaction && i < sync->changes->len; i++)
    if (!keep (database, sync->changes->pdata[i], error))
      return FALSE;
  return transaction &&
         zb_database_run (database,
                          "update account set founded = 1, catalogue_tag = ?2 where id = ?1", error,
                          zb_value_int (sync->account->id), zb_value_text (tag)) &&
         zb_transaction_commit (transaction, error);
}

static gboolean
take_one (Sync *sync, const ZbJson *one, GError **error)
{
  const char *digest = zb_json_get_string (one, "digest");
  const char *name = zb_json_get_string (one, "name");

  if (!digest)
    return TRUE;
  if (!zb_catalogue_find_digest (sync->workspace->catalogue, digest) &&
      !fetch (sync, digest, name ? name : digest, error))
    return FALSE;
  return !zb_json_get_string (one, "until") || withdraw (sync, digest, name ? name : digest, error);
}

static gboolean
take_all (Sync *sync, GBytes *index, GError **error)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (index, &length);
  g_autoptr (ZbJson) answer =
      zb_json_read (CATALOGUE, text ? text : "", length, ZB_HTTP_MAX_BODY, error);
  const ZbJson *packages = answer ? zb_json_get (answer, "packages") : NULL;

  for (guint i = 0; packages && i < zb_json_length (packages); i++)
    if (!take_one (sync, zb_json_at (packages, i), error))
      return FALSE;
  return answer != NULL;
}

/* What the account saw last. */
static gboolean
read_account (Sync *sync, char **ret_tag, GError **error)
{
  ZbStatement *row = NULL;

  if (!zb_database_query (
          sync->workspace->database,
          "select (select max(b.founded) from account b where b.roots = a.roots), a.catalogue_tag"
          " from account a where a.id = ?",
          &row, error, zb_value_int (sync->account->id)))
    return FALSE;
  if (row) {
    sync->founded = zb_statement_int (row, 0) != 0;
    *ret_tag = zb_statement_dup_text (row, 1);
    zb_statement_reset (row);
  }
  return TRUE;
}

gboolean
zb_library_sync (ZbWorkspace *workspace,
                 const ZbAccount *account,
                 ZbSession *session,
                 guint *ret_new,
                 GError **error)
{
  g_autoptr (ZbCatalogue) fetched = zb_catalogue_new ();
  g_autoptr (ZbTrust) trust = zb_account_trust (account, error);
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func (change_free);
  Sync sync = {workspace, account, session, trust, fetched, FALSE, changes};
  g_autofree char *known = NULL;
  g_autofree char *tag = NULL;
  GError *failure = NULL;

  if (!trust || !read_account (&sync, &known, error))
    return FALSE;
  g_autoptr (GBytes) index = zb_session_get_changed (session, CATALOGUE, known, &tag, &failure);
  if (failure) {
    g_propagate_error (error, failure);
    return FALSE;
  }
  if (index && (!take_all (&sync, index, error) || !keep_all (&sync, tag, error)))
    return FALSE;
  if (ret_new)
    *ret_new = zb_catalogue_n_packages (fetched);
  return changes->len == 0 || zb_workspace_load_catalogue (workspace, error);
}
