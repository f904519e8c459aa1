/* SPDX-License-Identifier: Apache-2.0 */
#include "validators/columns/lane-mask.h"

void
zb_lane_mask_fill (ZbLaneMask *mask, gboolean set)
{
  for (guint i = 0; i < ZB_LANE_WORDS; i++)
    mask->words[i] = set ? G_MAXUINT64 : 0;
}

void
zb_lane_mask_add (ZbLaneMask *mask, const guint64 *words)
{
  for (guint i = 0; words != NULL && i < ZB_LANE_WORDS; i++)
    mask->words[i] |= words[i];
}

void
zb_lane_mask_remove (ZbLaneMask *mask, const guint64 *words)
{
  for (guint i = 0; words != NULL && i < ZB_LANE_WORDS; i++)
    mask->words[i] &= ~words[i];
}

void
zb_lane_mask_keep (ZbLaneMask *mask, const guint64 *words)
{
  for (guint i = 0; i < ZB_LANE_WORDS; i++)
    mask->words[i] &= words[i];
}

void
zb_lane_mask_invert (ZbLaneMask *mask)
{
  for (guint i = 0; i < ZB_LANE_WORDS; i++)
    mask->words[i] = ~mask->words[i];
}

gboolean
zb_lane_mask_is_empty (const ZbLaneMask *mask)
{
  guint64 any = 0;

  for (guint i = 0; i < ZB_LANE_WORDS; i++)
    any |= mask->words[i];
  return any == 0;
}

gboolean
zb_lane_mask_has (const guint64 *words, guint lane)
{
  return (words[lane / 64] >> (lane % 64)) & 1;
}

void
zb_lane_mask_put (ZbLaneMask *mask, guint lane)
{
  mask->words[lane / 64] |= G_GUINT64_CONSTANT (1) << (lane % 64);
}

guint
zb_lane_mask_count (const ZbLaneMask *mask)
{
  const guint64 pairs = G_GUINT64_CONSTANT (0x5555555555555555);
  const guint64 fours = G_GUINT64_CONSTANT (0x3333333333333333);
  const guint64 bytes = G_GUINT64_CONSTANT (0x0f0f0f0f0f0f0f0f);
  const guint64 halves = G_GUINT64_CONSTANT (0x00ff00ff00ff00ff);
  guint64 sums = 0;

  /* Bits of pairs, fours and bytes of all words at once: no byte of the sums can overflow, and the
   * compiler makes it vector code, which the baseline's counting of bits is not. */
  for (guint i = 0; i < ZB_LANE_WORDS; i++) {
    guint64 word = mask->words[i];

    word -= (word >> 1) & pairs;
    word = (word & fours) + ((word >> 2) & fours);
    sums += (word + (word >> 4)) & bytes;
  }
  sums = (sums & halves) + ((sums >> 8) & halves);
  return (guint)((sums * G_GUINT64_CONSTANT (0x0001000100010001)) >> 48);
}

int
zb_lane_mask_take (ZbLaneMask *mask, guint *word)
{
  guint bit;

  while (*word < ZB_LANE_WORDS && mask->words[*word] == 0)
    (*word)++;
  if (*word == ZB_LANE_WORDS)
    return -1;
  bit = (guint)__builtin_ctzll (mask->words[*word]);
  mask->words[*word] &= mask->words[*word] - 1;
  return (int)(*word * 64 + bit);
}
