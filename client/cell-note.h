/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"

/* What a person noted on a cell of a form for himself, month after month: where the figure is taken
 * from, whom to ask. It never leaves the workspace. */

#define ZB_CELL_NOTE_MAX_LENGTH 500 /* characters */

/* (transfer full) item id → note. */
GHashTable *zb_cell_notes_read (ZbWorkspace *workspace,
                                const ZbAccount *account,
                                const char *form,
                                GError **error);
/* A blank @note takes it away. ZB_CLIENT_ERROR_STATE if it is too long or holds what cannot be
 * kept. */
gboolean zb_cell_note_put (ZbWorkspace *workspace,
                           const ZbAccount *account,
                           const char *form,
                           const char *item,
                           const char *note,
                           GError **error);
