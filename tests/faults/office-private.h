/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "storage/database.h"
#include "tests/faults/office.h"

struct _ZbOffice {
  ZbStorm *storm;
  ZbTestPerson *district, *city;
  ZbTestPerson *first, *second; /* administrators */
  ZbTestPerson *ending;         /* whose certificates are to be renewed */
  ZbDatabase *store;            /* read only */
  char *accepted;               /* (nullable) digest of the report that is */
  guint n_periods, n_forms;     /* opened and proposed so far */
  guint revision;               /* of the form whose rules are published again */
};

/* The first column of the first row. */
gint64 zb_office_number (ZbOffice *office, const char *sql);
