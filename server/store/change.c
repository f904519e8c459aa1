/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/change.h"

#include "exchange/evidence.h"
#include "server/store/change-private.h"
#include "server/store/reader-private.h"

#include <string.h>

#define NO_LEAF (-1)

/* What the digest is over: each change as "kind NUL row NUL body LF", in order. */
static void
add_change (GChecksum *checksum, const ZbStatement *row)
{
  const char *body = zb_statement_text (row, 2);

  g_checksum_update (checksum, (const guchar *)zb_statement_text (row, 0),
                     (gssize)strlen (zb_statement_text (row, 0)) + 1);
  g_checksum_update (checksum, (const guchar *)zb_statement_text (row, 1),
                     (gssize)strlen (zb_statement_text (row, 1)) + 1);
  if (body != NULL)
    g_checksum_update (checksum, (const guchar *)body, -1);
  g_checksum_update (checksum, (const guchar *)"\n", 1);
}

/* NULL without an error if there are none. */
static char *
digest_rows (ZbStatement *row, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gboolean more = row != NULL;

  if (row == NULL)
    return NULL;
  while (more) {
    add_change (checksum, row);
    if (!zb_statement_step (row, &more, error))
      return NULL;
  }
  return g_strdup (g_checksum_get_string (checksum));
}

/* Mostly there is none, and to look is far cheaper than to change nothing. */
static gboolean
find_pending (ZbDatabase *database, gboolean *ret_found, GError **error)
{
  ZbStatement *row;

  if (!zb_database_query_values (database, "SELECT 1 FROM row_change WHERE leaf IS NULL LIMIT 1",
                                 &row, NULL, 0, error))
    return FALSE;
  *ret_found = row != NULL;
  if (row != NULL)
    zb_statement_reset (row);
  return TRUE;
}

