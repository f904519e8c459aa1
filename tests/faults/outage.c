/* SPDX-License-Identifier: Apache-2.0 */
/* Who holds a key is away for a while: dead and not to be had again, or hanging. */
#include "tests/faults/faults.h"
#include "tests/faults/storm.h"

#include "server/keys/vault-role.h"

#include <glib/gstdio.h>
#include <signal.h>

#define ENOUGH 4

typedef struct {
  const char *name;
  ZbVaultRole role;
  gboolean hangs;
  gboolean needed; /* nothing is acknowledged without it */
} Outage;

static void
kill_it (ZbStorm *storm, const Outage *outage, int signal)
{
  GPid holder = zb_test_node_holder (zb_storm_node (storm), zb_vault_role_name (outage->role));

  if (holder > 0)
    kill (holder, signal);
}

/* While it lasts. */
static void
stay_away (ZbStorm *storm, const Outage *outage, const ZbFaultSize *size, ZbFaultReport *report)
{
  guint before = zb_storm_acknowledged (storm);

  report->times++;
  if (!outage->needed) {
    zb_storm_wait (storm, ENOUGH, report);
    return;
  }
  g_usleep (size->outage_ms * 1000);
  /* What was signed before may still be on its way. */
  if (zb_storm_acknowledged (storm) > before + 3)
    zb_fault_report_problem (report, "%u were acknowledged without the key",
                             zb_storm_acknowledged (storm) - before);
}

static void
be_away (ZbStorm *storm, const Outage *outage, const ZbFaultSize *size, ZbFaultReport *report)
{
  g_autofree char *path =
      zb_vault_role_path (outage->role, zb_test_node_dir (zb_storm_node (storm)));
  g_autofree char *away = g_strconcat (path, ".away", NULL);

  if (outage->hangs) {
    kill_it (storm, outage, SIGSTOP);
    stay_away (storm, outage, size, report);
    kill_it (storm, outage, SIGCONT);
    return;
  }
  g_assert_cmpint (g_rename (path, away), ==, 0);
  kill_it (storm, outage, SIGKILL);
  stay_away (storm, outage, size, report);
  g_assert_cmpint (g_rename (away, path), ==, 0);
}

static void
run_outage (const Outage *outage, const ZbFaultSize *size, GPtrArray *reports)
{
  g_autoptr (ZbStorm) storm = zb_storm_new (0);
  g_autoptr (ZbFaultReport) report = zb_fault_report_new (outage->name);
  g_autoptr (GTimer) timer = g_timer_new ();

  zb_storm_start (storm);
  zb_storm_send (storm);
  for (guint i = 0; i < size->outages; i++) {
    zb_storm_wait (storm, ENOUGH, report);
    be_away (storm, outage, size, report);
  }
  zb_storm_wait (storm, ENOUGH, report);
  zb_storm_judge (storm, report);
  report->seconds = g_timer_elapsed (timer, NULL);
  g_ptr_array_add (reports, g_steal_pointer (&report));
}

void
zb_faults_outage (const ZbFaultSize *size, GPtrArray *reports)
{
  static const Outage outages[] = {
      {"log away", ZB_VAULT_LOG, FALSE, TRUE},
      {"log hangs", ZB_VAULT_LOG, TRUE, TRUE},
      {"receipt away", ZB_VAULT_RECEIPT, FALSE, TRUE},
      {"receipt hangs", ZB_VAULT_RECEIPT, TRUE, TRUE},
      {"stamp away", ZB_VAULT_STAMP, FALSE, FALSE},
      {"stamp hangs", ZB_VAULT_STAMP, TRUE, FALSE},
      {"responder away", ZB_VAULT_RESPONDER, FALSE, FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (outages); i++)
    run_outage (&outages[i], size, reports);
}
