/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/http/client.h"

/* A log of the campaign's own that a node witnesses: its records are their numbers. */
typedef struct _ZbAskedLog ZbAskedLog;

/* Has the closed node in @dir witness it. */
ZbAskedLog *zb_asked_log_new (const char *dir);
void zb_asked_log_free (ZbAskedLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbAskedLog, zb_asked_log_free)
/* Asks once for the line under the checkpoint of @size, from where the witness says that it is. */
gboolean zb_asked_log_ask (ZbAskedLog *log, ZbHttpClient *client, guint64 size);
/* The same for another log of as many records, one of which differs. */
gboolean zb_asked_log_lie (ZbAskedLog *log, ZbHttpClient *client);
