/* SPDX-License-Identifier: Apache-2.0 */
#include "server/publishing/proposal.h"

#include "exchange/error.h"
#include "server/publishing/announcement.h"
#include "server/publishing/order-check.h"
#include "server/store/staff.h"

#include <string.h>

gboolean
zb_publishing_is_admin (
    ZbStore *store, const char *name, const char *tenant, gboolean *ret_is, GError **error)
{
  g_autoptr (GPtrArray) posts = zb_store_list_posts (store, name, error);

  *ret_is = FALSE;
  for (guint i = 0; posts != NULL && i < posts->len; i++) {
    const ZbStaff *post = g_ptr_array_index (posts, i);

    *ret_is = *ret_is || (strcmp (post->tenant, tenant) == 0 && strcmp (post->role, "admin") == 0 &&
                          post->areas->len == 0);
  }
  return posts != NULL;
}

/* That @signature is of @name, who administers the form's system. *@ret_certificate is (transfer
 * full). */
static gboolean
check_signer (const ZbPublisher *publisher,
              const ZbPublication *order,
              GBytes *statement,
              GBytes *signature,
              const char *name,
              gint64 at,
              ZbCertificate **ret_certificate,
              GError **error)
{
  const ZbPublisherOptions *options = zb_publisher_options (publisher);
  ZbSignatureInfo info = {0};
  gboolean is_admin = FALSE;

  if (!zb_publication_verify_signature (statement, signature, options->trust, at, at, &info, error))
    return FALSE;
  g_autoptr (ZbCertificate) certificate = zb_certificate_ref (info.signer);
  zb_signature_info_clear (&info);
  if (strcmp (zb_certificate_name (certificate), name) != 0) {
    g_set_error (error, ZB_PUBLISHING_ERROR, ZB_PUBLISHING_ERROR_WRONG_SIGNER,
                 "the signature is of %s, the connection of %s", zb_certificate_name (certificate),
                 name);
    return FALSE;
  }
  if (!zb_publishing_is_admin (options->store, name, order->system, &is_admin, error))
    return FALSE;
  if (!is_admin) {
    g_set_error (error, ZB_PUBLISHING_ERROR, ZB_PUBLISHING_ERROR_WRONG_SIGNER,
                 "%s does not administer the forms of %s", name, order->system);
    return FALSE;
  }
  *ret_certificate = g_steal_pointer (&certificate);
  return TRUE;
}

/* *@ret_bundle and *@ret_trial are NULL for a withdrawal. */
static gboolean
check_order (const ZbPublisher *publisher,
             const ZbSignedPublication *archive,
             GBytes **ret_bundle,
             ZbPackageTrial **ret_trial,
             GError **error)
{
  if (strcmp (archive->publication->kind, "publish") == 0)
    return zb_order_check_package (publisher, archive, ret_bundle, ret_trial, error);
  return zb_order_check_withdrawal (publisher, archive->publication, error);
}

static gboolean
commit (const ZbPublisher *publisher,
        ZbActKind kind,
        gconstpointer what,
        const ZbAnnouncement *announcement,
        const ZbAsking *asking,
        gint64 *ret_id,
        GError **error)
{
  const GArray *notices = announcement != NULL ? announcement->notices : NULL;
  ZbAct act = {.kind = kind,
               .what = what,
               .time = asking->now,
               .who = asking->name,
               .notices = notices != NULL ? (const ZbActNotice *)notices->data : NULL,
               .n_notices = notices != NULL ? notices->len : 0,
               .key = asking->key};
  ZbActResult result = {0};
  gboolean done =
      zb_store_commit_one (zb_publisher_options (publisher)->store, &act, &result, error);

  if (done && ret_id != NULL)
    *ret_id = result.id;
  zb_act_result_clear (&result);
  return done;
}

static gboolean
check_one_signature (const ZbSignedPublication *archive, GError **error)
{
  if (archive->signatures[0] != NULL && archive->signatures[1] == NULL)
    return TRUE;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE,
               archive->signatures[0] == NULL ? "the statement is not signed"
                                              : "the second signature comes with its confirmation");
  return FALSE;
}

