/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "forms/form.h"
#include "forms/xml-model.h"

/* The parts of reading form.xml; see zb_form_read() in forms/form.h. */

#define ZB_FORM_MAX_SECTIONS 26
#define ZB_FORM_MAX_ROWS 5000  /* of a fixed section */
#define ZB_FORM_MAX_COLUMNS 64 /* of a section */
#define ZB_FORM_MAX_FIELDS 100 /* of head and of signers */
#define ZB_FORM_MAX_TEXT_LENGTH 2000
#define ZB_FORM_MAX_CELLS 50000 /* of all fixed sections */

/* Where the form declares the list @id among its <codelists>; NULL with an error at @node. Borrowed
 * from @form. */
ZbCodeList *
zb_form_require_list (const ZbForm *form, const ZbXmlNode *node, const char *id, GError **error);

/* Cell attributes of one level: those present in @node change @spec. @measured tells whether this
 * level said anything of measure or scale. */
gboolean
zb_cell_read_type (const ZbForm *form, const ZbXmlNode *node, ZbCellSpec *spec, GError **error);
gboolean
zb_cell_read_measure (const ZbXmlNode *node, ZbCellSpec *spec, gboolean *measured, GError **error);
gboolean zb_cell_read_flags (ZbForm *form, const ZbXmlNode *node, ZbCellSpec *spec, GError **error);
/* The concept and the span of time. */
gboolean
zb_cell_read_concept (const ZbForm *form, const ZbXmlNode *node, ZbCellSpec *spec, GError **error);
/* Runs when all of the cell is known: whether concept and cell agree in type, dimension and span.
 * Without both concept and span the cell has neither. */
gboolean zb_cell_settle_concept (const ZbXmlNode *node, ZbCellSpec *spec, GError **error);
/* A code cell needs a list, a text cell a length, other cells have neither. */
gboolean zb_cell_check (const ZbXmlNode *node, const ZbCellSpec *spec, GError **error);

/* Fills @section, which belongs to @form and is freed with it even when this fails. */
gboolean zb_section_read (ZbForm *form, const ZbXmlNode *node, ZbSection *section, GError **error);
