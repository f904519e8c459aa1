/* SPDX-License-Identifier: Apache-2.0 */
/* The wall clock of the node and of all who hold its keys jumps forward and back while reports come
 * in, and it is started anew with the clock wrong. */
#include "tests/faults/faults.h"
#include "tests/faults/shimmed.h"
#include "tests/faults/storm.h"

#define MINUTE (60 * G_TIME_SPAN_SECOND)
#define HOUR (60 * MINUTE)
#define ENOUGH 4

typedef struct {
  const char *name;
  gint64 ahead;
  gboolean takes;    /* reports are taken in meanwhile */
  gboolean restarts; /* it is also started anew with this clock */
} Jump;

static void
send_for_a_while (ZbStorm *storm, const Jump *jump, const ZbFaultSize *size, ZbFaultReport *report)
{
  guint before = zb_storm_acknowledged (storm);

  if (jump->takes)
    zb_storm_wait (storm, ENOUGH, report);
  else
    g_usleep (size->outage_ms * 1000);
  zb_fault_report_remark (report, "%s: %u acknowledged", jump->name,
                          zb_storm_acknowledged (storm) - before);
}

static void
jump_to (ZbStorm *storm,
         ZbShimmed *shimmed,
         const Jump *jump,
         const ZbFaultSize *size,
         ZbFaultReport *report)
{
  zb_shimmed_set_clock (shimmed, jump->ahead);
  report->times++;
  send_for_a_while (storm, jump, size, report);
  if (!jump->restarts)
    return;
  zb_storm_stop (storm);
  zb_storm_start (storm);
  zb_storm_wait (storm, ENOUGH, report);
}

void
zb_faults_clock (const ZbFaultSize *size, GPtrArray *reports)
{
  /* The node was founded when the clock was right: before that day its own certificates do not
   * hold, and it would not start. */
  static const Jump jumps[] = {
      {"10 minutes ahead", 10 * MINUTE, TRUE, TRUE},
      {"right again", 0, TRUE, TRUE},
      {"3 hours ahead", 3 * HOUR, TRUE, TRUE},
      {"2 hours back", HOUR, TRUE, TRUE},
      {"and right", 0, TRUE, TRUE},
      {"2 minutes behind", -2 * MINUTE, TRUE, FALSE},
      {"30 minutes behind", -HOUR / 2, FALSE, FALSE},
      {"right once more", 0, TRUE, TRUE},
      {"400 days ahead", 400 * 24 * HOUR, FALSE, FALSE},
      {"right at last", 0, TRUE, TRUE},
  };
  g_autoptr (ZbShimmed) shimmed = zb_shimmed_new ();
  g_autoptr (ZbStorm) storm = zb_storm_new (0);
  g_autoptr (ZbFaultReport) report = zb_fault_report_new ("clock jumps");
  g_autoptr (GTimer) timer = g_timer_new ();

  zb_storm_start (storm);
  zb_storm_send (storm);
  zb_storm_wait (storm, ENOUGH, report);
  for (guint i = 0; i < G_N_ELEMENTS (jumps); i++)
    jump_to (storm, shimmed, &jumps[i], size, report);
  zb_storm_judge (storm, report);
  report->seconds = g_timer_elapsed (timer, NULL);
  g_ptr_array_add (reports, g_steal_pointer (&report));
}
