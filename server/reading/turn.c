/* SPDX-License-Identifier: Apache-2.0 */
#include "server/reading/turn.h"

void
zb_turn_init (ZbTurn *turn)
{
  *turn = (ZbTurn){0};
  g_mutex_init (&turn->lock);
  g_cond_init (&turn->given);
}

void
zb_turn_clear (ZbTurn *turn)
{
  g_mutex_clear (&turn->lock);
  g_cond_clear (&turn->given);
}

gboolean
zb_turn_take (ZbTurn *turn)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&turn->lock);

  turn->n_here++;
  while (turn->taken) {
    gboolean takes_long = g_get_monotonic_time () - turn->since >= ZB_TURN_LONG;

    if (takes_long && turn->n_here > 1 + ZB_TURN_FEW) {
      turn->n_here--;
      return FALSE;
    }
    if (takes_long)
      g_cond_wait (&turn->given, &turn->lock);
    else
      g_cond_wait_until (&turn->given, &turn->lock, turn->since + ZB_TURN_LONG);
  }
  turn->taken = TRUE;
  turn->since = g_get_monotonic_time ();
  return TRUE;
}

void
zb_turn_give (ZbTurn *turn)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&turn->lock);

  turn->taken = FALSE;
  turn->n_here--;
  g_cond_signal (&turn->given);
}
