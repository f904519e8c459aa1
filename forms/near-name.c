/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/near-name.h"

#include <string.h>

#define MAX_CHARACTERS 48

ZbNearName
zb_near_name (const char *wanted)
{
  return (ZbNearName){.wanted = wanted, .best = NULL, .distance = G_MAXUINT};
}

/* Characters of @text folded to lower case; FALSE if it is too long or no UTF-8. */
static gboolean
fold (const char *text, gunichar folded[MAX_CHARACTERS], guint *ret_length)
{
  guint length = 0;

  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c)) {
    if (length == MAX_CHARACTERS)
      return FALSE;
    folded[length++] = g_unichar_tolower (g_utf8_get_char (c));
  }
  *ret_length = length;
  return TRUE;
}

static guint
min3 (guint a, guint b, guint c)
{
  return MIN (a, MIN (b, c));
}

/* Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
static guint
edit_distance (const gunichar *a, guint n, const gunichar *b, guint m)
{
  guint rows[3][MAX_CHARACTERS + 1];

  for (guint j = 0; j <= m; j++)
    rows[0][j] = j;
  for (guint i = 1; i <= n; i++) {
    const guint *before = rows[(i + 1) % 3], *above = rows[(i + 2) % 3];
    guint *row = rows[i % 3];

    row[0] = i;
    for (guint j = 1; j <= m; j++) {
      row[j] = min3 (above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1]));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = MIN (row[j], before[j - 2] + 1);
    }
  }
  return rows[n % 3][m];
}

/* "1" for "01": the codes of printed forms lose or gain their leading zeros first. */
static gboolean
equal_without_zeros (const char *a, const char *b)
{
  a += strspn (a, "0");
  b += strspn (b, "0");
  return *a != '\0' && strcmp (a, b) == 0;
}

void
zb_near_name_offer (ZbNearName *near, const char *candidate)
{
  gunichar wanted[MAX_CHARACTERS], offered[MAX_CHARACTERS];
  guint n = 0, m = 0, distance, allowed;

  if (!fold (near->wanted, wanted, &n) || !fold (candidate, offered, &m))
    return;
  /* Of names of one or two signs every other one is a neighbour: only case and zeros count. */
  allowed = n <= 2 ? 0 : MAX (1, n / 3);
  if (MAX (n, m) - MIN (n, m) > allowed && !equal_without_zeros (near->wanted, candidate))
    return;
  distance =
      equal_without_zeros (near->wanted, candidate) ? 0 : edit_distance (wanted, n, offered, m);
  if (distance > allowed || distance >= near->distance)
    return;
  near->best = candidate;
  near->distance = distance;
}

char *
zb_near_name_hint (const ZbNearName *near)
{
  if (near->best == NULL)
    return g_strdup ("");
  return g_strdup_printf ("; did you mean “%s”?", near->best);
}
