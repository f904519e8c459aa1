/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "storage/database.h"

/* A transaction, or a savepoint inside one. Freed without commit it rolls back. */
typedef struct _ZbTransaction ZbTransaction;

/* Takes the write lock at once, so that it cannot fail half-way for another writer. */
ZbTransaction *zb_transaction_begin (ZbDatabase *database, GError **error);
/* All reads until it is freed see one moment. */
ZbTransaction *zb_transaction_begin_read (ZbDatabase *database, GError **error);
/* A part of the open transaction that can be undone alone. */
ZbTransaction *zb_transaction_begin_nested (ZbDatabase *database, GError **error);
/* Durable when it returns TRUE (a nested one: kept with the outer). On failure it is rolled back.
 */
gboolean zb_transaction_commit (ZbTransaction *transaction, GError **error);
void zb_transaction_free (ZbTransaction *transaction);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbTransaction, zb_transaction_free)
