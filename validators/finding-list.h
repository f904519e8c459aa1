/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Shortens @json, an array of findings (validators/finding-json.h) as their writer writes it, to at
 * most @max_bytes: of each rule the first ones stay, in order, as many of each as there is room
 * for; behind them stands for each rule that lost any
 *
 *   {"rule": "B204-1#3", "severity": "hard", "more": 1990}
 *
 * The same list gives the same text. NULL if nothing need be left out, or @json is no such array.
 * (transfer full) */
char *zb_finding_list_shorten (const char *json, gsize max_bytes);
