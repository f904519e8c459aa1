/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "tests/faults/storm.h"

/* Who asks for what only one holder of a key can give, again and again while the storm lasts: the
 * state of a certificate, a time stamp, a witness's line, or the same certificates for an
 * invitation. */
typedef struct _ZbAsker ZbAsker;

/* For the holder of @role, or who vets "request"s; of one that reports themselves ask (or NULL) it
 * does nothing. The storm's node is closed. */
ZbAsker *zb_asker_new (ZbStorm *storm, const char *role);
void zb_asker_free (ZbAsker *asker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZbAsker, zb_asker_free)
void zb_asker_begin (ZbAsker *asker);
/* Until one more question was answered; FALSE with a problem in @report after 30 s without. */
gboolean zb_asker_wait (ZbAsker *asker, ZbFaultReport *report);
void zb_asker_end (ZbAsker *asker, ZbFaultReport *report);
