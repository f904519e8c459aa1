/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/faults/storm.h"

/* The bureau's own work on a storm's node: who decides, certifies and publishes there. */
typedef struct _ZbOffice ZbOffice;

/* One act of that work, as a request that can be made again. */
typedef struct {
  const ZbTestPerson *person; /* (nullable) */
  char *path;
  const char *type;
  char *match; /* (nullable) If-Match */
  char *key;   /* (nullable) Idempotency-Key */
  GBytes *body;
} ZbErrand;

void zb_errand_clear (ZbErrand *errand);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbErrand, zb_errand_clear)

typedef struct {
  const char *name; /* "an acceptance" */
  /* Does what comes before and puts the errand together. */
  void (*prepare) (ZbOffice *office, ZbErrand *errand);
  const char *again; /* (nullable) the problem's code where a repetition is not told the same */
} ZbErrandKind;

const ZbErrandKind *zb_errand_kinds (guint *ret_n);

/* Founds the node with all of them; it does not serve yet. */
ZbOffice *zb_office_new (void);
void zb_office_free (ZbOffice *office);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbOffice, zb_office_free)
ZbStorm *zb_office_storm (ZbOffice *office);

/* One try. The status, 0 for no answer; @ret_text is the body where it was done, the problem's code
 * where it was not. (transfer full) (nullable) */
guint zb_office_try (ZbOffice *office, const ZbErrand *errand, char **ret_text);
gboolean zb_office_is_done (guint status);
/* How many rows the store has of all that errands leave: decisions, certificates, changes, leaves
 * of the log … */
gint64 zb_office_count (ZbOffice *office);
