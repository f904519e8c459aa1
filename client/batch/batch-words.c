/* SPDX-License-Identifier: Apache-2.0 */
#include "client/batch/batch-words.h"

#include "forms/signing-role.h"

#include <glib/gi18n.h>

static const struct {
  const char *name;
  const char *words;   /* of a line */
  const char *counted; /* of so many */
} states[ZB_BATCH_N_STATES] = {
    [ZB_BATCH_WAITING] = {"waiting", N_ ("not looked at yet"), N_ ("to look at")},
    [ZB_BATCH_UNREADABLE] = {"unreadable", N_ ("cannot be read"), N_ ("unreadable")},
    [ZB_BATCH_NAMELESS] = {"nameless", N_ ("no credit code is in it"), N_ ("without a code")},
    [ZB_BATCH_STRANGER] = {"stranger", N_ ("this enterprise is not enrolled here"),
                           N_ ("not enrolled here")},
    [ZB_BATCH_TWICE] = {"twice", N_ ("a line above is of the same enterprise"), N_ ("twice")},
    [ZB_BATCH_NOT_OWED] = {"not-owed", N_ ("the bureau does not ask for it"), N_ ("not asked for")},
    [ZB_BATCH_NOT_OPEN] = {"not-open", N_ ("the period is not open yet"), N_ ("not open yet")},
    [ZB_BATCH_CLOSED] = {"closed", N_ ("the period is closed"), N_ ("closed")},
    [ZB_BATCH_ALREADY] = {"already", N_ ("was sent before, or is in the outbox"),
                          N_ ("sent before")},
    [ZB_BATCH_FIGURES] = {"figures", NULL, N_ ("with figures that cannot go in")},
    [ZB_BATCH_HARD] = {"hard", NULL, N_ ("with errors")},
    [ZB_BATCH_EXPLAIN] = {"explain", NULL, N_ ("to explain")},
    [ZB_BATCH_INCOMPLETE] = {"incomplete", N_ ("a form of its set is missing"), N_ ("incomplete")},
    [ZB_BATCH_READY] = {"ready", N_ ("no errors, to be signed"), N_ ("to be signed")},
    [ZB_BATCH_COSIGN] = {"cosign", NULL, N_ ("waiting for others’ signatures")},
    [ZB_BATCH_SIGNED] = {"signed", N_ ("signed, in the outbox"), N_ ("in the outbox")},
    [ZB_BATCH_REFUSED] = {"refused", N_ ("refused by the bureau’s machine check"), N_ ("refused")},
    [ZB_BATCH_SENT] = {"sent", N_ ("received"), N_ ("received")},
};

const char *
zb_batch_state_name (ZbBatchState state)
{
  return states[state].name;
}

static char *
dup_findings (const ZbBatchLine *line)
{
  g_autofree char *hard =
      g_strdup_printf (ngettext ("%u error", "%u errors", line->verdict.hard), line->verdict.hard);
  g_autofree char *explain =
      g_strdup_printf (ngettext ("%u to explain", "%u to explain", line->verdict.to_explain),
                       line->verdict.to_explain);

  if (line->verdict.hard == 0)
    return g_steal_pointer (&explain);
  return line->verdict.to_explain == 0 ? g_steal_pointer (&hard)
                                       : g_strdup_printf ("%s · %s", hard, explain);
}

static const char *
outcome_words (const char *outcome)
{
  if (g_strcmp0 (outcome, "valid") == 0)
    return _ ("received, passed the machine check");
  if (g_strcmp0 (outcome, "valid-with-findings") == 0)
    return _ ("received, passed the machine check with explanations");
  return _ (states[ZB_BATCH_SENT].words);
}

/* Signed or about to be. */
static const char *
signing_words (const ZbBatchLine *line)
{
  if (line->wrong_passphrase && line->state == ZB_BATCH_READY)
    return _ ("not signed: the passphrase is not that of its key");
  if (line->state == ZB_BATCH_READY && line->reason)
    return _ ("not signed");
  if (line->state == ZB_BATCH_SIGNED && line->committed)
    return _ ("committed (R0), in the outbox, to be sent");
  if (line->state == ZB_BATCH_SIGNED && line->reason)
    return _ ("signed, in the outbox, could not be sent yet");
  return _ (states[line->state].words);
}

/* Translators: the roles in which others must sign. */
static char *
dup_waiting (const ZbBatchLine *line, const char *language)
{
  g_autofree char *roles = zb_signing_roles_to_words (line->missing, language);

  return g_strdup_printf (line->left     ? _ ("signed, left at the bureau for: %s")
                          : line->reason ? _ ("signed, not left at the bureau yet for: %s")
                                         : _ ("signed, still to sign: %s"),
                          roles);
}

char *
zb_batch_dup_words (const ZbBatchLine *line, const char *language)
{
  switch (line->state) {
  case ZB_BATCH_FIGURES:
    return g_strdup_printf (
        ngettext ("%u figure cannot go in", "%u figures cannot go in", line->n_refused),
        line->n_refused);
  case ZB_BATCH_HARD:
  case ZB_BATCH_EXPLAIN:
    return dup_findings (line);
  case ZB_BATCH_COSIGN:
    return dup_waiting (line, language);
  case ZB_BATCH_READY:
  case ZB_BATCH_SIGNED:
    return g_strdup (signing_words (line));
  case ZB_BATCH_SENT:
    return g_strdup (outcome_words (line->outcome));
  default:
    return g_strdup (_ (states[line->state].words));
  }
}

char *
zb_batch_dup_summary (const ZbBatch *batch)
{
  GString *text = g_string_new (NULL);

  for (guint state = 0; state < ZB_BATCH_N_STATES; state++) {
    guint n = zb_batch_count (batch, state);

    if (n == 0)
      continue;
    g_string_append (text, text->len > 0 ? " · " : "");
    /* Translators: how many enterprises, and what is with them. */
    g_string_append_printf (text, _ ("%u %s"), n, _ (states[state].counted));
  }
  return g_string_free (text, FALSE);
}
