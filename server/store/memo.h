/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* What the embedded back-end read of the register and the calendar, kept until an act may have
 * changed any of it: every report asks for the same few rows again. Thread-safe. */
typedef struct _ZbMemo ZbMemo;

#define ZB_MEMO_MAX_ITEMS 65536

ZbMemo *zb_memo_new (void);
void zb_memo_free (ZbMemo *memo);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbMemo, zb_memo_free)

/* Drops everything: called between the commit of an act that may matter and its answer. */
void zb_memo_forget (ZbMemo *memo);
/* Counts how often something was dropped; asked for before reading what is to be kept. */
guint64 zb_memo_age (ZbMemo *memo);
/* FALSE if nothing is known under @key; else *@ret_item is what @copy makes of the item (both may
 * be NULL: it is known that there is nothing). */
gboolean
zb_memo_find (ZbMemo *memo, const char *key, gpointer (*copy) (gpointer item), gpointer *ret_item);
/* Takes @item, freed by @free, unless something was forgotten since @age: then what was read may be
 * of before. */
void zb_memo_keep (ZbMemo *memo, const char *key, guint64 age, gpointer item, GDestroyNotify free);

/* Whether it is known that @unit has no report of @form and @period (zb_period_format()): rules ask
 * for months that were never reported with every report. */
gboolean zb_memo_lacks (ZbMemo *memo, gint64 unit, const char *form, const char *period);
void
zb_memo_keep_lack (ZbMemo *memo, gint64 unit, const char *form, const char *period, guint64 age);
/* It has come: as zb_memo_forget(), of this alone. */
void zb_memo_forget_lack (ZbMemo *memo, gint64 unit, const char *form, const char *period);