/* An act that writes a row twice has changed it once. */
static gboolean
digest_pending (ZbDatabase *database, char **ret_digest, GError **error)
{
  g_autoptr (GError) fault = NULL;
  gboolean found = FALSE;
  ZbStatement *row;

  *ret_digest = NULL;
  if (!find_pending (database, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  if (!zb_database_run_values (database,
                               "DELETE FROM row_change WHERE leaf IS NULL AND id NOT IN "
                               "(SELECT max(id) FROM row_change WHERE leaf IS NULL "
                               "GROUP BY kind, row)",
                               NULL, 0, error) ||
      !zb_database_query_values (database,
                                 "SELECT kind, row, body FROM row_change WHERE leaf IS NULL "
                                 "ORDER BY id",
                                 &row, NULL, 0, error))
    return FALSE;
  *ret_digest = digest_rows (row, &fault);
  if (fault == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&fault));
  return FALSE;
}

gboolean
zb_change_disown (ZbDatabase *database, GError **error)
{
  gboolean found = FALSE;

  if (!find_pending (database, &found, error))
    return FALSE;
  return !found || zb_database_run (database, "UPDATE row_change SET leaf = ?1 WHERE leaf IS NULL",
                                    error, zb_value_int (NO_LEAF));
}

gboolean
zb_change_take_record (ZbApply *apply, char **ret_record, GError **error)
{
  g_autofree char *digest = NULL;

  *ret_record = NULL;
  if (!digest_pending (apply->database, &digest, error))
    return FALSE;
  if (digest != NULL)
    *ret_record = zb_evidence_leaf (ZB_CHANGE_EVENT, apply->act->time, NULL, NULL, digest, NULL,
                                    NULL, "written");
  return TRUE;
}

gboolean
zb_change_settle (ZbApply *apply, gint64 leaf, GError **error)
{
  return zb_database_run (apply->database, "UPDATE row_change SET leaf = ?1 WHERE leaf IS NULL",
                          error, zb_value_int (leaf));
}

char *
zb_store_read_change_digest (ZbStore *store, guint64 leaf, GError **error)
{
  g_autoptr (ZbReader) reader = zb_reader_new (store, error);
  g_autoptr (GError) fault = NULL;
  ZbStatement *row;
  char *digest = NULL;

  if (reader == NULL)
    return NULL;
  if (zb_database_query (zb_reader_database (reader),
                         "SELECT kind, row, body FROM row_change WHERE leaf = ?1 ORDER BY id", &row,
                         &fault, zb_value_int ((gint64)leaf)))
    digest = digest_rows (row, &fault);
  if (fault == NULL)
    return digest;
  zb_reader_fail (reader, &fault);
  g_propagate_error (error, g_steal_pointer (&fault));
  return NULL;
}

/* The rows as they stand, in the words of their changes (migration 002). */
#define ROWS_NOW                                                                                   \
  "SELECT 'tenant', CAST (id AS TEXT), 'name_zh=' || quote (name_zh) || ' name_en=' "              \
  "|| quote (name_en) || ' grace_days=' || quote (grace_days) || ' commitment_hours=' "            \
  "|| quote (commitment_hours) FROM tenant "                                                       \
  "UNION ALL SELECT 'tenant_level', CAST (tenant || '/' || position AS TEXT), 'id=' "              \
  "|| quote (id) || ' name_zh=' || quote (name_zh) || ' name_en=' || quote (name_en) "             \
  "|| ' scope=' || quote (scope) FROM tenant_level "                                               \
  "UNION ALL SELECT 'staff', CAST (tenant || '/' || person || '/' "                                \
  "|| role AS TEXT), 'name=' || quote (name) || ' level=' || quote (level) || ' areas=' "          \
  "|| quote (areas) || ' active=' || quote (active) || ' time=' || quote (time) "                  \
  "|| ' who=' || quote (who) FROM staff "                                                          \
  "UNION ALL SELECT 'unit_fact', CAST (id AS TEXT), 'unit=' || quote (unit) || ' name=' "          \
  "|| quote (name) || ' value=' || quote (value) || ' day=' || quote (day) || ' time=' "           \
  "|| quote (time) || ' who=' || quote (who) || ' reason=' || quote (reason) "                     \
  "|| ' replaced=' || quote (replaced) FROM unit_fact "                                            \
  "UNION ALL SELECT 'mandate', CAST (id AS TEXT), 'tenant=' || quote (tenant) "                    \
  "|| ' unit=' || quote (unit) || ' holder=' || quote (holder) || ' person=' "                     \
  "|| quote (person) || ' role=' || quote (role) || ' from_day=' || quote (from_day) "             \
  "|| ' to_day=' || quote (to_day) || ' time=' || quote (time) || ' who=' "                        \
  "|| quote (who) || coalesce (' from_period=' || nullif (quote (from_period), 'NULL'), '') "      \
  "|| coalesce (' to_period=' || nullif (quote (to_period), 'NULL'), '') FROM mandate "            \
  "UNION ALL SELECT 'package', CAST (digest AS TEXT), 'tenant=' || quote (tenant) "                \
  "|| ' form=' || quote (form) || ' edition=' || quote (edition) || ' revision=' "                 \
  "|| quote (revision) || ' published=' || quote (published) || ' who=' "                          \
  "|| quote (who) FROM package "                                                                   \
  "UNION ALL SELECT 'calendar', CAST (id AS TEXT), 'tenant=' || quote (tenant) "                   \
  "|| ' form=' || quote (form) || ' period=' || quote (period) || ' opens=' "                      \
  "|| quote (opens) || ' deadline=' || quote (deadline) || ' closes=' || quote (closes) "          \
  "|| ' joint=' || quote (joint) || ' reason=' || quote (reason) || ' time=' "                     \
  "|| quote (time) || ' who=' || quote (who) "                                                     \
  "|| coalesce (' levels=' || nullif (quote (levels), 'NULL'), '') FROM calendar "                 \
  "UNION ALL SELECT 'correction', CAST (id AS TEXT), 'tenant=' || quote (tenant) "                 \
  "|| ' form=' || quote (form) || ' period=' || quote (period) || ' unit=' || quote (unit) "       \
  "|| ' version=' || quote (version) || ' reason=' || quote (reason) || ' time=' "                 \
  "|| quote (time) || ' who=' || quote (who) || ' until=' || quote (until) "                       \
  "|| ' answer=' || quote (answer) || ' answered=' || quote (answered) "                           \
  "|| ' answered_by=' || quote (answered_by) || ' message=' || quote (message) FROM correction "   \
  "UNION ALL SELECT 'waiver', CAST (id AS TEXT), 'tenant=' || quote (tenant) "                     \
  "|| ' form=' || quote (form) || ' rule=' || quote (rule) || ' period=' "                         \
  "|| quote (period) || ' unit=' || quote (unit) || ' reason=' || quote (reason) "                 \
  "|| ' second=' || quote (second) || ' time=' || quote (time) || ' who=' "                        \
  "|| quote (who) || ' ended=' || quote (ended) || ' ended_by=' "                                  \
  "|| quote (ended_by) FROM waiver "                                                               \
  "UNION ALL SELECT 'obligation', CAST (id AS TEXT), 'tenant=' || quote (tenant) "                 \
  "|| ' form=' || quote (form) || ' period=' || quote (period) || ' unit=' "                       \
  "|| quote (unit) || ' code=' || quote (code) || ' name=' || quote (name) "                       \
  "|| ' district=' || quote (district) || ' zone=' || quote (zone) || ' owed=' "                   \
  "|| quote (owed) || ' exempt=' || quote (exempt) || ' permit_until=' "                           \
  "|| quote (permit_until) || ' permit_reason=' || quote (permit_reason) || ' time=' "             \
  "|| quote (time) || ' who=' || quote (who) FROM obligation "                                     \
  "UNION ALL SELECT 'certificate', CAST (digest AS TEXT), 'issuer=' || quote (issuer) "            \
  "|| ' time=' || quote (time) || ' who=' || quote (who) FROM certificate "                        \
  "UNION ALL SELECT 'invitation', CAST (id AS TEXT), 'handle=' || quote (handle) "                 \
  "|| ' code_digest=' || quote (code_digest) || ' unit=' || quote (unit) || ' person=' "           \
  "|| quote (person) || ' expires=' || quote (expires) || ' time=' || quote (time) "               \
  "|| ' who=' || quote (who) FROM invitation "                                                     \
  "UNION ALL SELECT 'certificate_request', CAST (id AS TEXT), 'handle=' || quote (handle) "        \
  "|| ' unit=' || quote (unit) || ' person=' || quote (person) "                                   \
  "|| ' contact=' || quote (contact) || ' signing=' || quote (signing) "                           \
  "|| ' tls=' || quote (tls) || ' time=' || quote (time) || ' first=' || quote (first) "           \
  "|| ' first_time=' || quote (first_time) || ' second=' || quote (second) "                       \
  "|| ' second_time=' || quote (second_time) "                                                     \
  "|| ' signing_certificate=' || quote (signing_certificate) "                                     \
  "|| ' tls_certificate=' || quote (tls_certificate) "                                             \
  "|| ' rejected=' || quote (rejected) || ' rejected_by=' || quote (rejected_by) "                 \
  "|| ' reason=' || quote (reason) FROM certificate_request "                                      \
  "UNION ALL SELECT 'motion', CAST (id AS TEXT), 'kind=' || quote (kind) "                         \
  "|| ' tenant=' || quote (tenant) || ' unit=' || quote (unit) "                                   \
  "|| ' subject=' || quote (subject) || ' details=' || quote (details) "                           \
  "|| ' person=' || quote (person) || ' time=' || quote (time) "                                   \
  "|| ' expires=' || quote (expires) || ' who=' || quote (who) "                                   \
  "|| ' second=' || quote (second) || ' second_time=' || quote (second_time) "                     \
  "|| ' rejected=' || quote (rejected) || ' rejected_by=' || quote (rejected_by) "                 \
  "|| ' reason=' || quote (reason) FROM motion "                                                   \
  "UNION ALL SELECT 'publication', CAST (id AS TEXT), 'kind=' || quote (kind) "                    \
  "|| ' tenant=' || quote (tenant) || ' form=' || quote (form) "                                   \
  "|| ' edition=' || quote (edition) || ' revision=' || quote (revision) "                         \
  "|| ' package=' || quote (package) || ' from_period=' || quote (from_period) "                   \
  "|| ' at=' || quote (at) || ' hotfix=' || quote (hotfix) "                                       \
  "|| ' reason=' || quote (reason) || ' statement=' || quote (statement) "                         \
  "|| ' signature=' || quote (signature) || ' signer=' || quote (signer) "                         \
  "|| ' time=' || quote (time) || ' who=' || quote (who) "                                         \
  "|| ' second_signature=' || quote (second_signature) "                                           \
  "|| ' second_signer=' || quote (second_signer) "                                                 \
  "|| ' second=' || quote (second) || ' confirmed=' || quote (confirmed) "                         \
  "|| ' ended=' || quote (ended) || ' ended_by=' || quote (ended_by) "                             \
  "|| ' ended_reason=' || quote (ended_reason) FROM publication "                                  \
  "UNION ALL SELECT 'route_table', CAST (id AS TEXT), 'version=' || quote (version) || ' "         \
  "statement=' || quote (statement) || ' signature=' || quote (signature) || ' signer=' "          \
  "|| quote (signer) || ' time=' || quote (time) || ' who=' || quote (who) || ' "                  \
  "second_signature=' || quote (second_signature) || ' second_signer=' || quote "                  \
  "(second_signer) || ' second=' || quote (second) || ' confirmed=' || quote (confirmed) "         \
  "|| ' ended=' || quote (ended) || ' ended_by=' || quote (ended_by) || ' ended_reason=' "         \
  "|| quote (ended_reason) FROM route_table "                                                      \
  "UNION ALL SELECT 'sign_box', CAST (unit || '/' || message_id AS TEXT), 'tenant=' "              \
  "|| quote (tenant) || ' form=' || quote (form) || ' period=' || quote (period) "                 \
  "|| ' digest=' || quote (digest) || ' signed=' || quote (signed) "                               \
  "|| ' missing=' || quote (missing) || ' person=' || quote (person) "                             \
  "|| ' deposited=' || quote (deposited) || ' expires=' || quote (expires) "                       \
  "|| ' remark=' || quote (remark) || ' remark_by=' || quote (remark_by) FROM sign_box "           \
  "UNION ALL SELECT 'notice', CAST (id AS TEXT), 'unit=' || quote (unit) "                         \
  "|| ' tenant=' || quote (tenant) || ' time=' || quote (time) || ' kind=' || quote (kind) "       \
  "|| ' text_zh=' || quote (text_zh) || ' text_en=' || quote (text_en) "                           \
  "|| ' message=' || quote (message) || ' form=' || quote (form) "                                 \
  "|| ' period=' || quote (period) || ' leaf=' || quote (leaf) FROM notice "                       \
  "UNION ALL SELECT 'register_import', CAST (id AS TEXT), 'day=' || quote (day) "                  \
  "|| ' added=' || quote (added) || ' changed=' || quote (changed) "                               \
  "|| ' unchanged=' || quote (unchanged) || ' reason=' || quote (reason) "                         \
  "|| ' time=' || quote (time) || ' who=' || quote (who) FROM register_import "                    \
  "UNION ALL SELECT 'acknowledgement', CAST (notice || '/' || unit AS TEXT), "                     \
  "'signer=' || quote (signer) || ' time=' || quote (time) || ' digest=' || quote (digest) "       \
  "FROM acknowledgement "                                                                          \
  "UNION ALL SELECT 'trust_bundle', CAST (version AS TEXT), 'statement=' || quote (statement) "    \
  "|| ' signature=' || quote (signature) || ' digest=' || quote (digest) "                         \
  "|| ' time=' || quote (time) || ' who=' || quote (who) FROM trust_bundle "

void
zb_row_difference_free (ZbRowDifference *difference)
{
  if (difference == NULL)
    return;
  g_free (difference->table);
  g_free (difference->row);
  g_free (difference->written);
  g_free (difference->found);
  g_free (difference);
}

static gpointer
make_difference (const ZbStatement *row)
{
  ZbRowDifference *difference = g_new0 (ZbRowDifference, 1);

  difference->table = zb_statement_dup_text (row, 0);
  difference->row = zb_statement_dup_text (row, 1);
  difference->written = zb_statement_dup_text (row, 2);
  difference->found = zb_statement_dup_text (row, 3);
  return difference;
}

/* Changes whose record is one of changes. */
#define LOGGED                                                                                     \
  "FROM row_change c JOIN log_leaf l ON l.id = c.leaf "                                            \
  "WHERE l.record LIKE '%Z " ZB_CHANGE_EVENT " - - %' "

GPtrArray *
zb_store_list_row_differences (ZbStore *store, GError **error)
{
  return zb_reader_list_values (
      store,
      "WITH written AS (SELECT kind, row, body FROM row_change WHERE id IN "
      "(SELECT max(c.id) " LOGGED "GROUP BY c.kind, c.row)), "
      "standing (kind, row, body) AS (" ROWS_NOW ") "
      "SELECT coalesce(w.kind, s.kind), coalesce(w.row, s.row), w.body, s.body "
      "FROM written w FULL JOIN standing s ON s.kind = w.kind AND s.row = w.row "
      "WHERE w.body IS NOT s.body",
      NULL, 0, make_difference, (GDestroyNotify)zb_row_difference_free, error);
}

GPtrArray *
zb_store_list_unlogged_changes (ZbStore *store, GError **error)
{
  return zb_reader_list_values (store,
                                "SELECT 'row_change', id, NULL, kind || ' ' || row FROM row_change "
                                "WHERE id NOT IN (SELECT c.id " LOGGED ")",
                                NULL, 0, make_difference, (GDestroyNotify)zb_row_difference_free,
                                error);
}
