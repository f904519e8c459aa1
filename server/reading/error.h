/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

typedef enum {
  ZB_READING_ERROR_UNREADABLE,  /* whoever reads it dies of it, hangs or talks nonsense */
  ZB_READING_ERROR_UNAVAILABLE, /* nobody can be had to read it: try again */
  ZB_READING_ERROR_TOO_MUCH,    /* too much of it came from there: try again later */
  ZB_READING_ERROR_SLOW,        /* it takes a process, and was not to take one */
} ZbReadingError;

#define ZB_READING_ERROR (zb_reading_error_quark ())
GQuark zb_reading_error_quark (void);
/* Whether another try may end otherwise: nobody has looked at it. */
gboolean zb_reading_error_passes (const GError *error);
