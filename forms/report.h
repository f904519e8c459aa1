/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/decimal.h"
#include "forms/form.h"

/* One report in memory: a form's cells for one statistical unit and period. Numbers are integers at
 * the scale of their cell. Rows of a dynamic section are kept sorted by key. Not thread-safe while
 * changed. */
typedef struct _ZbReport ZbReport;

typedef enum {
  ZB_REPORT_NORMAL,
  ZB_REPORT_NIL,
  ZB_REPORT_CORRECTION,
  ZB_REPORT_WITHDRAWAL
} ZbReportKind;

typedef enum {
  ZB_STATE_BLANK,
  ZB_STATE_VALUE,
  ZB_STATE_NOT_APPLICABLE,
  ZB_STATE_OUT_OF_SCOPE,
  ZB_STATE_WITHHELD,
} ZbCellState;

typedef struct {
  ZbCellState state;
  gint64 number;    /* at the cell's scale */
  const char *text; /* code, text or date cells; borrowed from the report */
} ZbCell;

#define ZB_REPORT_MAX_CELLS 200000

ZbReport *
zb_report_new (ZbForm *form, const char *package_digest, const char *unit, ZbPeriod period);
ZbReport *zb_report_copy (const ZbReport *report);
ZbReport *zb_report_ref (ZbReport *report);
void zb_report_unref (ZbReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbReport, zb_report_unref)

ZbForm *zb_report_form (const ZbReport *report);
const char *zb_report_package (const ZbReport *report); /* digest, hex */
const char *zb_report_unit (const ZbReport *report);    /* 统一社会信用代码 */
ZbPeriod zb_report_period (const ZbReport *report);
ZbReportKind zb_report_kind (const ZbReport *report);
void zb_report_set_kind (ZbReport *report, ZbReportKind kind);
const char *
zb_report_replaces (const ZbReport *report); /* (nullable) message id of the version before */
void zb_report_set_replaces (ZbReport *report, const char *message_id);
const char *
zb_report_on_behalf (const ZbReport *report); /* (nullable) who filled it for the unit */
void zb_report_set_on_behalf (ZbReport *report, const char *who);
const char *zb_report_context_digest (const ZbReport *report); /* (nullable) */
void zb_report_set_context_digest (ZbReport *report, const char *digest);

/* Header and signer fields, numbered as in forms/form-lookup.h. */
const char *zb_report_field (const ZbReport *report, guint field); /* NULL if blank */
gboolean zb_report_set_field (ZbReport *report, guint field, const char *text, GError **error);

guint zb_report_n_rows (const ZbReport *report, guint section);
const char *zb_report_row_key (const ZbReport *report, guint section, guint row);
/* (nullable) What the section's list says of a dynamic row. */
const ZbCode *zb_report_row_entry (const ZbReport *report, guint section, guint row);
int zb_report_find_row (const ZbReport *report, guint section, const char *key);
/* Adds a dynamic row (or finds it) and returns its index; -1 with an error for a key not in the
 * list's form
 * (^[A-Za-z0-9]{1,20}$) or too many rows. A well-formed code that the list lacks is taken: a class
 * not in our list warns, never blocks. */
int zb_report_add_row (ZbReport *report, guint section, const char *key, GError **error);
void zb_report_remove_row (ZbReport *report, guint section, guint row);

ZbCell zb_report_cell (const ZbReport *report, guint section, guint row, guint column);
gboolean zb_report_decimal (
    const ZbReport *report, guint section, guint row, guint column, ZbDecimal *ret_value);
gboolean zb_report_cell_spec (
    const ZbReport *report, guint section, guint row, guint column, ZbCellSpec *ret_spec);
/* Setting a cell that the form marks not applicable changes nothing; @number has at most 18 digits.
 */
void zb_report_set_number (ZbReport *report, guint section, guint row, guint column, gint64 number);
void
zb_report_set_text (ZbReport *report, guint section, guint row, guint column, const char *text);
/* Any state but ZB_STATE_VALUE; the cell's figure or text is dropped. */
void
zb_report_set_state (ZbReport *report, guint section, guint row, guint column, ZbCellState state);
/* Reads @text (canonical notation) by the cell's spec; "" blanks. Errors name the cell; computed
 * cells are taken, not applicable ones are refused as ZB_FORMS_ERROR_LOCKED. */
gboolean zb_report_set_canonical (
    ZbReport *report, guint section, guint row, guint column, const char *text, GError **error);

/* Row-major vectors of a section (n_rows × n_columns), borrowed until rows change: for engines and
 * stores. */
const gint64 *zb_report_numbers (const ZbReport *report, guint section);
const guint8 *zb_report_states (const ZbReport *report, guint section);