gboolean
zb_publisher_propose (ZbPublisher *publisher,
                      GBytes *archive,
                      const ZbAsking *asking,
                      gint64 *ret_id,
                      ZbPackageTrial **ret_trial,
                      GError **error)
{
  g_autoptr (ZbSignedPublication) opened =
      zb_signed_publication_open ("publication", archive, error);
  g_autoptr (ZbCertificate) signer = NULL;
  g_autoptr (ZbPackageTrial) trial = NULL;
  g_autoptr (GBytes) bundle = NULL;

  if (opened == NULL || !check_one_signature (opened, error) ||
      !zb_order_check_place (publisher, opened->publication, asking->now, error) ||
      !check_signer (publisher, opened->publication, opened->statement, opened->signatures[0],
                     asking->name, asking->now, &signer, error) ||
      !check_order (publisher, opened, &bundle, &trial, error))
    return FALSE;
  const ZbPublicationAct act = {
      .order = opened->publication,
      .statement = opened->statement,
      .signature = opened->signatures[0],
      .signer = zb_certificate_digest (signer),
      .archive = archive,
  };
  if (!commit (publisher, ZB_ACT_PUBLICATION, &act, NULL, asking, ret_id, error))
    return FALSE;
  *ret_trial = g_steal_pointer (&trial);
  return TRUE;
}

/* What was proposed, still as it was signed. */
static ZbSignedPublication *
open_stored (const ZbPublisher *publisher, const ZbStoredPublication *stored, GError **error)
{
  g_autofree char *source = g_strdup_printf ("publication %" G_GINT64_FORMAT, stored->id);
  g_autoptr (GBytes) archive = zb_store_read_publication_archive (
      zb_publisher_options (publisher)->store, stored->id, error);
  g_autoptr (ZbSignedPublication) opened =
      archive != NULL ? zb_signed_publication_open (source, archive, error) : NULL;

  if (opened == NULL)
    return NULL;
  if (g_bytes_equal (opened->statement, stored->statement))
    return g_steal_pointer (&opened);
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_DIGEST,
               "%s: its statement is not the one that was signed", source);
  return NULL;
}

/* Both signers, who must be two. *@ret_second is (transfer full). */
static gboolean
check_signers (const ZbPublisher *publisher,
               const ZbStoredPublication *stored,
               const ZbSignedPublication *opened,
               GBytes *signature,
               const ZbAsking *asking,
               ZbCertificate **ret_second,
               GError **error)
{
  g_autoptr (ZbCertificate) first = NULL;
  g_autoptr (ZbCertificate) second = NULL;

  if (!check_signer (publisher, opened->publication, opened->statement, stored->signature,
                     stored->who, asking->now, &first, error) ||
      !check_signer (publisher, opened->publication, opened->statement, signature, asking->name,
                     asking->now, &second, error) ||
      !zb_publication_check_two (first, second, error))
    return FALSE;
  *ret_second = g_steal_pointer (&second);
  return TRUE;
}

gboolean
zb_publisher_confirm (
    ZbPublisher *publisher, gint64 id, GBytes *signature, const ZbAsking *asking, GError **error)
{
  ZbStore *store = zb_publisher_options (publisher)->store;
  g_autoptr (ZbStoredPublication) stored = zb_store_read_publication (store, id, error);
  g_autoptr (ZbSignedPublication) opened =
      stored != NULL ? open_stored (publisher, stored, error) : NULL;
  g_autoptr (ZbCertificate) second = NULL;
  g_autoptr (ZbPackageTrial) trial = NULL;
  g_autoptr (GBytes) bundle = NULL;
  g_auto (ZbAnnouncement) announcement = {0};

  if (opened == NULL)
    return FALSE;
  /* Said again: the answer to the first time was lost. */
  if (stored->confirmed > 0 && strcmp (stored->second, asking->name) == 0)
    return TRUE;
  if (!check_signers (publisher, stored, opened, signature, asking, &second, error) ||
      !check_order (publisher, opened, &bundle, &trial, error) ||
      !zb_announcement_make (store, stored, &announcement, error))
    return FALSE;
  const ZbPublicationConfirmation confirmation = {
      .publication = id,
      .signature = signature,
      .signer = zb_certificate_digest (second),
      .bundle = bundle,
  };
  return commit (publisher, ZB_ACT_PUBLICATION_CONFIRMATION, &confirmation, &announcement, asking,
                 NULL, error) &&
         zb_publisher_refresh (publisher, asking->now, FALSE, error);
}
