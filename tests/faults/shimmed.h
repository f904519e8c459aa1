/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* The campaign's end of the shim (tests/faults/shim.c): what processes are started while it is held
 * have the shim in them. One at a time, and not while a thread of the campaign runs. */
typedef struct _ZbShimmed ZbShimmed;

ZbShimmed *zb_shimmed_new (void);
void zb_shimmed_free (ZbShimmed *shimmed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbShimmed, zb_shimmed_free)

/* Puts their wall clock before the machine's (negative: behind). */
void zb_shimmed_set_clock (ZbShimmed *shimmed, gint64 ahead);
/* From now on the @nth write of zhibaod to a file fails with @error (an errno), and all after it if
 * @lasting. */
void zb_shimmed_arm (ZbShimmed *shimmed, int error, guint nth, gboolean lasting);
/* Writes succeed again. Returns how many failed; @ret_seen (nullable): how many there were. */
guint zb_shimmed_disarm (ZbShimmed *shimmed, guint *ret_seen);
