/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/sent.h"

/* One signed report on its way, of whichever enterprise. */
typedef struct {
  gint64 account;
  char *enterprise;
  ZbSent *sent;
  gint64 arrived; /* by R1, 0 if it is not there */
  char *outcome;  /* (nullable) words of the last receipt about it */
} ZbOutboxLine;

/* Of all enterprises, what waits first; for the disk worker. (transfer full) array of ZbOutboxLine.
 */
GPtrArray *zb_outbox_list_read (ZbWorkspace *workspace, GError **error);
