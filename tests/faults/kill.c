/* SPDX-License-Identifier: Apache-2.0 */
/* kill -9 of each process of a node while reports come in, certificates are asked about and people
 * enrol. */
#include "tests/faults/asker.h"
#include "tests/faults/faults.h"
#include "tests/faults/storm.h"

#include <signal.h>
#include <string.h>

#define BETWEEN 4 /* reports from one kill to the next */
#define MAX_MS 60
#define PATIENCE 6000 /* × 10 ms until a holder is there again */

/* Who holds a key, reads or vets. It is started when it is needed; what asks for it goes on all the
 * time. */
static gboolean
kill_holder (ZbStorm *storm, const char *role, ZbFaultReport *report)
{
  GPid holder = 0;

  for (guint i = 0; i < PATIENCE && holder == 0; i++) {
    holder = zb_test_node_holder (zb_storm_node (storm), role);
    if (holder == 0)
      g_usleep (10000);
  }
  if (holder == 0) {
    zb_fault_report_problem (report, "nobody is there as \"%s\" again", role);
    return FALSE;
  }
  if (kill (holder, SIGKILL) == 0)
    report->times++;
  return TRUE;
}

static void
pause_a_while (void)
{
  g_usleep ((gulong)g_random_int_range (0, MAX_MS) * 1000);
}

typedef struct {
  const char *name;
  const char *role;  /* NULL: zhibaod itself */
  gboolean restarts; /* nothing of the network asks for it: zhibaod is started anew each time */
  gboolean foreign;  /* only what other programs write asks for it */
} Victim;

static void
kill_once (ZbStorm *storm, const Victim *victim, ZbFaultReport *report)
{
  if (victim->role && !kill_holder (storm, victim->role, report))
    return;
  if (!victim->role || victim->restarts) {
    zb_storm_stop (storm);
    zb_storm_start (storm);
  }
  if (!victim->role)
    report->times++;
}

static void
kill_one_kind (const Victim *victim, const ZbFaultSize *size, GPtrArray *reports)
{
  g_autoptr (ZbStorm) storm = zb_storm_new (size->kills + 3);
  g_autoptr (ZbFaultReport) report = zb_fault_report_new (victim->name);
  g_autoptr (ZbAsker) asker = zb_asker_new (storm, victim->role);
  g_autoptr (GTimer) timer = g_timer_new ();

  zb_storm_start (storm);
  if (victim->foreign)
    zb_storm_write_as_others (storm);
  zb_storm_send (storm);
  zb_asker_begin (asker);
  for (guint i = 0; i < size->kills; i++) {
    if (!zb_storm_wait (storm, BETWEEN, report) || !zb_asker_wait (asker, report))
      break;
    pause_a_while ();
    kill_once (storm, victim, report);
  }
  zb_storm_wait (storm, BETWEEN, report);
  zb_asker_wait (asker, report);
  zb_asker_end (asker, report);
  zb_storm_judge (storm, report);
  if (report->times < size->kills)
    zb_fault_report_problem (report, "only %u of %u kills", report->times, size->kills);
  report->seconds = g_timer_elapsed (timer, NULL);
  g_ptr_array_add (reports, g_steal_pointer (&report));
}

void
zb_faults_kill (const ZbFaultSize *size, GPtrArray *reports)
{
  static const Victim victims[] = {
      {"kill zhibaod", NULL, FALSE, FALSE},
      {"kill log", "log", FALSE, FALSE},
      {"kill receipt", "receipt", FALSE, FALSE},
      {"kill stamp", "stamp", FALSE, FALSE},
      {"kill responder", "responder", FALSE, FALSE},
      {"kill authority-signing", "authority-signing", FALSE, FALSE},
      {"kill authority-tls", "authority-tls", FALSE, FALSE},
      {"kill authority-services", "authority-services", TRUE, FALSE},
      {"kill witness", "witness", FALSE, FALSE},
      {"kill reader", "reading", FALSE, TRUE},
      {"kill vetter", "request", FALSE, FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (victims); i++)
    if (!size->role || strcmp (size->role, victims[i].name + strlen ("kill ")) == 0)
      kill_one_kind (&victims[i], size, reports);
}
