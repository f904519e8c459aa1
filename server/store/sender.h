/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/store/mandate.h"
#include "server/store/unit.h"

/* What is asked of whoever sends a message, with every message: kept from one to the next, and
 * shared, so nobody changes it. */
typedef struct {
  ZbUnit *unit;        /* as of the day asked */
  GPtrArray *mandates; /* ZbMandate: all that were given for it */
  gboolean commits;    /* there are commitments to messages under the code asked */
} ZbSender;

void zb_sender_unref (ZbSender *sender);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbSender, zb_sender_unref)

/* (transfer full): by any code the unit bears or has borne. NOT_FOUND without the unit. */
ZbSender *zb_store_read_sender (ZbStore *store, const char *code, const char *day, GError **error);
