/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/error.h"
#include "forms/catalogue.h"
#include "forms/clock.h"
#include "validators/rulebook.h"

/* Where a person's reporting lives on his own machine: one folder with a database (accounts,
 * drafts, outbox, receipts, forms, history) and the key files. A handle belongs to one thread; open
 * a second one for a worker. */
typedef struct _ZbWorkspace ZbWorkspace;

/* Opens @path, making it (mode 0700) if needed. @clock is copied. */
ZbWorkspace *zb_workspace_open (const char *path, const ZbClock *clock, GError **error);
void zb_workspace_free (ZbWorkspace *workspace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbWorkspace, zb_workspace_free)

const char *zb_workspace_path (const ZbWorkspace *workspace);
gint64 zb_workspace_now (const ZbWorkspace *workspace);
/* All form packages fetched so far; read at opening and by zb_library_sync(). Borrowed. */
ZbCatalogue *zb_workspace_catalogue (ZbWorkspace *workspace);
/* Their compiled rules. Borrowed. */
ZbRulebook *zb_workspace_rulebook (ZbWorkspace *workspace);
