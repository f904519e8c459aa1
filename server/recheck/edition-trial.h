/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/intake/desk.h"

/* A new edition of a form, which nobody has published, put to every report of a period that counts:
 * each goes into its rows by its map (validators/review/rehearsal.h). Nothing is changed by it. */
typedef struct {
  const ZbIntakeDesk *desk;
  const ZbPackage *edition;
  ZbPeriod period;
  guint max_units; /* of those that are stopped, this many are named */
  /* Which reports count: whether someone may see a unit of @district and @zone. */
  gboolean (*sees) (gpointer data, const char *district, const char *zone);
  gpointer data;
} ZbEditionTrial;

/* JSON as POST /v1/rechecks/{form}/{period} answers it. (transfer full) NULL with an error of the
 * rules where they do not compile. */
char *zb_edition_trial_run (const ZbEditionTrial *trial, GError **error);
