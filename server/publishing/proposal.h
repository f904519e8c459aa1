/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "exchange/signed-publication.h"
#include "server/publishing/error.h"
#include "server/publishing/publisher.h"
#include "server/store/publication.h"
#include "validators/review/package-trial.h"

/* A publication or withdrawal on its way: proposed by one administrator, checked, confirmed by
 * another. */

/* Who asks, as his connection proved. */
typedef struct {
  const char *name;
  const ZbActKey *key; /* (nullable) makes it repeatable */
  gint64 now;
} ZbAsking;

/* Whether @name holds the post of an administrator of @tenant now. */
gboolean zb_publishing_is_admin (
    ZbStore *store, const char *name, const char *tenant, gboolean *ret_is, GError **error);

/* Checks all of it (the statement, its one signature by who asks, the form as `zhibao form check`
 * does) and keeps it until a second administrator confirms it. @ret_trial is (transfer full), NULL
 * for a withdrawal. ZB_PUBLISHING_ERROR, ZB_EXCHANGE_ERROR, ZB_STORE_ERROR (EXISTS). */
gboolean zb_publisher_propose (ZbPublisher *publisher,
                               GBytes *archive,
                               const ZbAsking *asking,
                               gint64 *ret_id,
                               ZbPackageTrial **ret_trial,
                               GError **error);
/* Checks what was proposed once more, and @signature over the same statement by who asks; from then
 * on it holds, and the catalogue in use is renewed. */
gboolean zb_publisher_confirm (
    ZbPublisher *publisher, gint64 id, GBytes *signature, const ZbAsking *asking, GError **error);
