/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes of the store's file are changed, as a dying disk changes them: of a node that stands still,
 * page after page, and under one that serves. */
#include "tests/faults/faults.h"
#include "tests/faults/storm.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PAGE 8192
#define FLIPPED 64
#define REPORTS 40
#define SERVING_MS 1500

typedef struct {
  guint refused, named, harmless, silent;
  char *example; /* (nullable) what a start that was refused says */
} Outcomes;

static char *
store_of (ZbStorm *storm)
{
  return zb_node_path (zb_test_node_dir (zb_storm_node (storm)), ZB_NODE_STORE);
}

/* Turns over @FLIPPED bytes of a page, at a place of its own in each. */
static void
flip (const char *place, guint page)
{
  int file = open (place, O_RDWR | O_CLOEXEC);
  guint8 bytes[FLIPPED];
  off_t offset = (off_t)page * PAGE + (off_t)((page * 977U) % (PAGE - FLIPPED));

  g_assert_cmpint (pread (file, bytes, sizeof bytes, offset), ==, sizeof bytes);
  for (guint i = 0; i < FLIPPED; i++)
    bytes[i] ^= 0xff;
  g_assert_cmpint (pwrite (file, bytes, sizeof bytes, offset), ==, sizeof bytes);
  close (file);
}

static void
note_outcome (ZbStorm *storm, guint page, Outcomes *outcomes, ZbFaultReport *report)
{
  g_autofree char *text = NULL;

  switch (zb_storm_judge_damaged (storm, report, &text)) {
  case ZB_DAMAGE_REFUSED:
    outcomes->refused++;
    if (!text || !strstr (text, "damaged"))
      zb_fault_report_problem (report, "page %u: the start is refused with \"%s\"", page, text);
    else if (!outcomes->example)
      outcomes->example = g_steal_pointer (&text);
    break;
  case ZB_DAMAGE_NAMED:
    outcomes->named++;
    break;
  case ZB_DAMAGE_HARMLESS:
    outcomes->harmless++;
    break;
  default:
    outcomes->silent++;
    zb_fault_report_problem (report, "page %u: reports are gone and nothing says so", page);
  }
}

static void
finish (ZbFaultReport *report, Outcomes *outcomes, GTimer *timer, GPtrArray *reports)
{
  zb_fault_report_remark (report,
                          "the start refused %u times, named by zhibaod verify %u, of no "
                          "consequence %u, silent %u",
                          outcomes->refused, outcomes->named, outcomes->harmless, outcomes->silent);
  if (outcomes->example)
    zb_fault_report_remark (report, "%s", g_strstrip (outcomes->example));
  g_free (outcomes->example);
  report->seconds = g_timer_elapsed (timer, NULL);
}

/* The store as it lies there once the server ended in order: one file. */
static void
fill_store (ZbStorm *storm, ZbFaultReport *report)
{
  zb_storm_start (storm);
  zb_storm_send (storm);
  zb_storm_wait (storm, REPORTS, report);
  zb_storm_cease (storm);
  zb_test_node_kill (zb_storm_node (storm), SIGTERM);
}

static void
damage_standing (const ZbFaultSize *size, GPtrArray *reports)
{
  g_autoptr (ZbStorm) storm = zb_storm_new (0);
  g_autoptr (ZbFaultReport) report = zb_fault_report_new ("damaged page, standing");
  g_autoptr (GTimer) timer = g_timer_new ();
  g_autofree char *place = store_of (storm);
  g_autofree char *whole = NULL;
  Outcomes outcomes = {0};
  gsize length = 0;

  fill_store (storm, report);
  g_assert_true (g_file_get_contents (place, &whole, &length, NULL));
  guint pages = (guint)(length / PAGE), step = MAX (1, pages / MAX (1, size->pages));
  for (guint page = 0; page < pages && report->times < size->pages; page += step) {
    flip (place, page);
    report->times++;
    note_outcome (storm, page, &outcomes, report);
    /* A journal of the damaged one would be played back into the whole one. */
    for (guint i = 0; i < 2; i++) {
      g_autofree char *beside = g_strconcat (place, i == 0 ? "-wal" : "-shm", NULL);
      unlink (beside);
    }
    g_assert_true (g_file_set_contents (place, whole, (gssize)length, NULL));
  }
  zb_storm_judge (storm, report);
  finish (report, &outcomes, timer, reports);
  g_ptr_array_add (reports, g_steal_pointer (&report));
}

/* While it serves, it may notice or not; what it acknowledges meanwhile counts as well. */
static void
damage_serving_once (guint round, Outcomes *outcomes, ZbFaultReport *report)
{
  g_autoptr (ZbStorm) storm = zb_storm_new (0);
  g_autofree char *place = store_of (storm);

  fill_store (storm, report);
  zb_storm_start (storm);
  zb_storm_send (storm);
  zb_storm_wait (storm, 4, report);
  int file = open (place, O_RDONLY | O_CLOEXEC);
  guint pages = (guint)(lseek (file, 0, SEEK_END) / PAGE);
  close (file);
  /* The roots of tables, which are read most, lie first. */
  for (guint i = 0; i < 8; i++)
    flip (place, (1 + round * 31U + i * 7U) % pages);
  report->times++;
  g_usleep (SERVING_MS * 1000);
  zb_storm_cease (storm);
  zb_storm_stop (storm);
  note_outcome (storm, round, outcomes, report);
  report->acknowledged += zb_storm_acknowledged (storm);
  report->refused += zb_storm_refused (storm);
}

static void
damage_serving (const ZbFaultSize *size, GPtrArray *reports)
{
  g_autoptr (ZbFaultReport) report = zb_fault_report_new ("damaged pages, serving");
  g_autoptr (GTimer) timer = g_timer_new ();
  Outcomes outcomes = {0};

  for (guint i = 0; i < MAX (1, size->pages / 10); i++)
    damage_serving_once (i, &outcomes, report);
  finish (report, &outcomes, timer, reports);
  g_ptr_array_add (reports, g_steal_pointer (&report));
}

void
zb_faults_damage (const ZbFaultSize *size, GPtrArray *reports)
{
  damage_standing (size, reports);
  damage_serving (size, reports);
}
