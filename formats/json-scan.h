/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Containers within containers: [[]] has depth 2. */
#define ZB_JSON_MAX_DEPTH 16
/* Of one object. The keys are hashed without a secret, so somebody who makes them collide pays for
 * the square of their number. */
#define ZB_JSON_MAX_MEMBERS 1024

/* Accepts exactly the JSON (RFC 8259) that zb_json_read() promises, before json-glib sees it:
 * json-glib 1.6 crashes on deep nesting, reads fractions as double, lets the later of two equal
 * keys win, and takes comments and assignments. Errors are ZB_FORMAT_ERROR, "source:line: …". */
gboolean zb_json_scan (const char *source, const char *text, gsize length, GError **error);
