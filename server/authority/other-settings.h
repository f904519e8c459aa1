/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#define ZB_OTHERS_MAX_LISTS 16 /* of one */

/* How one authority of others is used here: a file NAME.conf with lines "key = value" and #
 * comments (server/authority/others.h). */
typedef struct {
  char *certificates, *unit, *prefix; /* prefix: nullable */
  GPtrArray *lists;                   /* names of files */
  GPtrArray *urls;                    /* (nullable) of each list "http://…" or "-" */
  gint64 every;                       /* microseconds between fetching */
  gint64 age;                         /* microseconds that a list or an answer may be old */
  char *ocsp;    /* (nullable) "ask": the address in each certificate, or "http://…" */
  gboolean firm; /* while the responder is away nothing is believed */
  gint64 kept;   /* microseconds that an answer is kept at most */
} ZbOtherSettings;

void zb_other_settings_clear (ZbOtherSettings *settings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbOtherSettings, zb_other_settings_clear)

/* Errors are ZB_AUTHORITY_ERROR_KEYS and name the file, and the line or key. */
gboolean zb_other_settings_read (const char *path, ZbOtherSettings *ret_settings, GError **error);

/* The text of a file of at most @most bytes. (transfer full) */
char *zb_other_settings_read_text (const char *path, gsize most, GError **error);
