/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#define ZB_STOCK_INSERT_A_COMMIT 100

/* A new database of SQLite as it comes, without this suite's own ways to its files, so that what it
 * takes stays a measure when these get better. Aborts where SQLite fails. */
typedef struct _ZbStock ZbStock;

ZbStock *zb_stock_new (const char *path);
void zb_stock_free (ZbStock *stock);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbStock, zb_stock_free)
/* Puts in @rounds reports (hundreds): head, @message and packed figures of each, 100 to a durable
 * commit. */
void zb_stock_insert (ZbStock *stock, GBytes *message, guint rounds);
