/* SPDX-License-Identifier: Apache-2.0 */
/* Each write that taking a report in needs fails, one after another: with ENOSPC and with EIO,
 * alone and with all after it; and so does each write of a start. */
#include "tests/faults/faults.h"
#include "tests/faults/shimmed.h"
#include "tests/faults/storm.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#define QUIET 3         /* so many writes in a row that nothing reaches: there are no more */
#define MOST_TRIES 1500 /* until a report is taken in once writes succeed again */
#define PAUSE_US 20000

typedef struct {
  const char *name;
  int error;
  gboolean lasting, killed; /* killed: zhibaod is, after each failure */
  guint (*send) (ZbStorm *storm, const char *id, GBytes *container, char **ret_code);
} Breakage;

/* What a refusal may say. */
static gboolean
is_clear (guint status, const char *code)
{
  return (status == 507 && g_strcmp0 (code, "storage-full") == 0) ||
         (status == 503 && g_strcmp0 (code, "unavailable") == 0);
}

static gboolean
is_taken (guint status)
{
  return status == 200 || status == 201;
}

/* Once writes succeed again the same report goes through. */
static void
deliver (ZbStorm *storm,
         const Breakage *breakage,
         const char *id,
         GBytes *container,
         ZbFaultReport *report)
{
  g_autofree char *code = NULL;
  guint status = 0;

  for (guint i = 0; i < MOST_TRIES; i++) {
    g_clear_pointer (&code, g_free);
    status = breakage->send (storm, id, container, &code);
    if (is_taken (status))
      return;
    g_usleep (PAUSE_US);
  }
  zb_fault_report_problem (report, "with room again a report is answered %u %s", status,
                           code ? code : "");
}

/* One report while the @nth write fails. FALSE if it was never reached. */
static gboolean
break_one (
    ZbStorm *storm, ZbShimmed *shimmed, const Breakage *breakage, guint nth, ZbFaultReport *report)
{
  g_autofree char *id = NULL;
  g_autoptr (GBytes) container = zb_storm_make_report (storm, &id);
  g_autofree char *code = NULL;

  zb_shimmed_arm (shimmed, breakage->error, nth, breakage->lasting);
  guint status = breakage->send (storm, id, container, &code);
  guint failed = zb_shimmed_disarm (shimmed, NULL);
  report->times += failed > 0;
  if (!is_taken (status) && !is_clear (status, code))
    zb_fault_report_problem (report, "write %u fails: answered %u %s", nth, status,
                             code ? code : "");
  if (breakage->killed && failed > 0) {
    zb_storm_stop (storm);
    zb_storm_start (storm);
  }
  if (!is_taken (status))
    deliver (storm, breakage, id, container, report);
  return failed > 0;
}

static void
break_reports (const Breakage *breakage, const ZbFaultSize *size, GPtrArray *reports)
{
  g_autoptr (ZbShimmed) shimmed = zb_shimmed_new ();
  g_autoptr (ZbStorm) storm = zb_storm_new (0);
  g_autoptr (ZbFaultReport) report = zb_fault_report_new (breakage->name);
  g_autoptr (GTimer) timer = g_timer_new ();
  guint quiet = 0, nth = 1;

  zb_storm_start (storm);
  for (; nth <= size->writes && quiet < QUIET; nth++)
    quiet = break_one (storm, shimmed, breakage, nth, report) ? 0 : quiet + 1;
  if (quiet < QUIET)
    zb_fault_report_remark (report, "the first %u writes only", nth - 1);
  if (report->times == 0)
    zb_fault_report_problem (report, "no write failed");
  zb_storm_judge (storm, report);
  report->seconds = g_timer_elapsed (timer, NULL);
  g_ptr_array_add (reports, g_steal_pointer (&report));
}

/* Starts while the @nth write fails; it may serve or end, but not hang or die of a signal. */
static gboolean
break_start (ZbStorm *storm, ZbShimmed *shimmed, int error, guint nth, ZbFaultReport *report)
{
  g_autofree char *said = NULL;

  zb_shimmed_arm (shimmed, error, nth, TRUE);
  ZbStart start = zb_storm_try_start (storm, &said);
  guint failed = zb_shimmed_disarm (shimmed, NULL);
  report->times += failed > 0;
  if (start == ZB_START_DIED)
    zb_fault_report_problem (report, "a start whose write %u failed died of a signal", nth);
  if (start == ZB_START_REFUSED && (!said || !*said))
    zb_fault_report_problem (report, "a start whose write %u failed does not say why", nth);
  report->refused += start == ZB_START_REFUSED;
  return failed > 0;
}

static void
break_starts (const char *name, int error, const ZbFaultSize *size, GPtrArray *reports)
{
  g_autoptr (ZbShimmed) shimmed = zb_shimmed_new ();
  g_autoptr (ZbStorm) storm = zb_storm_new (0);
  g_autoptr (ZbFaultReport) report = zb_fault_report_new (name);
  g_autoptr (GTimer) timer = g_timer_new ();
  const Breakage whole = {.send = zb_storm_try};
  guint quiet = 0;

  zb_storm_start (storm);
  for (guint i = 0; i < 3; i++) {
    g_autofree char *id = NULL;
    g_autoptr (GBytes) container = zb_storm_make_report (storm, &id);
    deliver (storm, &whole, id, container, report);
  }
  for (guint nth = 1; nth <= size->writes && quiet < QUIET; nth++) {
    zb_storm_stop (storm);
    quiet = break_start (storm, shimmed, error, nth, report) ? 0 : quiet + 1;
  }
  zb_storm_judge (storm, report);
  report->seconds = g_timer_elapsed (timer, NULL);
  g_ptr_array_add (reports, g_steal_pointer (&report));
}

void
zb_faults_write (const ZbFaultSize *size, GPtrArray *reports)
{
  static const Breakage breakages[] = {
      {"ENOSPC, one write", ENOSPC, FALSE, FALSE, zb_storm_try},
      {"ENOSPC, from a write on", ENOSPC, TRUE, FALSE, zb_storm_try},
      {"EIO, one write", EIO, FALSE, FALSE, zb_storm_try},
      {"EIO, from a write on", EIO, TRUE, FALSE, zb_storm_try},
      {"EIO and kill -9", EIO, TRUE, TRUE, zb_storm_try},
      {"ENOSPC, one of an upload", ENOSPC, FALSE, FALSE, zb_storm_try_upload},
      {"ENOSPC, on, of an upload", ENOSPC, TRUE, FALSE, zb_storm_try_upload},
      {"EIO, one of an upload", EIO, FALSE, FALSE, zb_storm_try_upload},
      {"EIO of one and kill -9", EIO, TRUE, TRUE, zb_storm_try_upload},
  };

  for (guint i = 0; i < G_N_ELEMENTS (breakages); i++)
    break_reports (&breakages[i], size, reports);
  break_starts ("ENOSPC at a start", ENOSPC, size, reports);
  break_starts ("EIO at a start", EIO, size, reports);
}
