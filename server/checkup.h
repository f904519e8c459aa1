/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Looks over a node's directory without serving it, also while it is served: settings that cannot
 * be or do not fit together, keys that others can read, certificates near their end, a full disk.
 * What an administrator wants to know before a restart, not after. */

typedef enum { ZB_CHECKUP_WELL, ZB_CHECKUP_WARNING, ZB_CHECKUP_ERROR } ZbCheckupLevel;

typedef struct {
  ZbCheckupLevel level;
  const char *name; /* static: "settings", "keys", "disk" … */
  char *detail;     /* a sentence in English; names file and line where there is one */
} ZbCheckupPoint;

/* (transfer full) ZbCheckupPoint, in a fixed order. @now: microseconds UTC. */
GPtrArray *zb_checkup_make (const char *dir, gint64 now);
/* An error: the node would not start, or not do its work. */
gboolean zb_checkup_has_error (const GPtrArray *points);
