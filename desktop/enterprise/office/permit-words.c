/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/office/permit-words.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/office/language.h"
#include "desktop/enterprise/office/time-words.h"
#include "forms/period.h"

/* "The bureau permits …", with its own words behind it. */
static char *
with_answer (char *words, const ZbPermit *permit)
{
  g_autofree char *taken = words;

  if (permit->answer == NULL || permit->answer[0] == '\0')
    return g_steal_pointer (&taken);
  return g_strdup_printf (_ ("%s The bureau’s words: %s"), taken, permit->answer);
}

char *
zb_permit_dup_words (const ZbPermit *permit)
{
  g_autofree char *asked = zb_time_words (permit->time);
  g_autofree char *until = zb_time_words (permit->until);

  switch (permit->state) {
  case ZB_PERMIT_GRANTED:
    return with_answer (g_strdup_printf (_ ("Permitted: one correction, to be sent by %s."), until),
                        permit);
  case ZB_PERMIT_REFUSED:
    return with_answer (g_strdup (_ ("The bureau does not permit a correction.")), permit);
  case ZB_PERMIT_USED:
    return with_answer (g_strdup (_ ("Permitted, and the correction was sent.")), permit);
  case ZB_PERMIT_EXPIRED:
    return with_answer (
        g_strdup_printf (_ ("Permitted, but nothing was sent by %s. Ask again if need be."), until),
        permit);
  case ZB_PERMIT_ASKED:
  default:
    return g_strdup_printf (_ ("Asked for on %s; the bureau has not answered yet."), asked);
  }
}

static char *
dup_period (const char *text)
{
  ZbPeriod period;
  return zb_period_parse (text, &period, NULL)
             ? zb_period_to_display (period, zb_language_get (), FALSE)
             : g_strdup (text);
}

static const char *
get_state_words (const char *state)
{
  static const struct {
    const char *state;
    const char *words;
  } table[] = {
      {"submitted", N_ ("Machine check passed")},
      {"passed", N_ ("Passed by the district")},
      {"returned", N_ ("Returned")},
      {"accepted", N_ ("Accepted")},
      {"locked", N_ ("Accepted")},
      {"withdrawn", N_ ("Withdrawn")},
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (table[i].state, state) == 0)
      return _ (table[i].words);
  return state;
}

char *
zb_touched_report_dup_words (const ZbTouchedReport *report)
{
  g_autofree char *period = dup_period (report->period);
  return g_strdup_printf (_ ("%s, %s: %s"), report->form, period, get_state_words (report->state));
}

char *
zb_touched_total_dup_words (const ZbTouchedTotal *total)
{
  g_autofree char *period = dup_period (total->period);
  const char *area = total->zone != NULL && total->zone[0] != '\0' ? total->zone : total->district;

  /* Translators: form, period, code of the area, code of the industry division. */
  return g_strdup_printf (_ ("Totals of %s, %s: area %s, industry %s"), total->form, period,
                          area != NULL ? area : "—",
                          total->industry != NULL ? total->industry : "—");
}
