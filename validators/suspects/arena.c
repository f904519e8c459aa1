/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/suspects/arena.h"

#include <string.h>

#define BLOCK_SIZE 65536
#define ALIGNMENT 16

typedef struct {
  guint8 *bytes;
  gsize size, used;
} Block;

struct _ZbArena {
  GArray *blocks; /* Block */
  guint current;
};

ZbArena *
zb_arena_new (void)
{
  ZbArena *arena = g_new0 (ZbArena, 1);

  arena->blocks = g_array_new (FALSE, FALSE, sizeof (Block));
  return arena;
}

void
zb_arena_free (ZbArena *arena)
{
  if (arena == NULL)
    return;
  for (guint i = 0; i < arena->blocks->len; i++)
    g_free (g_array_index (arena->blocks, Block, i).bytes);
  g_array_unref (arena->blocks);
  g_free (arena);
}

/* The next block with room for @size bytes. */
static Block *
block_for (ZbArena *arena, gsize size)
{
  Block block = {.size = MAX (size, BLOCK_SIZE)};

  for (; arena->current < arena->blocks->len; arena->current++) {
    Block *found = &g_array_index (arena->blocks, Block, arena->current);

    if (found->size - found->used >= size)
      return found;
  }
  block.bytes = g_malloc (block.size);
  g_array_append_val (arena->blocks, block);
  return &g_array_index (arena->blocks, Block, arena->current);
}

gpointer
zb_arena_take (ZbArena *arena, gsize size)
{
  gsize rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  Block *block = block_for (arena, rounded);
  gpointer taken = block->bytes + block->used;

  block->used += rounded;
  return memset (taken, 0, rounded);
}

void
zb_arena_clear (ZbArena *arena)
{
  for (guint i = 0; i < arena->blocks->len; i++)
    g_array_index (arena->blocks, Block, i).used = 0;
  arena->current = 0;
}
