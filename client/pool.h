/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"
#include "forms/shared-figure.h"

/* What an enterprise has said already, in whatever form: its drafts and what it has sent, from
 * which other forms take the figures they share. */
typedef struct _ZbPool ZbPool;

/* Borrows both; reads reports when they are first asked for and keeps them as they were then. */
ZbPool *zb_pool_new (ZbWorkspace *workspace, const ZbAccount *account);
void zb_pool_free (ZbPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbPool, zb_pool_free)

/* A ZbFigureSourceFinder; @pool is a ZbPool. What was sent counts for more than a draft, unless it
 * was refused, returned or withdrawn. A report that cannot be read is none. */
gboolean
zb_pool_find (const char *form, ZbPeriod period, gpointer pool, ZbFigureSource *ret_source);
/* What other forms say of the report's concepts. (transfer full) array of ZbSharedFigure. */
GPtrArray *zb_pool_figures (ZbPool *pool, const ZbReport *report);
