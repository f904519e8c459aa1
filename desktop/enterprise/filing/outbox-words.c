/* SPDX-License-Identifier: Apache-2.0 */
#include "desktop/enterprise/filing/outbox-words.h"

#include <glib/gi18n.h>

#include "desktop/enterprise/office/problem-words.h"
#include "desktop/enterprise/office/time-words.h"

ZbOutboxState
zb_outbox_state (const ZbSent *sent, gboolean talking)
{
  if (g_strcmp0 (sent->state, "sent") == 0)
    return ZB_OUTBOX_RECEIVED;
  if (g_strcmp0 (sent->state, "refused") == 0)
    return ZB_OUTBOX_REFUSED;
  if (sent->paused)
    return ZB_OUTBOX_PAUSED;
  return talking && g_strcmp0 (sent->state, "sending") == 0 ? ZB_OUTBOX_GOING : ZB_OUTBOX_WAITING;
}

const char *
zb_outbox_state_words (ZbOutboxState state)
{
  static const char *const words[] = {
      [ZB_OUTBOX_GOING] = N_ ("Being sent"),   [ZB_OUTBOX_WAITING] = N_ ("Waits here"),
      [ZB_OUTBOX_PAUSED] = N_ ("Paused"),      [ZB_OUTBOX_REFUSED] = N_ ("Not taken"),
      [ZB_OUTBOX_RECEIVED] = N_ ("Receipted"),
  };
  return _ (words[state]);
}

const char *
zb_outbox_heading (ZbOutboxState state)
{
  switch (state) {
  case ZB_OUTBOX_GOING:
    return _ ("Being sent");
  case ZB_OUTBOX_WAITING:
  case ZB_OUTBOX_PAUSED:
    return _ ("Signed, waiting on this computer");
  case ZB_OUTBOX_REFUSED:
    return _ ("Not taken by the bureau");
  case ZB_OUTBOX_RECEIVED:
    break;
  }
  return _ ("Sent and receipted");
}

static void
add_line (GString *text, const char *line)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

static void
add_progress (GString *text, const ZbSent *sent, ZbOutboxState state)
{
  g_autofree char *all = g_format_size (sent->size);
  g_autofree char *there = g_format_size (sent->offset);
  g_autofree char *line = NULL;

  if (state == ZB_OUTBOX_GOING && sent->offset == 0)
    line = g_strdup_printf (_ ("%s on the way; nothing counts before the receipt"), all);
  else if (sent->size > 0 && sent->offset >= sent->size)
    line = g_strdup_printf (_ ("The bureau has all %s; only its receipt is missing"), all);
  else if (sent->offset > 0)
    /* Translators: two sizes, as "1.2 MB". */
    line = g_strdup_printf (_ ("The bureau has %s of %s; the rest follows from there"), there, all);
  else
    line = g_strdup_printf (_ ("%s, of which the bureau has nothing yet"), all);
  add_line (text, line);
}

/* The last attempt, and the next. */
static void
add_attempts (GString *text, const ZbSent *sent, ZbOutboxState state, gint64 now)
{
  const char *why = zb_problem_words (sent->code);

  if (sent->attempts > 0 && sent->reason != NULL) {
    g_autofree char *line = g_strdup_printf (
        ngettext ("%u attempt: %s", "%u attempts, the last: %s", sent->attempts), sent->attempts,
        why != NULL ? why : _ ("The bureau’s server did not take it."));
    add_line (text, line);
  }
  if (state != ZB_OUTBOX_WAITING)
    return;
  if (sent->retry_at > now) {
    g_autofree char *when = zb_time_words (sent->retry_at);
    g_autofree char *line = g_strdup_printf (_ ("Tried again by itself at %s"), when);
    add_line (text, line);
  } else
    add_line (text, _ ("Goes out as soon as the bureau can be reached"));
}

char *
zb_outbox_detail (
    const ZbSent *sent, ZbOutboxState state, gint64 arrived, const char *outcome, gint64 now)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (state == ZB_OUTBOX_RECEIVED) {
    g_autofree char *when = zb_time_words (arrived);
    if (arrived != 0)
      g_string_append_printf (text, _ ("Received by the bureau on %s (R1)"), when);
    if (outcome != NULL)
      add_line (text, outcome);
    return g_string_free (g_steal_pointer (&text), FALSE);
  }
  if (state == ZB_OUTBOX_REFUSED) {
    const char *why = zb_problem_words (sent->code);
    add_line (text, why != NULL ? why : _ ("The receipts say why."));
    add_line (text, _ ("Open the report, correct it and sign it again."));
    return g_string_free (g_steal_pointer (&text), FALSE);
  }
  add_progress (text, sent, state);
  if (sent->committed != 0) {
    g_autofree char *when = zb_time_words (sent->committed);
    g_autofree char *until = zb_time_words (sent->committed_until);
    g_autofree char *line =
        sent->committed_until != 0
            /* Translators: two times. */
            ? g_strdup_printf (_ ("Its digest was receipted on %s (R0): that counts for the "
                                  "deadline if the report is there by %s"),
                               when, until)
            : g_strdup_printf (
                  _ ("Its digest was receipted on %s (R0): that counts for the deadline"), when);
    add_line (text, line);
  }
  add_attempts (text, sent, state, now);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
