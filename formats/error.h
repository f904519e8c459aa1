/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The errors of reading and writing file formats. The message names the source, line and column. */
typedef enum {
  ZB_FORMAT_ERROR_MALFORMED, /* not well-formed: the bytes break the format's own rules */
  ZB_FORMAT_ERROR_FORBIDDEN, /* well-formed, but a construct we refuse (DOCTYPE, compressed entry …)
                              */
  ZB_FORMAT_ERROR_TOO_LARGE, /* a named limit was passed */
  ZB_FORMAT_ERROR_IO,        /* reading or writing the file failed */
} ZbFormatError;

#define ZB_FORMAT_ERROR (zb_format_error_quark ())
GQuark zb_format_error_quark (void);

/* Sets "source:line: message", or "source: message" when @line is 0, and returns FALSE. */
gboolean zb_format_fail (
    GError **error, ZbFormatError code, const char *source, int line, const char *format, ...)
    G_GNUC_PRINTF (5, 6);
