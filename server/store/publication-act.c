/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/package.h"
#include "server/store/publication.h"
#include "server/store/store-private.h"

#include <string.h>

/* "2023.2" as edition and revision. */
static char *
split_edition (const char *text, guint *ret_revision)
{
  const char *point = strrchr (text, '.');

  *ret_revision = point != NULL ? (guint)g_ascii_strtoull (point + 1, NULL, 10) : 0;
  return point != NULL ? g_strndup (text, (gsize)(point - text)) : g_strdup (text);
}

/* The first column of the first row; 0 without an error if there is none. */
static gboolean
query_int (ZbDatabase *database,
           const char *sql,
           const ZbValue *values,
           guint n,
           gint64 *ret_found,
           GError **error)
{
  ZbStatement *row;

  if (!zb_database_query_values (database, sql, &row, values, n, error))
    return FALSE;
  *ret_found = row != NULL ? zb_statement_int (row, 0) : 0;
  if (row != NULL)
    zb_statement_reset (row);
  return TRUE;
}

#define QUERY_INT(apply, sql, ret_found, error, ...)                                               \
  query_int ((apply)->database, (sql), (const ZbValue[]){__VA_ARGS__},                             \
             G_N_ELEMENTS (((const ZbValue[]){__VA_ARGS__})), (ret_found), (error))

/* Nothing else waits about the package's name. */
static gboolean
check_waiting (
    ZbApply *apply, const ZbPublication *order, const char *edition, guint revision, GError **error)
{
  gint64 waiting = 0;

  if (!QUERY_INT (apply,
                  "SELECT id FROM publication WHERE tenant = ?1 AND form = ?2 AND edition = ?3 "
                  "AND revision = ?4 AND confirmed IS NULL AND ended IS NULL",
                  &waiting, error, zb_value_text (order->system), zb_value_text (order->form),
                  zb_value_text (edition), zb_value_int (revision)))
    return FALSE;
  if (waiting == 0)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_EXISTS,
               "publication %" G_GINT64_FORMAT " of %s/%s waits for a second signature", waiting,
               order->form, order->edition);
  return FALSE;
}

/* What is published must be new, what is withdrawn must be there and not withdrawn yet. */
static gboolean
check_known (
    ZbApply *apply, const ZbPublication *order, const char *edition, guint revision, GError **error)
{
  gboolean publishes = strcmp (order->kind, "publish") == 0;
  gint64 known = 0, gone = 0;

  if (!QUERY_INT (apply,
                  "SELECT count(*) FROM package WHERE tenant = ?1 AND form = ?2 AND edition = ?3 "
                  "AND revision = ?4 AND (?5 OR digest = ?6)",
                  &known, error, zb_value_text (order->system), zb_value_text (order->form),
                  zb_value_text (edition), zb_value_int (revision), zb_value_int (publishes),
                  zb_value_text (order->package)) ||
      !QUERY_INT (apply,
                  "SELECT count(*) FROM publication WHERE package = ?1 AND kind = 'withdraw' "
                  "AND confirmed IS NOT NULL",
                  &gone, error, zb_value_text (order->package)))
    return FALSE;
  if (publishes && known > 0) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_EXISTS,
                 "%s/%s is published already: a change is a new revision", order->form,
                 order->edition);
    return FALSE;
  }
  if (publishes || (known > 0 && gone == 0))
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, gone > 0 ? ZB_STORE_ERROR_EXISTS : ZB_STORE_ERROR_NOT_FOUND,
               gone > 0 ? "%s/%s is withdrawn already" : "%s/%s is not published here", order->form,
               order->edition);
  return FALSE;
}

gboolean
zb_apply_publication (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbPublicationAct *act = what;
  const ZbPublication *order = act->order;
  guint revision;
  g_autofree char *edition = split_edition (order->edition, &revision);
  gsize length = 0;
  const char *statement = g_bytes_get_data (act->statement, &length);
  g_autofree char *text = g_strndup (statement, length);

  if (!check_waiting (apply, order, edition, revision, error) ||
      !check_known (apply, order, edition, revision, error) ||
      !zb_database_run (
          apply->database,
          "INSERT INTO publication (kind, tenant, form, edition, revision, package, from_period, "
          "at, hotfix, reason, statement, signature, signer, time, who, archive) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
          error, zb_value_text (order->kind), zb_value_text (order->system),
          zb_value_text (order->form), zb_value_text (edition), zb_value_int (revision),
          zb_value_text (order->package), zb_value_text (order->from != NULL ? order->from : ""),
          zb_value_int (order->at), zb_value_int (order->hotfix), zb_value_text (order->reason),
          zb_value_text (text), zb_value_bytes (act->signature), zb_value_text (act->signer),
          zb_value_int (apply->act->time), zb_value_text (apply->act->who),
          zb_value_bytes (act->archive)))
    return FALSE;
  apply->result->id = zb_database_last_id (apply->database);
  return TRUE;
}

