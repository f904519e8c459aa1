/* SPDX-License-Identifier: Apache-2.0 */
#include "server/store/packed-section.h"

#include "server/store/error.h"

#include <string.h>

/* As long as most reports are. */
#define FIRST_JOINED 512

/* What stands before a joined section's parts: little-endian, 32 bits each. The length of a part
 * that is not there is 0. */
enum { SECTION, N_ROWS, N_COLUMNS, KEYS, NUMBERS, STATES, TEXTS, N_HEAD };
#define N_PARTS (N_HEAD - KEYS)

void
zb_packed_section_free (ZbPackedSection *section)
{
  if (section == NULL)
    return;
  g_clear_pointer (&section->keys, g_bytes_unref);
  g_clear_pointer (&section->numbers, g_bytes_unref);
  g_clear_pointer (&section->states, g_bytes_unref);
  g_clear_pointer (&section->texts, g_bytes_unref);
  g_free (section);
}

ZbCellState
zb_packed_section_state (const ZbPackedSection *section, guint index)
{
  const guint8 *states;
  gsize length;

  if (section->states == NULL)
    return ZB_STATE_VALUE;
  states = g_bytes_get_data (section->states, &length);
  return index < length ? (ZbCellState)states[index] : ZB_STATE_BLANK;
}

gboolean
zb_packed_section_number (const ZbPackedSection *section, guint index, gint64 *ret_number)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (section->numbers, &length);
  gint64 number;

  if ((index + 1) * sizeof number > length ||
      zb_packed_section_state (section, index) != ZB_STATE_VALUE)
    return FALSE;
  memcpy (&number, bytes + index * sizeof number, sizeof number);
  *ret_number = GINT64_FROM_LE (number);
  return TRUE;
}

static void
append (GByteArray *joined, const ZbPackedSection *section)
{
  GBytes *const parts[N_PARTS] = {section->keys, section->numbers, section->states, section->texts};
  guint32 head[N_HEAD] = {section->section, section->n_rows, section->n_columns};

  for (guint i = 0; i < N_PARTS; i++)
    head[KEYS + i] = parts[i] != NULL ? (guint32)g_bytes_get_size (parts[i]) : 0;
  for (guint i = 0; i < N_HEAD; i++)
    head[i] = GUINT32_TO_LE (head[i]);
  g_byte_array_append (joined, (const guint8 *)head, sizeof head);
  for (guint i = 0; i < N_PARTS; i++)
    if (parts[i] != NULL)
      g_byte_array_append (joined, g_bytes_get_data (parts[i], NULL),
                           (guint)g_bytes_get_size (parts[i]));
}

GBytes *
zb_packed_sections_join (const GPtrArray *sections)
{
  GByteArray *joined = g_byte_array_sized_new (FIRST_JOINED);

  for (guint i = 0; i < sections->len; i++)
    append (joined, sections->pdata[i]);
  return g_byte_array_free_to_bytes (joined);
}

/* The section at *@offset, which moves behind it; NULL if it is not whole. */
static ZbPackedSection *
take (GBytes *joined, gsize *offset)
{
  g_autoptr (ZbPackedSection) section = g_new0 (ZbPackedSection, 1);
  GBytes **const parts[N_PARTS] = {&section->keys, &section->numbers, &section->states,
                                   &section->texts};
  gsize length;
  const guint8 *bytes = g_bytes_get_data (joined, &length);
  guint32 head[N_HEAD];

  if (length - *offset < sizeof head)
    return NULL;
  memcpy (head, bytes + *offset, sizeof head);
  *offset += sizeof head;
  section->section = GUINT32_FROM_LE (head[SECTION]);
  section->n_rows = GUINT32_FROM_LE (head[N_ROWS]);
  section->n_columns = GUINT32_FROM_LE (head[N_COLUMNS]);
  for (guint i = 0; i < N_PARTS; i++) {
    gsize size = GUINT32_FROM_LE (head[KEYS + i]);

    if (size > length - *offset)
      return NULL;
    *parts[i] = size > 0 ? g_bytes_new_from_bytes (joined, *offset, size) : NULL;
    *offset += size;
  }
  return section->numbers != NULL ? g_steal_pointer (&section) : NULL;
}

GPtrArray *
zb_packed_sections_split (GBytes *joined, GError **error)
{
  g_autoptr (GPtrArray) sections =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_packed_section_free);
  gint64 last = -1;

  for (gsize offset = 0; offset < g_bytes_get_size (joined);) {
    g_autoptr (ZbPackedSection) section = take (joined, &offset);

    if (section == NULL || section->section <= last) {
      g_set_error (error, ZB_STORE_ERROR, ZB_STORE_ERROR_CORRUPT,
                   "the stored values are cut short or out of order behind %u sections",
                   sections->len);
      return NULL;
    }
    last = section->section;
    g_ptr_array_add (sections, g_steal_pointer (&section));
  }
  return g_steal_pointer (&sections);
}
