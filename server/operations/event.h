/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Tells the program's log that something happened: "EVENT key=value …" on one line, a value with
 * blanks or quotes in quotes. The journal gets each value as a field of its own beside it
 * (ZHIBAO_EVENT, ZHIBAO_KEY), so that "journalctl ZHIBAO_EVENT=request ZHIBAO_STATUS=503" finds it.
 *
 * After @event come pairs of key (lower-case letters and _) and value (nullable: told as "-"), then
 * NULL; at most ZB_EVENT_MAX_PAIRS. Values are what was asked for and how it went, never what a
 * report holds. */
void zb_event_tell (GLogLevelFlags level, const char *event, ...) G_GNUC_NULL_TERMINATED;
#define ZB_EVENT_MAX_PAIRS 12
