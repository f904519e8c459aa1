/* SPDX-License-Identifier: Apache-2.0 */
#include "forms/report-private.h"

#include "forms/text.h"

#include <string.h>

/* Each kind of note is a GPtrArray sorted by the string that names it, which is the first member of
 * its struct. */
static const char *
name_of (gconstpointer note)
{
  return *(char *const *)note;
}

static const char *
name_at (gconstpointer names, guint index)
{
  return name_of (((const gconstpointer *)names)[index]);
}

static guint
search_note (const GPtrArray *notes, const char *name, gboolean *ret_found)
{
  return zb_search_sorted (name, notes->len, name_at, notes->pdata, ret_found);
}

static void
take_note (GPtrArray *notes, gpointer note)
{
  gboolean found;
  guint place = search_note (notes, name_of (note), &found);

  if (found)
    g_ptr_array_remove_index (notes, place);
  g_ptr_array_insert (notes, (int)place, note);
}

static gboolean
remove_note (GPtrArray *notes, const char *name)
{
  gboolean found;
  guint place = search_note (notes, name, &found);

  if (found)
    g_ptr_array_remove_index (notes, place);
  return found;
}

static char *
clean (const char *text)
{
  return zb_text_clean (text, ZB_REPORT_MAX_NOTE_LENGTH);
}

static void
free_explanation (gpointer data)
{
  ZbExplanation *explanation = data;

  g_free (explanation->rule);
  g_free (explanation->operands);
  g_free (explanation->reason);
  g_free (explanation->text);
  g_free (explanation->author);
  g_free (explanation);
}

static void
free_prefill_change (gpointer data)
{
  ZbPrefillChange *change = data;

  g_free (change->cell);
  g_free (change->from);
  g_free (change->to);
  g_free (change->reason);
  g_free (change);
}

static void
free_attachment (gpointer data)
{
  ZbAttachment *attachment = data;

  g_free (attachment->name);
  g_free (attachment->type);
  g_free (attachment->digest);
  g_free (attachment);
}

void
zb_report_notes_init (ZbReport *report)
{
  report->explanations = g_ptr_array_new_with_free_func (free_explanation);
  report->prefill_changes = g_ptr_array_new_with_free_func (free_prefill_change);
  report->attachments = g_ptr_array_new_with_free_func (free_attachment);
}

void
zb_report_notes_clear (ZbReport *report)
{
  g_ptr_array_unref (report->explanations);
  g_ptr_array_unref (report->prefill_changes);
  g_ptr_array_unref (report->attachments);
}

void
zb_report_notes_copy (ZbReport *copy, const ZbReport *report)
{
  zb_report_notes_init (copy);
  for (guint i = 0; i < report->explanations->len; i++)
    zb_report_explain (copy, report->explanations->pdata[i]);
  for (guint i = 0; i < report->prefill_changes->len; i++)
    zb_report_add_prefill_change (copy, report->prefill_changes->pdata[i]);
  for (guint i = 0; i < report->attachments->len; i++)
    zb_report_attach (copy, report->attachments->pdata[i]);
}

void
zb_report_explain (ZbReport *report, const ZbExplanation *explanation)
{
  ZbExplanation *copy = g_new0 (ZbExplanation, 1);

  copy->rule = clean (explanation->rule);
  copy->revision = explanation->revision;
  copy->operands = clean (explanation->operands);
  copy->reason = clean (explanation->reason);
  copy->text = clean (explanation->text);
  copy->author = clean (explanation->author);
  /* Reports say seconds. */
  copy->time = explanation->time - explanation->time % G_USEC_PER_SEC;
  take_note (report->explanations, copy);
}

void
zb_report_take_explanation (ZbReport *report, ZbExplanation *explanation)
{
  take_note (report->explanations, g_memdup2 (explanation, sizeof *explanation));
  *explanation = (ZbExplanation){0};
}

gboolean
zb_report_unexplain (ZbReport *report, const char *rule)
{
  return remove_note (report->explanations, rule);
}

guint
zb_report_n_explanations (const ZbReport *report)
{
  return report->explanations->len;
}

const ZbExplanation *
zb_report_explanation (const ZbReport *report, guint index)
{
  g_return_val_if_fail (index < report->explanations->len, NULL);
  return report->explanations->pdata[index];
}

const ZbExplanation *
zb_report_find_explanation (const ZbReport *report, const char *rule)
{
  gboolean found;
  guint place = search_note (report->explanations, rule, &found);

  return found ? report->explanations->pdata[place] : NULL;
}

void
zb_report_add_prefill_change (ZbReport *report, const ZbPrefillChange *change)
{
  ZbPrefillChange *copy = g_new0 (ZbPrefillChange, 1);

  copy->cell = clean (change->cell);
  copy->from = clean (change->from);
  copy->to = clean (change->to);
  copy->reason = clean (change->reason);
  take_note (report->prefill_changes, copy);
}

gboolean
zb_report_remove_prefill_change (ZbReport *report, const char *cell)
{
  return remove_note (report->prefill_changes, cell);
}

guint
zb_report_n_prefill_changes (const ZbReport *report)
{
  return report->prefill_changes->len;
}

const ZbPrefillChange *
zb_report_prefill_change (const ZbReport *report, guint index)
{
  g_return_val_if_fail (index < report->prefill_changes->len, NULL);
  return report->prefill_changes->pdata[index];
}

void
zb_report_attach (ZbReport *report, const ZbAttachment *attachment)
{
  ZbAttachment *copy = g_new0 (ZbAttachment, 1);

  copy->name = clean (attachment->name);
  copy->type = clean (attachment->type);
  copy->size = attachment->size;
  copy->digest = clean (attachment->digest);
  take_note (report->attachments, copy);
}

gboolean
zb_report_detach (ZbReport *report, const char *name)
{
  return remove_note (report->attachments, name);
}

guint
zb_report_n_attachments (const ZbReport *report)
{
  return report->attachments->len;
}

const ZbAttachment *
zb_report_attachment (const ZbReport *report, guint index)
{
  g_return_val_if_fail (index < report->attachments->len, NULL);
  return report->attachments->pdata[index];
}
