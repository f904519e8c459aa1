/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <gtk/gtk.h>

/* A form as the printed sheet has it: title in the middle, at the right who issued it and under
 * which document, at the left who reports, the table, and below it those who sign. It shows what it
 * is given and knows no form. */
#define ZB_TYPE_FORM_SHEET (zb_form_sheet_get_type ())
G_DECLARE_FINAL_TYPE (ZbFormSheet, zb_form_sheet, ZB, FORM_SHEET, GtkWidget)

typedef enum {
  ZB_FORM_SHEET_HEADER, /* left of the title: the unit and the form's own header fields */
  ZB_FORM_SHEET_LEGAL,  /* right of it: code, issuer, document number, validity */
  ZB_FORM_SHEET_FOOTER, /* the signers, beside each other */
  ZB_FORM_SHEET_N_PARTS,
} ZbFormSheetPart;

GtkWidget *zb_form_sheet_new (void);

void zb_form_sheet_set_title (ZbFormSheet *sheet, const char *title);

/* "June 2024", below the title. */
void zb_form_sheet_set_period (ZbFormSheet *sheet, const char *period);

/* "Unit: CNY 1,000", at the right above the table; NULL for none. */
void zb_form_sheet_set_unit_line (ZbFormSheet *sheet, const char *text);

/* Adds "label: value" to a part. */
void zb_form_sheet_add_text (ZbFormSheet *sheet,
                             ZbFormSheetPart part,
                             const char *label,
                             const char *text);

/* Adds "label: [widget]" to a part; the label names the widget for screen readers and its mnemonic
 * goes there. Entries look like a line to write on. */
void zb_form_sheet_add_field (ZbFormSheet *sheet,
                              ZbFormSheetPart part,
                              const char *label,
                              GtkWidget *widget);

/* Takes all out of a part. */
void zb_form_sheet_clear_part (ZbFormSheet *sheet, ZbFormSheetPart part);

/* The table; replaces an earlier one, NULL for none. */
void zb_form_sheet_set_body (ZbFormSheet *sheet, GtkWidget *body);
