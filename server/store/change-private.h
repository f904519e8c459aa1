/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store-private.h"

/* The log record of what the act has changed so far; NULL if that is nothing. (transfer full) */
gboolean zb_change_take_record (ZbApply *apply, char **ret_record, GError **error);
/* Notes that this record was put at @leaf. */
gboolean zb_change_settle (ZbApply *apply, gint64 leaf, GError **error);
