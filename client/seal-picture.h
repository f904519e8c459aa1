/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/account.h"

/* The picture of an enterprise's seal (印章图), a PNG, which is stamped on papers of what it
 * signed. Whether it can be drawn is asked of zb_seal_check() before it is kept. */

/* @png NULL takes it away. */
gboolean
zb_seal_picture_set (ZbWorkspace *workspace, const ZbAccount *account, GBytes *png, GError **error);
/* (transfer full); NULL without an error where there is none. */
GBytes *zb_seal_picture_read (ZbWorkspace *workspace, const ZbAccount *account, GError **error);
