/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "server/log/verify.h"

G_GNUC_PRINTF (5, 6)
void zb_log_report_add (ZbLogReport *report,
                        ZbLogFaultKind kind,
                        gint64 leaf,
                        const char *place,
                        const char *format,
                        ...);

/* Compares what the record at @leaf speaks of with what is stored: receipt, message, container,
 * decision, certificate. FALSE only if the store could not be read. */
gboolean
zb_log_verify_content (ZbStore *store, const ZbLeaf *leaf, ZbLogReport *report, GError **error);
