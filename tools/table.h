/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A table on the terminal: columns as wide as their widest cell, Chinese characters counted as two,
 * long heads in several lines. */
typedef struct _ZbTable ZbTable;

/* @heads: NULL-terminated; a head that begins with '>' aligns its column to the right. */
ZbTable *zb_table_new (const char *const *heads);
void zb_table_free (ZbTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTable, zb_table_free)

/* One text for each column; NULL is blank. */
void zb_table_add (ZbTable *table, const char *first, ...) G_GNUC_NULL_TERMINATED;
void zb_table_add_row (ZbTable *table, const char *const *texts);
void zb_table_print (const ZbTable *table);

/* "  name          value": one line of a description; nothing for a NULL or empty value. */
void zb_table_print_line (const char *name, const char *value);
