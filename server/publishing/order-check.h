/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/signed-publication.h"
#include "server/publishing/publisher.h"
#include "validators/review/package-trial.h"

/* What is looked at before an order is kept, and again before it holds. */

/* That the statement is for this node and of about now. */
gboolean zb_order_check_place (const ZbPublisher *publisher,
                               const ZbPublication *order,
                               gint64 now,
                               GError **error);
/* The form in @archive: that it is what the statement names, passes its check, asks what its
 * edition asked before. *@ret_bundle and *@ret_trial are (transfer full). */
gboolean zb_order_check_package (const ZbPublisher *publisher,
                                 const ZbSignedPublication *archive,
                                 GBytes **ret_bundle,
                                 ZbPackageTrial **ret_trial,
                                 GError **error);
/* That no report stands in a period for which nothing would be left to fill it by. */
gboolean zb_order_check_withdrawal (const ZbPublisher *publisher,
                                    const ZbPublication *order,
                                    GError **error);
