/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* One at a time, the others wait: but where the one takes long, no more than a few, so that what
 * somebody hangs of holds few threads. */
typedef struct {
  GMutex lock;
  GCond given;
  gboolean taken;
  gint64 since; /* monotonic: when it was taken */
  guint n_here; /* who has it or waits for it */
} ZbTurn;

#define ZB_TURN_LONG G_TIME_SPAN_SECOND
#define ZB_TURN_FEW 3 /* may wait for one who takes long */

void zb_turn_init (ZbTurn *turn);
void zb_turn_clear (ZbTurn *turn);
/* FALSE: it would take too long. */
gboolean zb_turn_take (ZbTurn *turn);
void zb_turn_give (ZbTurn *turn);
