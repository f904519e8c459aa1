/* SPDX-License-Identifier: Apache-2.0 */
#include "client/sealing.h"

#include "exchange/commitment.h"
#include "exchange/container.h"
#include "exchange/digest.h"
#include "exchange/error.h"
#include "exchange/trust-bundle.h"
#include "forms/report-writer.h"
#include "forms/signing-role.h"

#include <string.h>

/* How long a message may be under way before it must be signed anew. */
#define LIFETIME (90 * G_TIME_SPAN_DAY)

void
zb_sealed_clear (ZbSealed *sealed)
{
  g_clear_pointer (&sealed->message_id, g_free);
  g_clear_pointer (&sealed->container, g_bytes_unref);
  g_clear_pointer (&sealed->commitment, g_bytes_unref);
  g_clear_pointer (&sealed->certificates, g_free);
}

static ZbEnvelope *
make_envelope (
    const ZbAccount *account, const ZbReport *report, ZbSigner *signer, guint priority, gint64 now)
{
  const ZbForm *form = zb_report_form (report);
  ZbEnvelope *envelope = zb_envelope_new ();

  envelope->message_id = zb_uuid_new (now);
  envelope->ref_message_id = g_strdup (zb_report_replaces (report));
  envelope->sender = g_strdup (zb_report_unit (report));
  envelope->sender_certificate = g_strdup (zb_certificate_digest (zb_signer_certificate (signer)));
  envelope->receiver = g_strdup (account->node);
  /* The unit's own place of registration; the server routes by it. */
  envelope->region = g_strndup (zb_report_unit (report) + 2, 6);
  envelope->form = g_strdup (form->id);
  envelope->edition = g_strdup_printf ("%s.%u", form->edition, form->revision);
  envelope->package = g_strdup (zb_report_package (report));
  envelope->period = zb_period_to_string (zb_report_period (report));
  envelope->created = now;
  envelope->expires = now + LIFETIME;
  envelope->priority = priority;
  envelope->suite = g_strdup (zb_signer_suite (signer));
  return envelope;
}

/* One passphrase, or one PIN, is for both. */
static GBytes *
commit_to (
    const ZbEnvelope *envelope, GBytes *container, ZbSigner *signer, gint64 now, GError **error)
{
  if (!container)
    return NULL;
  g_autofree char *digest = zb_digest_hex_of_bytes (container);
  const ZbCommitment commitment = {
      .node = envelope->receiver,
      .sender = envelope->sender,
      .message_id = envelope->message_id,
      .container = digest,
      .created = now,
  };

  return zb_commitment_sign (&commitment, signer, error);
}

/* With the certificates that @container leaves out: whoever is committed to must be able to give
 * them when he is asked, and only the very bytes count. (transfer full) */
static GBytes *
make_whole (GBytes *container, ZbSigner *signer, gboolean left_out, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  if (!left_out)
    return g_bytes_ref (container);
  g_ptr_array_add (all, zb_signer_certificate (signer));
  if (zb_signer_chain (signer))
    g_ptr_array_extend (all, (GPtrArray *)zb_signer_chain (signer), NULL, NULL);
  return zb_container_embed (container, all, error);
}

GBytes *
zb_seal_commit (GBytes *container, ZbSigner *signer, gint64 now, GError **error)
{
  g_autoptr (ZbContainer) opened = zb_container_open ("the container", container, error);

  return opened ? commit_to (zb_container_envelope (opened), container, signer, now, error) : NULL;
}

/* The signer's and those it was issued by. (transfer full) */
static char *
write_certificates (ZbSigner *signer)
{
  const GPtrArray *chain = zb_signer_chain (signer);
  GString *pem = g_string_new (NULL);
  g_autofree char *own = zb_certificate_to_pem (zb_signer_certificate (signer));

  g_string_append (pem, own);
  for (guint i = 0; chain && i < chain->len; i++) {
    g_autofree char *one = zb_certificate_to_pem (chain->pdata[i]);
    g_string_append (pem, one);
  }
  return g_string_free (pem, FALSE);
}

gboolean
zb_seal_reports (const ZbAccount *account,
                 const GPtrArray *reports,
                 ZbSigner *signer,
                 guint priority,
                 gint64 now,
                 ZbSealed *ret_sealed,
                 GError **error)
{
  return zb_seal_reports_as (account, reports, signer, 0, FALSE, priority, now, ret_sealed, error);
}

/* Better said here than by a refusal on deadline day. */
static gboolean
check_suite (const ZbAccount *account, const ZbSigner *signer, GError **error)
{
  g_autoptr (ZbTrustBundle) bundle = NULL;

  if (!account->bundle)
    return TRUE;
  bundle = zb_trust_bundle_read (account->url, account->bundle, error);
  if (!bundle)
    return FALSE;
  if (zb_trust_bundle_allows (bundle, zb_signer_suite (signer)))
    return TRUE;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_FORBIDDEN_SUITE,
               "%s takes no signatures by %s, but by %s", account->node, zb_signer_suite (signer),
               bundle->suites);
  return FALSE;
}

gboolean
zb_seal_reports_as (const ZbAccount *account,
                    const GPtrArray *reports,
                    ZbSigner *signer,
                    guint roles,
                    gboolean others,
                    guint priority,
                    gint64 now,
                    ZbSealed *ret_sealed,
                    GError **error)
{
  if (!check_suite (account, signer, error))
    return FALSE;
  g_autofree char *said = roles ? zb_signing_roles_to_text (roles) : NULL;
  g_autoptr (ZbEnvelope) envelope =
      make_envelope (account, reports->pdata[0], signer, priority, now);
  g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);

  for (guint i = 0; i < reports->len; i++) {
    GBytes *body = zb_report_write (reports->pdata[i]);
    g_autofree char *name =
        g_strdup_printf ("body/%03u-%s.xml", i + 1, zb_report_form (reports->pdata[i])->id);

    g_ptr_array_add (bodies, body);
    zb_envelope_add_payload (envelope, name, "application/xml", body);
  }
  g_autoptr (GBytes) unsigned_container =
      zb_container_build (envelope, (GBytes *const *)bodies->pdata, error);
  gboolean known = !others && g_strcmp0 (account->known, envelope->sender_certificate) == 0;
  g_autoptr (GBytes) container =
      unsigned_container
          ? zb_container_sign_as (unsigned_container, signer, said, now, !known, error)
          : NULL;
  g_autoptr (GBytes) whole = container ? make_whole (container, signer, known, error) : NULL;
  g_autoptr (GBytes) commitment = others ? NULL : commit_to (envelope, whole, signer, now, error);
  if (!whole || (!commitment && !others))
    return FALSE;
  *ret_sealed =
      (ZbSealed){g_strdup (envelope->message_id), g_steal_pointer (&container),
                 g_steal_pointer (&commitment), known ? write_certificates (signer) : NULL};
  return TRUE;
}

gboolean
zb_seal_report (const ZbAccount *account,
                const ZbReport *report,
                ZbSigner *signer,
                guint priority,
                gint64 now,
                ZbSealed *ret_sealed,
                GError **error)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  g_ptr_array_add (one, (gpointer)report);
  return zb_seal_reports (account, one, signer, priority, now, ret_sealed, error);
}
