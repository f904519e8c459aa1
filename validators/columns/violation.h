/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "validators/columns/lane-run.h"

/* One rule that did not pass on one report, or one row of it. */

typedef enum {
  ZB_SIDES_NONE,  /* a condition without two sides */
  ZB_SIDES_WHOLE, /* in the record */
  ZB_SIDES_WIDE,  /* in a ZbWideSides, whose number is in @left */
} ZbSidesKind;

/* Both sides at the exponent of the comparison, multiplied out where they are quotients: over the
 * product of their divisors. */
typedef struct {
  guint32 instance, report;
  guint32 row; /* of a dynamic section, counted within the report; G_MAXUINT32 where it is none */
  guint8 outcome; /* ZbOutcome: fail or error */
  guint8 sides;   /* ZbSidesKind */
  guint16 unused;
  gint64 left, right, difference;
} ZbViolation;

typedef struct {
  ZbWide left, right, difference;
} ZbWideSides;

/* Fills in the sides of @violation, whose other members are set, from a lane of the kernel that ran
 * last. @in_lanes: what zb_lane_run_kernel() returned. Sides of more than 64 bits go to @wide
 * (ZbWideSides). */
void zb_violation_tell (ZbViolation *violation,
                        ZbLaneRun *run,
                        const ZbLaneKernel *kernel,
                        guint lane,
                        gboolean in_lanes,
                        GArray *wide);
/* The same on a machine that holds the report. */
void zb_violation_tell_one (ZbViolation *violation,
                            ZbMachine *machine,
                            const ZbInstance *instance,
                            GArray *wide);
