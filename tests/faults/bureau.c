/* SPDX-License-Identifier: Apache-2.0 */
/* Each write that the bureau's own work needs fails, one after another: decisions, certificates,
 * publications, the calendar. What was answered as done is there whole and told again word for
 * word; what was refused is there whole or not at all, and goes through once writes succeed. */
#include "tests/faults/faults.h"
#include "tests/faults/office.h"
#include "tests/faults/shimmed.h"

#include <errno.h>
#include <string.h>

#define QUIET 3         /* so many writes in a row that nothing reaches: there are no more */
#define MOST_TRIES 1500 /* until an errand is done once writes succeed again */
#define PAUSE_US 20000

typedef struct {
  const char *name;
  int error;
  gboolean lasting, killed; /* killed: zhibaod is, after each failure */
} Breakage;

typedef struct {
  ZbOffice *office;
  ZbShimmed *shimmed;
  const Breakage *breakage;
  const ZbErrandKind *kind;
  gint64 whole; /* rows that the errand leaves */
  guint needs;  /* writes, about */
  ZbFaultReport *report;
} Round;

static void
complain (const Round *round, guint nth, const char *what, guint status, const char *text)
{
  zb_fault_report_problem (round->report, "%s, write %u fails: %s: %u %s", round->kind->name, nth,
                           what, status, text ? text : "");
}

static gboolean
is_done (const Round *round, guint status, const char *text)
{
  return zb_office_is_done (status) ||
         (round->kind->again && g_strcmp0 (text, round->kind->again) == 0);
}

/* (transfer full) what is answered once it is done; NULL if it never is. */
static char *
finish (const Round *round, const ZbErrand *errand, guint nth)
{
  char *text = NULL;
  guint status = 0;

  for (guint i = 0; i < MOST_TRIES; i++) {
    g_clear_pointer (&text, g_free);
    status = zb_office_try (round->office, errand, &text);
    if (is_done (round, status, text))
      return text;
    g_usleep (PAUSE_US);
  }
  complain (round, nth, "with room again", status, text);
  g_free (text);
  return NULL;
}

/* Asked once more, it is neither done twice nor answered otherwise. */
static void
judge_errand (const Round *round, const ZbErrand *errand, guint nth, gint64 before, char *answer)
{
  g_autofree char *again = answer ? finish (round, errand, nth) : NULL;
  gint64 left = zb_office_count (round->office) - before;

  if (again && strcmp (again, round->kind->again ? round->kind->again : answer) != 0)
    complain (round, nth, "asked again it is another answer", 200, again);
  round->report->lost += left < round->whole;
  round->report->doubled += left > round->whole;
  if (left != round->whole)
    zb_fault_report_problem (round->report, "%s, write %u fails: %d rows of %d", round->kind->name,
                             nth, (int)left, (int)round->whole);
}

/* What a refusal may say and leave. */
static void
judge_refusal (const Round *round, guint nth, guint status, const char *code, gint64 left)
{
  gboolean full = status == 507 && g_strcmp0 (code, "storage-full") == 0;
  gboolean away = status == 503 && g_strcmp0 (code, "unavailable") == 0;

  round->report->refused++;
  if (!full && !away)
    complain (round, nth, "answered", status, code);
  if (left != 0 && left != round->whole)
    zb_fault_report_problem (round->report, "%s, write %u fails: half done, %d rows of %d",
                             round->kind->name, nth, (int)left, (int)round->whole);
}

/* One errand while the @nth write fails. FALSE if it was never reached. */
static gboolean
break_one (const Round *round, guint nth)
{
  g_auto (ZbErrand) errand = {0};
  g_autofree char *text = NULL;
  const Breakage *breakage = round->breakage;

  round->kind->prepare (round->office, &errand);
  gint64 before = zb_office_count (round->office);
  zb_shimmed_arm (round->shimmed, breakage->error, nth, breakage->lasting);
  guint status = zb_office_try (round->office, &errand, &text);
  guint failed = zb_shimmed_disarm (round->shimmed, NULL);
  round->report->times += failed > 0;
  if (breakage->killed && failed > 0) {
    zb_storm_stop (zb_office_storm (round->office));
    zb_storm_start (zb_office_storm (round->office));
  }
  if (!zb_office_is_done (status)) {
    judge_refusal (round, nth, status, text, zb_office_count (round->office) - before);
    g_free (text);
    text = finish (round, &errand, nth);
  }
  judge_errand (round, &errand, nth, before, text);
  return failed > 0;
}

/* What it leaves and needs where nothing fails. */
static void
measure (Round *round)
{
  g_auto (ZbErrand) errand = {0};

  round->kind->prepare (round->office, &errand);
  gint64 before = zb_office_count (round->office);
  zb_shimmed_arm (round->shimmed, ENOSPC, G_MAXINT32, FALSE);
  g_autofree char *text = finish (round, &errand, 0);
  zb_shimmed_disarm (round->shimmed, &round->needs);
  round->whole = zb_office_count (round->office) - before;
  if (round->whole == 0)
    zb_fault_report_problem (round->report, "%s leaves nothing", round->kind->name);
}

/* As many as @most of its writes, spread over all of them. */
static void
break_kind (Round *round, guint most)
{
  guint quiet = 0, tried = 0;

  measure (round);
  guint step = MAX (1, round->needs / most);
  for (; tried < most && quiet < QUIET; tried++)
    quiet = break_one (round, 1 + tried * step) ? 0 : quiet + 1;
  zb_fault_report_remark (round->report, "%s: %u of about %u writes", round->kind->name,
                          tried - quiet, round->needs);
}

static void
break_work (const Breakage *breakage, const ZbFaultSize *size, GPtrArray *reports)
{
  g_autoptr (ZbShimmed) shimmed = zb_shimmed_new ();
  g_autoptr (ZbOffice) office = zb_office_new ();
  g_autoptr (ZbFaultReport) report = zb_fault_report_new (breakage->name);
  g_autoptr (GTimer) timer = g_timer_new ();
  Round round = {.office = office, .shimmed = shimmed, .breakage = breakage, .report = report};
  guint n, most = breakage->killed ? MIN (size->errands, size->kills) : size->errands;
  const ZbErrandKind *kinds = zb_errand_kinds (&n);

  zb_storm_start (zb_office_storm (office));
  for (guint i = 0; i < n; i++) {
    round.kind = &kinds[i];
    break_kind (&round, most);
  }
  zb_storm_judge (zb_office_storm (office), report);
  report->seconds = g_timer_elapsed (timer, NULL);
  g_ptr_array_add (reports, g_steal_pointer (&report));
}

void
zb_faults_bureau (const ZbFaultSize *size, GPtrArray *reports)
{
  static const Breakage breakages[] = {
      {"ENOSPC, one, of the bureau", ENOSPC, FALSE, FALSE},
      {"ENOSPC, on, of the bureau", ENOSPC, TRUE, FALSE},
      {"EIO, one, of the bureau", EIO, FALSE, FALSE},
      {"EIO, kill -9, the bureau", EIO, TRUE, TRUE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (breakages); i++)
    break_work (&breakages[i], size, reports);
}
