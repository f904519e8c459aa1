/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/support/temp-dir.h"

/* What tests share of processes that read for the node and go astray, and of what is told of it. */

/* What one that "dies-of-poison" or "hangs-of-poison" dies or hangs of. */
#define ZB_ASTRAY_POISON "Belladonna"

/* A program that goes astray in the way of this name (tests/server/astray-reader.c). (transfer
 * full)
 */
char *zb_astray_program (ZbTempDir *dir, const char *way);

/* From now on events are kept instead of written, and that somebody was replaced ends no test. */
void zb_astray_listen (void);
/* Runs a test, a void (*) (void), with no event kept from before. */
void zb_astray_run (gconstpointer test);
gboolean zb_astray_was_told (const char *text);
