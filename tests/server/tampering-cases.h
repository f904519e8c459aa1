/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/log/fault.h"

/* What someone with all rights over the database may do, and how it must be named. They stand on
 * this history:
 *   message 1, version 1   of A, passed by decision 1 and accepted by decision 2
 *   message 2, version 2   of A, a correction that waits
 *   message 3, version 3   of B, answered by decision 3 and returned by decision 4
 *   message 4, version 4   of C
 *   message 5              of C, refused
 *   message 6, version 5   of C, withdraws version 4
 *   message 7, version 6   of D, for another form and late
 * and a report of A (unit 1) that waits for further signatures. */
#define TAMPERING_BOXED "01907f00-0000-7000-8000-000000000001"

typedef struct {
  const char *name, *sql;
  ZbLogFaultKind kind;
  const char *table;
  const char *row;   /* (nullable) any */
  const char *field; /* (nullable) of the whole row */
} Tampering;

const Tampering *tampering_cases (guint *ret_n);
