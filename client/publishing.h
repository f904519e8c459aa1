/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "client/session.h"
#include "exchange/signed-publication.h"
#include "exchange/signer.h"
#include "forms/catalogue.h"

/* An administrator's part in publishing forms: signed here, checked and kept by the server. */
typedef struct {
  const char *from; /* (nullable) the first period */
  gint64 at;        /* not before; 0: at once */
  gboolean hotfix;
  const char *reason;
} ZbPublishingOrder;

/* All files of the package folder @path and the code lists that it uses, from @catalogue, with a
 * statement signed by @signer: what the server takes (exchange/signed-publication.h). @ret_package
 * is (transfer full). */
GBytes *zb_publishing_pack (const ZbAccount *account,
                            const char *path,
                            ZbCatalogue *catalogue,
                            const ZbPublishingOrder *order,
                            ZbSigner *signer,
                            gint64 now,
                            ZbPackage **ret_package,
                            GError **error);
/* The same to withdraw @package, from order->from on. */
GBytes *zb_publishing_pack_withdrawal (const ZbAccount *account,
                                       const ZbPackage *package,
                                       const ZbPublishingOrder *order,
                                       ZbSigner *signer,
                                       gint64 now,
                                       GError **error);
/* Sends either; the number it was given. @ret_answer (nullable) is what the server found,
 * (transfer full). */
gboolean zb_publishing_propose (
    ZbSession *session, GBytes *archive, gint64 *ret_number, ZbJson **ret_answer, GError **error);

/* What another administrator proposed as @number: its files are those he signed, and his signature
 * stands. @ret_who (transfer full) is his name. */
ZbSignedPublication *zb_publishing_fetch (const ZbAccount *account,
                                          ZbSession *session,
                                          gint64 number,
                                          gint64 now,
                                          char **ret_who,
                                          GError **error);
/* Signs what was fetched and confirms it. */
gboolean zb_publishing_confirm (ZbSession *session,
                                gint64 number,
                                const ZbSignedPublication *proposed,
                                ZbSigner *signer,
                                gint64 now,
                                GError **error);
