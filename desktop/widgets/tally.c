/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/tally.h"

#include <glib/gi18n-lib.h>

gboolean
zb_tally_is_clear (const ZbTally *tally)
{
  return tally->state == ZB_TALLY_CHECKED && tally->n_refused == 0 && tally->n_hard == 0 &&
         tally->n_quasi == 0 && tally->n_soft == 0;
}

static guint
get_number (const ZbTally *tally, ZbTallyPart part)
{
  const guint numbers[ZB_TALLY_N_PARTS] = {
      [ZB_TALLY_REFUSED] = tally->n_refused,     [ZB_TALLY_HARD] = tally->n_hard,
      [ZB_TALLY_QUASI] = tally->n_quasi,         [ZB_TALLY_SOFT] = tally->n_soft,
      [ZB_TALLY_EXPLAINED] = tally->n_explained, [ZB_TALLY_INFO] = tally->n_info,
      [ZB_TALLY_WAITING] = tally->n_waiting,     [ZB_TALLY_OTHER_EDITION] = tally->n_other_edition,
      [ZB_TALLY_LATER] = tally->n_later,
  };
  return numbers[part];
}

char *
zb_tally_part_to_text (const ZbTally *tally, ZbTallyPart part)
{
  guint n = get_number (tally, part);
  if (n == 0)
    return NULL;
  switch (part) {
  case ZB_TALLY_REFUSED:
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u cell is not a value", "%u cells are not values", n), n);
  case ZB_TALLY_HARD:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u error", "%u errors", n), n);
  case ZB_TALLY_QUASI:
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u needs a reason", "%u need a reason", n), n);
  case ZB_TALLY_SOFT:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u to explain", "%u to explain", n), n);
  case ZB_TALLY_EXPLAINED:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u explained", "%u explained", n), n);
  case ZB_TALLY_INFO:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u hint", "%u hints", n), n);
  case ZB_TALLY_WAITING:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "%u check waits for reports not sent yet: %s",
                                         "%u checks wait for reports not sent yet: %s", n),
                            n, tally->waiting_for);
  case ZB_TALLY_OTHER_EDITION:
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u check has nothing to compare with in an earlier edition",
                     "%u checks have nothing to compare with in an earlier edition", n),
        n);
  case ZB_TALLY_LATER:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u check runs only at the bureau",
                                         "%u checks run only at the bureau", n),
                            n);
  case ZB_TALLY_N_PARTS:
    break;
  }
  return NULL;
}

char *
zb_tally_part_to_label (const ZbTally *tally, ZbTallyPart part)
{
  guint n = get_number (tally, part);

  if (n > 0 && part == ZB_TALLY_WAITING)
    /* Translators: checks that wait for reports not sent yet. */
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u waiting", "%u waiting", n), n);
  if (n > 0 && part == ZB_TALLY_OTHER_EDITION)
    /* Translators: checks that compare what an earlier edition did not ask. */
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u not comparable", "%u not comparable", n), n);
  if (n > 0 && part == ZB_TALLY_LATER)
    /* Translators: checks that run only there. */
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u at the bureau", "%u at the bureau", n), n);
  return zb_tally_part_to_text (tally, part);
}

const char *
zb_tally_get_summary (const ZbTally *tally)
{
  switch (tally->state) {
  case ZB_TALLY_UNCHECKED:
    return _ ("Not checked yet");
  case ZB_TALLY_CHECKING:
    return _ ("Checking…");
  case ZB_TALLY_CHECKED:
    break;
  }
  return zb_tally_is_clear (tally) ? _ ("No errors") : "";
}

char *
zb_tally_to_text (const ZbTally *tally)
{
  GString *text = g_string_new (zb_tally_get_summary (tally));
  for (guint part = 0; part < ZB_TALLY_N_PARTS; part++) {
    g_autofree char *one = zb_tally_part_to_text (tally, part);
    if (one == NULL)
      continue;
    if (text->len > 0)
      g_string_append (text, " · ");
    g_string_append (text, one);
  }
  return g_string_free (text, FALSE);
}
