/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/store-private.h"

/* Before the first act of a group: what was written and belongs to no act never will, so that an
 * act does not put its name to what somebody wrote by other ways. */
gboolean zb_change_disown (ZbDatabase *database, GError **error);
/* The log record of what the act has changed so far; NULL if that is nothing. (transfer full) */
gboolean zb_change_take_record (ZbApply *apply, char **ret_record, GError **error);
/* Notes that this record was put at @leaf. */
gboolean zb_change_settle (ZbApply *apply, gint64 leaf, GError **error);
