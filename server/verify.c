/* SPDX-License-Identifier: Apache-2.0 */
#include "server/verify.h"

#include "server/authority/appointment.h"
#include "server/authority/others.h"
#include "server/authority/root-line.h"
#include "server/code-lists.h"
#include "server/log/daily.h"
#include "server/log/verify.h"
#include "server/node.h"
#include "server/recheck/recheck.h"
#include "server/store/motion.h"

#include <string.h>

typedef struct {
  const char *dir;
  ZbConfig *config;
  ZbStore *store;
  ZbTrust *trust;
  ZbOthers *others;
  GPtrArray *authorities; /* ZbCertificate */
  char *origin, *verifier;
} Evidence;

static void
evidence_clear (Evidence *evidence)
{
  g_clear_pointer (&evidence->store, zb_store_free);
  g_clear_pointer (&evidence->config, zb_config_free);
  g_clear_pointer (&evidence->others, zb_others_free);
  g_clear_pointer (&evidence->trust, zb_trust_unref);
  g_clear_pointer (&evidence->authorities, g_ptr_array_unref);
  g_free (evidence->origin);
  g_free (evidence->verifier);
}

static gboolean
read_text (const char *dir, const char *name, char **ret_text, GError **error)
{
  g_autofree char *path = zb_node_path (dir, name);

  return g_file_get_contents (path, ret_text, NULL, error);
}

/* Roots and the log's verifier as the node tells them; only what is public is read. */
static gboolean
open_trust (Evidence *evidence, GError **error)
{
  g_autofree char *keys = zb_node_path (evidence->dir, ZB_NODE_KEYS);
  g_autofree char *others = zb_node_path (evidence->dir, ZB_NODE_OTHERS);

  evidence->authorities = zb_root_line_read_all (keys, error);
  if (!evidence->authorities || !read_text (evidence->dir, ZB_NODE_KEYS "/" ZB_KEYRING_LOG_VERIFIER,
                                            &evidence->verifier, error))
    return FALSE;
  g_strchomp (evidence->verifier);
  evidence->trust = zb_trust_new ();
  for (guint i = 0; i < evidence->authorities->len; i++) {
    ZbCertificate *one = evidence->authorities->pdata[i];

    if (zb_certificate_issued_by (one, one))
      zb_trust_add_root (evidence->trust, one);
    else
      zb_trust_add_intermediate (evidence->trust, one);
  }
  evidence->others = zb_others_open (others, evidence->trust, error);
  return evidence->others != NULL;
}

/* To look at a store is not to change it. */
static gboolean
check_release (const char *path, GError **error)
{
  gboolean old = FALSE;

  if (!zb_store_is_old (path, &old, error))
    return FALSE;
  if (old)
    g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA,
                 "%s is as an earlier release left it: verify it with that one, or start the node "
                 "with this one first, which upgrades it",
                 path);
  return !old;
}

static gboolean
open_store (Evidence *evidence, GError **error)
{
  g_autofree char *config = zb_node_path (evidence->dir, ZB_NODE_CONFIG);
  g_autofree char *path = zb_node_path (evidence->dir, ZB_NODE_STORE);

  evidence->config = zb_config_read (config, error);
  if (!evidence->config)
    return FALSE;
  evidence->origin = zb_vault_log_name (evidence->config->node);
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA, "%s: there is no store", path);
    return FALSE;
  }
  if (!check_release (path, error))
    return FALSE;
  evidence->store = zb_store_open (path, NULL, error);
  return evidence->store != NULL;
}

/* A damaged file is a fault like others, and what can still be read is looked at all the same. */
static void
check_file (const Evidence *evidence, ZbLogReport *report)
{
  g_autoptr (GError) fault = NULL;

  if (!zb_store_check (evidence->store, &fault))
    zb_log_report_add (report, &(ZbLogFault){.kind = ZB_LOG_FAULT_STORE,
                                             .leaf = -1,
                                             .table = "database",
                                             .row = ZB_NODE_STORE,
                                             .found = fault->message});
}

static gboolean
recheck_rows (const Evidence *evidence, ZbLogReport *report, GError **error)
{
  g_autoptr (ZbCatalogue) catalogue = zb_recheck_read_catalogue (evidence->store, report, error);
  ZbRecheck recheck = {evidence->store, catalogue, evidence->authorities, evidence->trust};

  return catalogue && zb_code_lists_load (evidence->dir, catalogue, error) &&
         zb_recheck_run (&recheck, report, error);
}

/* What the log must contain: @known (nullable), and the checkpoints of @daily, borrowed. */
static GArray *
list_known (const char *known, const GPtrArray *daily)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (ZbKnownCheckpoint));
  ZbKnownCheckpoint given = {.name = "--known", .note = known};

  if (known)
    g_array_append_val (all, given);
  for (guint i = 0; i < daily->len; i++) {
    const ZbDaily *day = daily->pdata[i];
    ZbKnownCheckpoint kept = {.name = day->path, .note = day->note};

    g_array_append_val (all, kept);
  }
  return all;
}

static ZbLogReport *
verify_log (const Evidence *evidence, const char *known, const GPtrArray *daily, GError **error)
{
  g_autoptr (GArray) all = list_known (known, daily);
  ZbLogVerifyOptions options = {
      .verifier = evidence->verifier,
      .origin = evidence->origin,
      .trust = evidence->trust,
      .known = (const ZbKnownCheckpoint *)(gpointer)all->data,
      .n_known = all->len,
  };

  return zb_log_verify (evidence->store, &options, error);
}

static gboolean
count_appointments (const Evidence *evidence, ZbLogReport *report, GError **error)
{
  g_autoptr (GPtrArray) all = zb_store_list_approved (evidence->store, ZB_APPOINTMENT_KIND, error);

  report->appointments = all ? all->len : 0;
  return all != NULL;
}

ZbLogReport *
zb_node_verify (const char *dir, const char *known, GError **error)
{
  Evidence evidence = {.dir = dir};
  g_autoptr (ZbLogReport) report = NULL;
  g_autofree char *folder = zb_node_path (dir, ZB_NODE_DAILY);
  /* Read before the log, which may grow meanwhile. */
  g_autoptr (GPtrArray) daily = zb_daily_list (folder, error);
  gboolean done = FALSE;

  if (daily && open_trust (&evidence, error) && open_store (&evidence, error)) {
    report = verify_log (&evidence, known, daily, error);
    done = report && recheck_rows (&evidence, report, error) &&
           count_appointments (&evidence, report, error);
  }
  if (done)
    check_file (&evidence, report);
  evidence_clear (&evidence);
  return done ? g_steal_pointer (&report) : NULL;
}

static gboolean
is_copy_of (const ZbLogCopy *copy, const char *origin, const char *folder, GError **error)
{
  const char *own = zb_log_copy_seen (copy)->origin;

  if (own && strcmp (own, origin) == 0)
    return TRUE;
  g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA, "%s is no copy of the log %s", folder,
               origin);
  return FALSE;
}

gboolean
zb_node_verify_copy (const char *dir, const char *folder, ZbLogReport *report, GError **error)
{
  Evidence evidence = {.dir = dir};
  g_autoptr (ZbLogCopy) copy = zb_log_copy_look (folder, error);
  gboolean done = copy && open_store (&evidence, error) &&
                  is_copy_of (copy, evidence.origin, folder, error) &&
                  zb_log_verify_copy (evidence.store, copy, report, error);

  evidence_clear (&evidence);
  return done;
}
