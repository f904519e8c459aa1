/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/form.h"

/* Finding one's way in a form. Indexes are -1 where nothing is found. */

int zb_form_find_section (const ZbForm *form, const char *id);
int zb_form_find_field (const ZbForm *form, const char *id);    /* header fields, then signers */
const ZbField *zb_form_field (const ZbForm *form, guint index); /* same numbering */
guint zb_form_n_fields (const ZbForm *form);
int zb_section_find_row (const ZbSection *section, const char *code); /* fixed sections */
int zb_section_find_column (const ZbSection *section, const char *code);

/* Set a ZB_FORMS_ERROR_NOT_FOUND that names what is not there and what was probably meant, and
 * return FALSE. */
gboolean zb_form_fail_section (const ZbForm *form, const char *id, GError **error);
gboolean zb_form_fail_field (const ZbForm *form, const char *id, GError **error);
gboolean zb_section_fail_row (const ZbSection *section, const char *code, GError **error);
gboolean zb_section_fail_column (const ZbSection *section, const char *code, GError **error);

#define ZB_SECTION_MAX_KEY_LENGTH 20
/* Whether @key may name a dynamic row: ^[A-Za-z0-9]{1,20}$. */
gboolean zb_section_is_key (const char *key);

/* The spec of a cell. In a dynamic section @key names the row and its entry's measure and scale
 * override the column's; in a fixed one @key is the row's code. FALSE if there is no such row. */
gboolean zb_section_cell_spec (const ZbSection *section,
                               const char *key,
                               guint column,
                               ZbCellSpec *ret_spec);

/* The same for a dynamic row whose entry is known already; @entry NULL if the list lacks it. */
ZbCellSpec zb_section_entry_spec (const ZbSection *section, const ZbCode *entry, guint column);

/* Whether this edition of the form serves @period: its kind, not before it is valid nor after it
 * expires. */
gboolean zb_form_serves (const ZbForm *form, ZbPeriod period);
/* Whether @period is one this form collects (kind, January), and the collected period before it in
 * the same year; FALSE if @period is the first of its year. @joint: the calendar's word that
 * @period is joint. */
gboolean zb_form_collects (const ZbForm *form, ZbPeriod period);
gboolean zb_form_is_joint (const ZbForm *form, ZbPeriod period);
gboolean zb_form_previous (const ZbForm *form, ZbPeriod period, ZbPeriod *ret_previous);

/* "A.01.1", or "B.3974.2" for a dynamic row; caller frees. */
char *zb_form_item_id (const ZbForm *form, guint section, const char *key, guint column);
/* Takes an item id apart again; FALSE if the form has no such section, fixed row or column. The row
 * code or key is for the caller to free. */
gboolean zb_form_split_item_id (
    const ZbForm *form, const char *item_id, guint *ret_section, char **ret_key, guint *ret_column);
