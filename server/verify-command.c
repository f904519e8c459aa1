/* SPDX-License-Identifier: Apache-2.0 */
#include "server/command.h"
#include "server/log/verify.h"
#include "server/node.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  ZbConfig *config;
  ZbStore *store;
  ZbTrust *trust;
  char *origin, *verifier, *known;
} Evidence;

static void
evidence_clear (Evidence *evidence)
{
  g_clear_pointer (&evidence->store, zb_store_free);
  g_clear_pointer (&evidence->config, zb_config_free);
  g_clear_pointer (&evidence->trust, zb_trust_unref);
  g_free (evidence->origin);
  g_free (evidence->verifier);
  g_free (evidence->known);
}

static gboolean
read_text (const char *dir, const char *name, char **ret_text, GError **error)
{
  g_autofree char *path = zb_node_path (dir, name);

  return g_file_get_contents (path, ret_text, NULL, error);
}

/* Roots and the log's verifier as the node tells them; only what is public is read. */
static gboolean
open_trust (Evidence *evidence, const char *dir, GError **error)
{
  g_autofree char *root = NULL;
  g_autofree char *issuing = NULL;

  if (!read_text (dir, ZB_NODE_KEYS "/root.pem", &root, error) ||
      !read_text (dir, ZB_NODE_KEYS "/issuing.pem", &issuing, error) ||
      !read_text (dir, ZB_NODE_KEYS "/" ZB_KEYRING_LOG_VERIFIER, &evidence->verifier, error))
    return FALSE;
  g_strchomp (evidence->verifier);
  evidence->trust = zb_trust_new ();
  return zb_trust_add_pem (evidence->trust, "root.pem", root, strlen (root), error) &&
         zb_trust_add_pem (evidence->trust, "issuing.pem", issuing, strlen (issuing), error);
}

static gboolean
open_store (Evidence *evidence, const char *dir, GError **error)
{
  g_autofree char *config = zb_node_path (dir, ZB_NODE_CONFIG);
  g_autofree char *path = zb_node_path (dir, ZB_NODE_STORE);

  evidence->config = zb_config_read (config, error);
  if (!evidence->config)
    return FALSE;
  evidence->origin = zb_node_log_origin (evidence->config->node);
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_DATA, "%s: there is no store", path);
    return FALSE;
  }
  evidence->store = zb_store_open (path, NULL, error);
  return evidence->store && zb_store_check (evidence->store, error);
}

static void
print_counts (const ZbLogReport *report)
{
  guint64 counts[] = {report->leaves, report->checkpoints, report->receipts, report->containers};
  char texts[G_N_ELEMENTS (counts)][24];

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    g_snprintf (texts[i], sizeof texts[i], "%" G_GUINT64_FORMAT, counts[i]);
  g_print (_ ("Looked at %s records, %s checkpoints, %s receipts and %s containers: "), texts[0],
           texts[1], texts[2], texts[3]);
}

static int
tell (const ZbLogReport *report)
{
  for (guint i = 0; i < report->faults->len; i++) {
    const ZbLogFault *fault = report->faults->pdata[i];
    g_print ("%s: %s\n", fault->place, fault->text);
  }
  print_counts (report);
  if (report->faults->len == 0)
    g_print ("%s\n", _ ("all stands."));
  else
    g_print (ngettext ("%u fault.\n", "%u faults.\n", report->faults->len), report->faults->len);
  return report->faults->len == 0 ? ZB_EXIT_DONE : ZB_EXIT_FAILED;
}

static int
verify (const Evidence *evidence)
{
  ZbLogVerifyOptions options = {
      .verifier = evidence->verifier,
      .origin = evidence->origin,
      .trust = evidence->trust,
      .known = evidence->known,
  };
  GError *error = NULL;
  g_autoptr (ZbLogReport) report = zb_log_verify (evidence->store, &options, &error);

  return report ? tell (report) : zb_command_fail (error);
}

int
zb_command_verify (int argc, char **argv)
{
  g_autofree char *known = NULL;
  const GOptionEntry entries[] = {
      {"known", 0, 0, G_OPTION_ARG_FILENAME, &known,
       N_ ("a checkpoint kept elsewhere, which the log must contain"), "FILE"},
      G_OPTION_ENTRY_NULL,
  };
  Evidence evidence = {0};
  GError *error = NULL;
  int status;

  if (!zb_command_parse (zb_command_find ("verify"), entries, 1, &argc, &argv))
    return ZB_EXIT_USAGE;
  if (open_trust (&evidence, argv[1], &error) && open_store (&evidence, argv[1], &error) &&
      (!known || g_file_get_contents (known, &evidence.known, NULL, &error)))
    status = verify (&evidence);
  else
    status = zb_command_fail (error);
  evidence_clear (&evidence);
  return status;
}
