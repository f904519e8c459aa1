/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/faults/fault-report.h"
#include "tests/support/sample.h"

/* Enterprises that send corrections one after another to a serving node, each the same bytes until
 * they are acknowledged, as a courier does; and the judgement of what became of them. */
typedef struct _ZbStorm ZbStorm;

/* Founds a node with units, an open period and as many @invitations of one of the units. */
ZbStorm *zb_storm_new (guint invitations);
void zb_storm_free (ZbStorm *storm);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStorm, zb_storm_free)
ZbTestNode *zb_storm_node (ZbStorm *storm);
const ZbTestPerson *zb_storm_person (ZbStorm *storm); /* who sends nothing by himself */
const char *zb_storm_invitation (ZbStorm *storm, guint number);
/* A report of his, after those that he was acknowledged for. (transfer full) */
GBytes *zb_storm_make_report (ZbStorm *storm, char **ret_id);
/* One try of his; the status, 0 for no answer, and the problem's code or NULL. What it says to be
 * acknowledged is to be there at the end. */
guint zb_storm_try (ZbStorm *storm, const char *id, GBytes *container, char **ret_code);

/* The same by an upload in two parts, from what the server has of it. */
guint zb_storm_try_upload (ZbStorm *storm, const char *id, GBytes *container, char **ret_code);

/* Runs zhibaod serve on it, or ends it by SIGKILL; who sends meanwhile finds nobody. */
void zb_storm_start (ZbStorm *storm);
void zb_storm_stop (ZbStorm *storm);
/* A start that may fail: @ret_text (nullable) says why. It is ended again. */
typedef enum { ZB_START_SERVED, ZB_START_REFUSED, ZB_START_DIED } ZbStart;
ZbStart zb_storm_try_start (ZbStorm *storm, char **ret_text);
/* A connection to where it serves now. (transfer full) */
ZbHttpClient *zb_storm_connect (ZbStorm *storm, const ZbTestPerson *person);

/* From now on reports are such as need the XML library to be read. */
void zb_storm_write_as_others (ZbStorm *storm);
void zb_storm_send (ZbStorm *storm);  /* all begin */
void zb_storm_cease (ZbStorm *storm); /* each ends with the report at hand, or gives it up */
gboolean zb_storm_ceased (ZbStorm *storm);
guint zb_storm_acknowledged (ZbStorm *storm);
guint zb_storm_refused (ZbStorm *storm); /* tries that were answered otherwise */
/* Until @more reports came through. FALSE, with a problem in @report, after 30 s without. */
gboolean zb_storm_wait (ZbStorm *storm, guint more, ZbFaultReport *report);

/* Stops the node and holds it against what was acknowledged: each there with its bytes, once, with
 * an R1 that verifies, and zhibaod verify finds nothing. */
void zb_storm_judge (ZbStorm *storm, ZbFaultReport *report);
/* The same of a node whose store was damaged on purpose and may say so: what is missing is lost
 * only if neither the start nor zhibaod verify names the damage. */
typedef enum {
  ZB_DAMAGE_HARMLESS, /* all is there */
  ZB_DAMAGE_REFUSED,  /* it does not start */
  ZB_DAMAGE_NAMED,    /* zhibaod verify names it */
  ZB_DAMAGE_SILENT,
} ZbDamage;
ZbDamage zb_storm_judge_damaged (ZbStorm *storm, ZbFaultReport *report, char **ret_text);
