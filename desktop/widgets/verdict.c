/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/widgets/verdict.h"

#include <glib/gi18n-lib.h>

gboolean
zb_verdict_is_clear (const ZbVerdict *verdict)
{
  return verdict->state == ZB_VERDICT_CHECKED && verdict->n_refused == 0 && verdict->n_hard == 0 &&
         verdict->n_quasi == 0 && verdict->n_soft == 0;
}

static guint
get_number (const ZbVerdict *verdict, ZbVerdictPart part)
{
  const guint numbers[ZB_VERDICT_N_PARTS] = {
      [ZB_VERDICT_REFUSED] = verdict->n_refused,     [ZB_VERDICT_HARD] = verdict->n_hard,
      [ZB_VERDICT_QUASI] = verdict->n_quasi,         [ZB_VERDICT_SOFT] = verdict->n_soft,
      [ZB_VERDICT_EXPLAINED] = verdict->n_explained, [ZB_VERDICT_INFO] = verdict->n_info,
      [ZB_VERDICT_LATER] = verdict->n_later,
  };
  return numbers[part];
}

char *
zb_verdict_part_to_text (const ZbVerdict *verdict, ZbVerdictPart part)
{
  guint n = get_number (verdict, part);
  if (n == 0)
    return NULL;
  switch (part) {
  case ZB_VERDICT_REFUSED:
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u cell is not a value", "%u cells are not values", n), n);
  case ZB_VERDICT_HARD:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u error", "%u errors", n), n);
  case ZB_VERDICT_QUASI:
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%u needs a reason", "%u need a reason", n), n);
  case ZB_VERDICT_SOFT:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u to explain", "%u to explain", n), n);
  case ZB_VERDICT_EXPLAINED:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u explained", "%u explained", n), n);
  case ZB_VERDICT_INFO:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u hint", "%u hints", n), n);
  case ZB_VERDICT_LATER:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u check runs only at the bureau",
                                         "%u checks run only at the bureau", n),
                            n);
  case ZB_VERDICT_N_PARTS:
    break;
  }
  return NULL;
}

const char *
zb_verdict_get_summary (const ZbVerdict *verdict)
{
  switch (verdict->state) {
  case ZB_VERDICT_UNCHECKED:
    return _ ("Not checked yet");
  case ZB_VERDICT_CHECKING:
    return _ ("Checking…");
  case ZB_VERDICT_CHECKED:
    break;
  }
  return zb_verdict_is_clear (verdict) ? _ ("No errors") : "";
}

char *
zb_verdict_to_text (const ZbVerdict *verdict)
{
  GString *text = g_string_new (zb_verdict_get_summary (verdict));
  for (guint part = 0; part < ZB_VERDICT_N_PARTS; part++) {
    g_autofree char *one = zb_verdict_part_to_text (verdict, part);
    if (one == NULL)
      continue;
    if (text->len > 0)
      g_string_append (text, " · ");
    g_string_append (text, one);
  }
  return g_string_free (text, FALSE);
}
