/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* A key by its id, and where it is: what the URI of exchange/token.h says. */
typedef struct {
  char *module, *label;
  GBytes *id;
} ZbTokenPlace;

#define ZB_TOKEN_MOST_ID 64 /* bytes */

void zb_token_place_clear (ZbTokenPlace *place);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ZbTokenPlace, zb_token_place_clear)

gboolean zb_token_place_read (const char *uri, ZbTokenPlace *ret_place, GError **error);
char *zb_token_place_write (const ZbTokenPlace *place); /* (transfer full) */
