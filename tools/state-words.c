/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/state-words.h"

#include "forms/clock.h"
#include "tools/words.h"

#include <string.h>

static const ZbStateWord states[] = {
    {"not-open", N_ ("not open")},
    {"due", N_ ("to fill in")},
    {"draft", N_ ("draft")},
    {"to-sign", N_ ("waits for signatures")},
    {"queued", N_ ("in the outbox")},
    {"sent", N_ ("sent")},
    {"refused", N_ ("refused")},
    {"submitted", N_ ("received")},
    {"passed", N_ ("passed by the district")},
    {"returned", N_ ("returned")},
    {"accepted", N_ ("accepted")},
    {"locked", N_ ("accepted, closed")},
    {"withdrawn", N_ ("withdrawn")},
    {"closed", N_ ("closed, nothing sent")},
    {"valid", N_ ("passed the checks")},
    {"valid-with-findings", N_ ("passed, with explanations")},
    {"passed-on", N_ ("passed on to the next node")},
    {"forwarded", N_ ("passed on to the next node")},
    {"undelivered", N_ ("kept: the next node does not take it")},
    {"delivered", N_ ("delivered")},
    /* What was decided on a report. */
    {"pass", N_ ("passed by a reviewer")},
    {"return", N_ ("returned")},
    {"accept", N_ ("accepted")},
    {"answer", N_ ("explanations answered")},
    {"refuse-explanation", N_ ("an explanation was not accepted")},
    {"reopen", N_ ("reopened")},
    /* What waits to be passed on, and tables of routes. */
    {"waiting", N_ ("waiting")},
    {"held", N_ ("held")},
    {"proposed", N_ ("proposed")},
    {"in-force", N_ ("in force")},
    {"replaced", N_ ("replaced")},
    {"ended", N_ ("ended")},
    /* Requests to correct what was accepted. */
    {"asked", N_ ("waits for an answer")},
    {"granted", N_ ("granted")},
    {"used", N_ ("used")},
    {"expired", N_ ("expired")},
    {"noted", N_ ("goes with the next report")},
    {"carried", N_ ("went with the next report")},
    {"settled", N_ ("settled")},
    /* How hard a rule is. */
    {"hard", N_ ("hard")},
    {"quasi", N_ ("quasi")},
    {"soft", N_ ("soft")},
    {"info", N_ ("info")},
};

const char *
zb_state_words_among (const ZbStateWord *known, guint n, const char *stable)
{
  for (guint i = 0; stable && i < n; i++)
    if (strcmp (stable, known[i].stable) == 0)
      return _ (known[i].words);
  return stable;
}

const char *
zb_state_words (const char *state)
{
  return state ? zb_state_words_among (states, G_N_ELEMENTS (states), state) : "";
}

char *
zb_state_time (gint64 micros)
{
  g_autofree char *text = micros ? zb_time_format (micros) : NULL;

  /* YYYY-MM-DDThh:mm… */
  if (!text || strlen (text) < 16)
    return g_strdup ("");
  text[10] = ' ';
  text[16] = '\0';
  return g_steal_pointer (&text);
}
