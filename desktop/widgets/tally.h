/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What checking a report came to, in numbers. */
typedef enum {
  ZB_TALLY_UNCHECKED, /* nothing was checked yet */
  ZB_TALLY_CHECKING,
  ZB_TALLY_CHECKED,
} ZbTallyState;

typedef struct {
  ZbTallyState state;
  guint n_refused;   /* cells with a text that is no value */
  guint n_hard;      /* cannot be submitted */
  guint n_quasi;     /* needs a reason */
  guint n_soft;      /* needs an explanation */
  guint n_explained; /* quasi and soft ones that have it */
  guint n_info;
  guint n_waiting;         /* checks that wait for reports not sent yet */
  const char *waiting_for; /* these reports, "B204-1, 202-1"; with @n_waiting never NULL */
  guint n_other_edition;   /* checks that compare what an earlier edition did not ask */
  guint n_later;           /* checks that run only at the bureau */
} ZbTally;

/* Whether nothing keeps the report from being signed. */
gboolean zb_tally_is_clear (const ZbTally *tally);

/* What the line says before its parts, "" where these speak for themselves (static, translated). */
const char *zb_tally_get_summary (const ZbTally *tally);

/* The line as one sentence, for screen readers and tests: "3 errors · 2 to explain · 12 checks run
 * only at the bureau". (transfer full) */
char *zb_tally_to_text (const ZbTally *tally);

/* One part of the line, NULL when its number is 0 (transfer full). */
typedef enum {
  ZB_TALLY_REFUSED,
  ZB_TALLY_HARD,
  ZB_TALLY_QUASI,
  ZB_TALLY_SOFT,
  ZB_TALLY_EXPLAINED,
  ZB_TALLY_INFO,
  ZB_TALLY_WAITING,
  ZB_TALLY_OTHER_EDITION,
  ZB_TALLY_LATER,
  ZB_TALLY_N_PARTS,
} ZbTallyPart;
char *zb_tally_part_to_text (const ZbTally *tally, ZbTallyPart part);
/* The same in so few words that the whole line has room: "12 at the bureau". (transfer full) */
char *zb_tally_part_to_label (const ZbTally *tally, ZbTallyPart part);
