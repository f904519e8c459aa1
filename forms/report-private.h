/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/report-notes.h"
#include "forms/report.h"

/* What one section of a report holds. Vectors are row-major, n_rows × the section's columns. */
typedef struct {
  guint n_rows;
  guint capacity;         /* rows that the vectors have room for */
  char **keys;            /* dynamic only, sorted by strcmp() */
  const ZbCode **entries; /* of @keys in the section's list; NULL where it lacks one */
  gint64 *numbers;
  guint8 *states; /* ZbCellState */
  char **texts;   /* (nullable) made when the first text is set */
} ZbSectionData;

struct _ZbReport {
  ZbForm *form;
  char *package;
  char *unit;
  ZbPeriod period;
  ZbReportKind kind;
  char *replaces;       /* (nullable) */
  char *on_behalf;      /* (nullable) */
  char *context_digest; /* (nullable) */
  char **fields;        /* one per field of the form, NULL where blank */
  ZbSectionData *sections;
  guint n_cells; /* of all sections */
  GPtrArray *explanations;
  GPtrArray *prefill_changes;
  GPtrArray *attachments;
};

/* As report.xml writes them, by ZbReportKind; ended by NULL. */
extern const char *const zb_report_kind_names[];

/* Exchanges fields, rows and cells of two reports of one form. */
void zb_report_swap_contents (ZbReport *report, ZbReport *other);

void zb_section_data_init (ZbSectionData *data, const ZbSection *section);
void zb_section_data_clear (ZbSectionData *data, const ZbSection *section);
void
zb_section_data_copy (ZbSectionData *copy, const ZbSectionData *data, const ZbSection *section);

void zb_report_notes_init (ZbReport *report);
void zb_report_notes_clear (ZbReport *report);
/* Takes the strings of @explanation, which are clean, and leaves it empty. */
void zb_report_take_explanation (ZbReport *report, ZbExplanation *explanation);
void zb_report_notes_copy (ZbReport *copy, const ZbReport *report);

/* Where @wanted stands among @n strings sorted by strcmp(), or would have to be put; @name_at gives
 * one of them. The end is tried first, for readers add in order. */
guint zb_search_sorted (const char *wanted,
                        guint n,
                        const char *(*name_at) (gconstpointer names, guint index),
                        gconstpointer names,
                        gboolean *ret_found);

/* Checks @text against @spec as the notation of a cell or field of any type but number; the error
 * does not name the place. */
gboolean zb_cell_spec_check_text (const ZbCellSpec *spec, const char *text, GError **error);
