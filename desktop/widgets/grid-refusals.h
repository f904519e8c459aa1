/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "desktop/widgets/grid-place.h"

/* The texts a model refused, each at its cell, until corrected or undone. */
typedef struct _ZbGridRefusals ZbGridRefusals;

typedef struct {
  ZbGridPlace place;
  char *text;
  char *message;
} ZbGridRefusal;

ZbGridRefusals *zb_grid_refusals_new (void);
void zb_grid_refusals_free (ZbGridRefusals *refusals);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbGridRefusals, zb_grid_refusals_free)

/* Remembers @text as refused, in place of an earlier one; it becomes the latest. */
void zb_grid_refusals_add (
    ZbGridRefusals *refusals, guint row, guint column, const char *text, const char *message);

/* TRUE when there was one. */
gboolean zb_grid_refusals_drop (ZbGridRefusals *refusals, guint row, guint column);
void zb_grid_refusals_clear (ZbGridRefusals *refusals);

/* Follows the rows a model put in and took out. */
void zb_grid_refusals_shift (ZbGridRefusals *refusals, guint position, guint removed, guint added);

/* NULL where nothing was refused (borrowed). */
const ZbGridRefusal *
zb_grid_refusals_find (const ZbGridRefusals *refusals, guint row, guint column);

guint zb_grid_refusals_get_n (const ZbGridRefusals *refusals);

/* In the order they were refused (borrowed). */
const ZbGridRefusal *zb_grid_refusals_get (const ZbGridRefusals *refusals, guint i);
