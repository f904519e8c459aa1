/* SPDX-License-Identifier: Apache-2.0 */
#include "client/carry-words.h"

#include <glib/gi18n.h>

/* "A.05.1 Electricity used 186.45"; without @value the place alone. */
static void
append_cell (
    GString *text, const ZbCarriedCell *cell, gboolean name, gboolean value, const char *language)
{
  const char *words = zb_text_get (&cell->name, language);

  g_string_append (text, cell->item);
  if (name && words != NULL && *words != '\0')
    g_string_append_printf (text, " %s", words);
  if (value && cell->value != NULL)
    g_string_append_printf (text, " %s", cell->value);
}

/* Places one after another. */
static char *
list_cells (const GPtrArray *cells, const char *between, gboolean value, const char *language)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < cells->len; i++) {
    g_string_append (text, i == 0 ? "" : between);
    append_cell (text, cells->pdata[i], TRUE, value, language);
  }
  return g_string_free (text, FALSE);
}

char *
zb_carried_words (const ZbCarriedItem *item, const char *language)
{
  g_autofree char *from = list_cells (item->from, " + ", TRUE, language);
  g_autofree char *to = list_cells (item->to, _ (", "), TRUE, language);
  g_autofree char *places = list_cells (item->to, _ (", "), FALSE, language);

  switch (item->fate) {
  case ZB_CARRIED_SPLIT:
    return g_strdup_printf (_ ("%s → %s: shared out by the bureau’s key, check the parts"), from,
                            to);
  case ZB_CARRIED_DIVIDED:
    return g_strdup_printf (_ ("%s: asked in parts now, fill them in: %s"), from, places);
  case ZB_CARRIED_DROPPED:
    return g_strdup_printf (_ ("%s: no longer asked"), from);
  case ZB_CARRIED_INEXACT:
    return g_strdup_printf (_ ("%s: does not fit exactly, fill it in: %s"), from, places);
  case ZB_CARRIED_MOVED:
  case ZB_CARRIED_MERGED:
  default:
    return g_strdup_printf ("%s → %s", from, to);
  }
}

char *
zb_carry_summary (const ZbRevisionAccount *account)
{
  guint n_elsewhere = account->items->len - account->n_left;
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("Carried from edition %s to edition %s: "), account->from,
                          account->to);
  g_string_append_printf (
      text, ngettext ("%u figure as it was", "%u figures as they were", account->n_same),
      account->n_same);
  if (n_elsewhere > 0)
    g_string_append_printf (
        text, ngettext (", %u put elsewhere", ", %u put elsewhere", n_elsewhere), n_elsewhere);
  if (account->n_left > 0)
    g_string_append_printf (
        text, ngettext (", %u left behind", ", %u left behind", account->n_left), account->n_left);
  g_string_append (text, _ ("."));
  if (account->n_explanations + account->n_prefill_changes > 0)
    g_string_append_printf (text,
                            ngettext (" %u explanation is to be given again.",
                                      " %u explanations are to be given again.",
                                      account->n_explanations + account->n_prefill_changes),
                            account->n_explanations + account->n_prefill_changes);
  return g_string_free (text, FALSE);
}
