/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/log/fault.h"

/* One stored row beside what it ought to hold; each difference becomes a fault. */
typedef struct {
  ZbLogReport *report;
  const char *table;
  const char *row;
  const char *name; /* (nullable) */
} ZbRowCheck;

void zb_row_check_fault (const ZbRowCheck *check,
                         ZbLogFaultKind kind,
                         const char *field,
                         const char *expected,
                         const char *found);
/* NULL and a text differ. */
void zb_row_check_text (const ZbRowCheck *check,
                        const char *field,
                        const char *expected,
                        const char *found);
/* The same for texts that travelled in XML: white space around them, and none at all, is alike. */
void zb_row_check_words (const ZbRowCheck *check,
                         const char *field,
                         const char *expected,
                         const char *found);
void zb_row_check_int (const ZbRowCheck *check, const char *field, gint64 expected, gint64 found);
/* Microseconds UTC. */
void zb_row_check_time (const ZbRowCheck *check, const char *field, gint64 expected, gint64 found);

/* A row's key as text. (transfer full) */
char *zb_row_key (gint64 id);
