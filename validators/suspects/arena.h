/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Memory that is given back all at once. */
typedef struct _ZbArena ZbArena;

ZbArena *zb_arena_new (void);
void zb_arena_free (ZbArena *arena);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbArena, zb_arena_free)
/* @size bytes of zeros, aligned for any type; they live until the arena is cleared. */
gpointer zb_arena_take (ZbArena *arena, gsize size);
/* Forgets everything taken and keeps the memory for what comes next. */
void zb_arena_clear (ZbArena *arena);