/* The publication that is to be confirmed. */
typedef struct {
  char *kind, *tenant, *form, *edition, *package, *who, *second;
  guint revision;
} Waiting;

static void
waiting_clear (Waiting *waiting)
{
  g_free (waiting->kind);
  g_free (waiting->tenant);
  g_free (waiting->form);
  g_free (waiting->edition);
  g_free (waiting->package);
  g_free (waiting->who);
  g_free (waiting->second);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Waiting, waiting_clear)

static gboolean
read_waiting (ZbApply *apply, gint64 id, Waiting *ret_waiting, GError **error)
{
  ZbStatement *row;

  if (!zb_database_query (apply->database,
                          "SELECT kind, tenant, form, edition, revision, package, who, second "
                          "FROM publication WHERE id = ?1 AND ended IS NULL",
                          &row, error, zb_value_int (id)))
    return FALSE;
  if (row == NULL) {
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
                 "there is no publication %" G_GINT64_FORMAT " to confirm", id);
    return FALSE;
  }
  *ret_waiting = (Waiting){.kind = zb_statement_dup_text (row, 0),
                           .tenant = zb_statement_dup_text (row, 1),
                           .form = zb_statement_dup_text (row, 2),
                           .edition = zb_statement_dup_text (row, 3),
                           .revision = (guint)zb_statement_int (row, 4),
                           .package = zb_statement_dup_text (row, 5),
                           .who = zb_statement_dup_text (row, 6),
                           .second = zb_statement_dup_text (row, 7)};
  zb_statement_reset (row);
  return TRUE;
}

/* *@ret_done: the same person has confirmed it before. */
static gboolean
check_second (const Waiting *waiting, const char *who, gboolean *ret_done, GError **error)
{
  *ret_done = g_strcmp0 (waiting->second, who) == 0;
  if (*ret_done || (waiting->second == NULL && strcmp (waiting->who, who) != 0))
    return TRUE;
  if (waiting->second != NULL)
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_EXISTS, "%s has confirmed it already",
                 waiting->second);
  else
    g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_INVALID,
                 "a second person confirms a publication, not %s who proposed it", waiting->who);
  return FALSE;
}

static gboolean
add_package (ZbApply *apply, const Waiting *waiting, GBytes *bundle, GError **error)
{
  ZbStoredPackage package = {
      .tenant = waiting->tenant,
      .digest = waiting->package,
      .form = waiting->form,
      .edition = waiting->edition,
      .revision = waiting->revision,
      .bundle = bundle,
  };
  gboolean added = bundle == NULL || zb_apply_package (apply, &package, error);

  apply->result->repeated = FALSE;
  return added;
}

gboolean
zb_apply_publication_confirmation (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbPublicationConfirmation *confirmation = what;
  g_auto (Waiting) waiting = {0};
  gboolean done;

  if (!read_waiting (apply, confirmation->publication, &waiting, error) ||
      !check_second (&waiting, apply->act->who, &done, error))
    return FALSE;
  apply->result->id = confirmation->publication;
  if (done) {
    apply->result->repeated = TRUE;
    return TRUE;
  }
  return add_package (apply, &waiting, confirmation->bundle, error) &&
         zb_database_run (apply->database,
                          "UPDATE publication SET second_signature = ?2, second_signer = ?3, "
                          "second = ?4, confirmed = ?5 WHERE id = ?1",
                          error, zb_value_int (confirmation->publication),
                          zb_value_bytes (confirmation->signature),
                          zb_value_text (confirmation->signer), zb_value_text (apply->act->who),
                          zb_value_int (apply->act->time));
}

gboolean
zb_apply_publication_end (ZbApply *apply, gconstpointer what, GError **error)
{
  const ZbPublicationEnd *end = what;

  if (!zb_database_run (apply->database,
                        "UPDATE publication SET ended = ?2, ended_by = ?3, ended_reason = ?4 "
                        "WHERE id = ?1 AND ended IS NULL AND confirmed IS NULL",
                        error, zb_value_int (end->publication), zb_value_int (apply->act->time),
                        zb_value_text (apply->act->who), zb_value_text (end->reason)))
    return FALSE;
  apply->result->id = end->publication;
  if (zb_database_changes (apply->database) == 1)
    return TRUE;
  g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND,
               "no publication %" G_GINT64_FORMAT " waits for a second signature",
               end->publication);
  return FALSE;
}
