/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/trust.h"

#include "exchange/certificate-private.h"
#include "exchange/chain-memory.h"

#include <string.h>

struct _ZbTrust {
  gatomicrefcount refs;
  ZbForeignVet vet; /* (nullable) */
  gpointer vet_data;
  GRWLock lock; /* of all below; never held over a call to the outside */
  ZbAnchors anchors;
  gint64 grace;       /* of signing certificates */
  guint64 generation; /* counts changes, so that no result of before is kept behind one */
  ZbChainMemory *memory;
};

ZbTrust *
zb_trust_new (void)
{
  ZbTrust *trust = g_new0 (ZbTrust, 1);
  g_atomic_ref_count_init (&trust->refs);
  g_rw_lock_init (&trust->lock);
  zb_anchors_init (&trust->anchors);
  trust->memory = zb_chain_memory_new ();
  return trust;
}

ZbTrust *
zb_trust_ref (ZbTrust *trust)
{
  g_atomic_ref_count_inc (&trust->refs);
  return trust;
}

void
zb_trust_unref (ZbTrust *trust)
{
  if (trust == NULL || !g_atomic_ref_count_dec (&trust->refs))
    return;
  zb_anchors_clear (&trust->anchors);
  zb_chain_memory_free (trust->memory);
  g_rw_lock_clear (&trust->lock);
  g_free (trust);
}

/* Before a change. */
static void
begin_change (ZbTrust *trust)
{
  g_rw_lock_writer_lock (&trust->lock);
}

/* After it nothing that was verified before counts any more. */
static void
end_change (ZbTrust *trust)
{
  trust->generation++;
  zb_chain_memory_forget (trust->memory);
  g_rw_lock_writer_unlock (&trust->lock);
}

static void
add_authority (ZbTrust *trust, ZbCertificate *certificate, gboolean root)
{
  begin_change (trust);
  zb_anchors_add (&trust->anchors, certificate, root);
  end_change (trust);
}

void
zb_trust_add_root (ZbTrust *trust, ZbCertificate *root)
{
  add_authority (trust, root, TRUE);
}

void
zb_trust_add_intermediate (ZbTrust *trust, ZbCertificate *certificate)
{
  add_authority (trust, certificate, FALSE);
}

void
zb_trust_require_crl (ZbTrust *trust, gboolean required)
{
  begin_change (trust);
  trust->anchors.require_crl = required;
  end_change (trust);
}

void
zb_trust_set_grace (ZbTrust *trust, gint64 grace)
{
  g_rw_lock_writer_lock (&trust->lock);
  trust->grace = grace;
  g_rw_lock_writer_unlock (&trust->lock);
}

void
zb_trust_set_statuses (ZbTrust *trust, ZbStatusBook *book)
{
  begin_change (trust);
  trust->anchors.statuses = book;
  end_change (trust);
}

void
zb_trust_forget (ZbTrust *trust)
{
  begin_change (trust);
  end_change (trust);
}

static GPtrArray *
copy_authorities (ZbTrust *trust)
{
  g_rw_lock_reader_lock (&trust->lock);
  GPtrArray *copy = zb_anchors_copy_authorities (&trust->anchors);
  g_rw_lock_reader_unlock (&trust->lock);
  return copy;
}

gboolean
zb_trust_has_authority (ZbTrust *trust, const ZbCertificate *certificate)
{
  g_autoptr (GPtrArray) known = copy_authorities (trust);
  g_autofree char *wanted = zb_crl_issuer_id (certificate);
  gboolean found = FALSE;

  for (guint i = 0; !found && i < known->len; i++) {
    g_autofree char *id = zb_crl_issuer_id (known->pdata[i]);

    found = strcmp (id, wanted) == 0;
  }
  return found;
}

gboolean
zb_trust_add_crl (ZbTrust *trust, GBytes *der, GError **error)
{
  return zb_trust_add_crl_for (trust, der, G_MAXINT64, error);
}

gboolean
zb_trust_add_crl_for (ZbTrust *trust, GBytes *der, gint64 age, GError **error)
{
  g_autoptr (GPtrArray) authorities = copy_authorities (trust);
  ZbCrl *crl = zb_crl_read (der, authorities, error);
  if (crl == NULL)
    return FALSE;
  zb_crl_limit_age (crl, age);
  begin_change (trust);
  zb_anchors_add_crl (&trust->anchors, crl);
  end_change (trust);
  return TRUE;
}

/* @rule: NULL for authorities that are trusted for everything. */
static gboolean
add_pem (ZbTrust *trust,
         const char *source,
         const char *pem,
         gsize length,
         ZbUnitRule *rule,
         GError **error)
{
  g_autoptr (GPtrArray) known = copy_authorities (trust);
  g_auto (ZbBundle) bundle = {0};

  if (!zb_bundle_read (pem, length, known, rule != NULL, &bundle, error)) {
    g_prefix_error (error, "%s: ", source);
    return FALSE;
  }
  begin_change (trust);
  zb_anchors_add_bundle (&trust->anchors, &bundle, rule);
  end_change (trust);
  return TRUE;
}

gboolean
zb_trust_add_pem (ZbTrust *trust, const char *source, const char *pem, gsize length, GError **error)
{
  return add_pem (trust, source, pem, length, NULL, error);
}

gboolean
zb_trust_add_other (ZbTrust *trust,
                    const char *source,
                    const char *pem,
                    gsize length,
                    ZbUnitRule *rule,
                    GError **error)
{
  return add_pem (trust, source, pem, length, rule, error);
}

static const char *
name_use (ZbCertificateUse use)
{
  static const struct {
    ZbCertificateUse use;
    const char *words;
  } names[] = {
      {ZB_USE_SIGNING, "may not sign reports"},
      {ZB_USE_RECEIPT, "may not sign receipts"},
      {ZB_USE_TLS_CLIENT, "may not open connections"},
      {ZB_USE_TLS_SERVER, "may not serve connections"},
      {ZB_USE_TIMESTAMP, "may not stamp times"},
      {ZB_USE_OCSP, "may not answer for its authority"},
      {ZB_USE_TRUST, "may not sign trust bundles"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].use == use)
      return names[i].words;
  return "is not that of an authority";
}

static gboolean
check_use (const ZbCertificate *certificate, ZbCertificateUse use, GError **error)
{
  if (zb_certificate_has_unknown_critical (certificate))
    return zb_certificate_fail (error, ZB_EXCHANGE_ERROR_UNTRUSTED, certificate,
                                "has a critical extension that is not understood");
  return (zb_certificate_uses (certificate) & use) != 0 ||
         zb_certificate_fail (error, ZB_EXCHANGE_ERROR_UNTRUSTED, certificate, name_use (use));
}

static gboolean
was_verified (ZbTrust *trust,
              const ZbCertificate *certificate,
              ZbCertificateUse use,
              gboolean others,
              gint64 at)
{
  g_rw_lock_reader_lock (&trust->lock);
  const ZbChain *known =
      zb_chain_memory_find (trust->memory, zb_certificate_raw_digest (certificate));
  gboolean holds = known != NULL && (known->uses & use) != 0 && known->from <= at &&
                   at <= known->until && (others || !known->others);
  g_rw_lock_reader_unlock (&trust->lock);
  return holds;
}

static void
remember (ZbTrust *trust, const ZbChain *chain, guint64 generation)
{
  g_rw_lock_writer_lock (&trust->lock);
  if (trust->generation == generation)
    zb_chain_memory_add (trust->memory, chain);
  g_rw_lock_writer_unlock (&trust->lock);
}

gboolean
zb_trust_check_late (ZbTrust *trust,
                     ZbCertificate *certificate,
                     GPtrArray *extra,
                     ZbCertificateUse use,
                     gint64 at,
                     gint64 grace,
                     GError **error)
{
  gboolean others = (use & ZB_USE_BY_OTHERS) != 0;
  use &= ~ZB_USE_BY_OTHERS;
  if (!check_use (certificate, use, error))
    return FALSE;
  if (was_verified (trust, certificate, use, others, at))
    return TRUE;

  /* OpenSSL takes a certificate for over from its last second on. */
  gint64 end = zb_certificate_not_after (certificate), last = end - G_USEC_PER_SEC;
  gboolean late = end < at && at - end <= grace;
  const ZbChainQuestion question = {certificate, extra, late ? last : at, at, FALSE};
  ZbChain chain;
  g_rw_lock_reader_lock (&trust->lock);
  guint64 generation = trust->generation;
  gboolean good = zb_chain_follow (&trust->anchors, &question, &chain, error);
  g_rw_lock_reader_unlock (&trust->lock);
  if (!good)
    return FALSE;
  if (!late)
    remember (trust, &chain, generation);
  if (chain.others && !others)
    return zb_certificate_fail (error, ZB_EXCHANGE_ERROR_UNTRUSTED, certificate,
                                "is of an authority that certifies for reporting units only");
  return (chain.uses & use) != 0 ||
         zb_certificate_fail (error, ZB_EXCHANGE_ERROR_UNTRUSTED, certificate,
                              "is of an authority that may not certify for this use");
}

gboolean
zb_trust_check (ZbTrust *trust,
                ZbCertificate *certificate,
                GPtrArray *extra,
                ZbCertificateUse use,
                gint64 at,
                GError **error)
{
  g_rw_lock_reader_lock (&trust->lock);
  gint64 grace = (use & ZB_USE_SIGNING) != 0 ? trust->grace : 0;
  g_rw_lock_reader_unlock (&trust->lock);
  return zb_trust_check_late (trust, certificate, extra, use, at, grace, error);
}

gboolean
zb_trust_find_unit (ZbTrust *trust,
                    ZbCertificate *certificate,
                    gboolean *ret_others,
                    const char **ret_unit)
{
  gint64 last = zb_certificate_not_after (certificate) - G_USEC_PER_SEC;
  const ZbChainQuestion question = {certificate, NULL, last, last, TRUE};
  ZbChain found = {.others = FALSE};
  gboolean good = TRUE;

  g_rw_lock_reader_lock (&trust->lock);
  if (g_hash_table_size (trust->anchors.others) > 0) {
    const ZbChain *known =
        zb_chain_memory_find (trust->memory, zb_certificate_raw_digest (certificate));
    if (known != NULL)
      found = *known;
    else
      good = zb_chain_follow (&trust->anchors, &question, &found, NULL);
  }
  g_rw_lock_reader_unlock (&trust->lock);
  if (!good)
    return FALSE;
  *ret_others = found.others;
  *ret_unit = found.others ? found.unit : zb_certificate_unit (certificate);
  return TRUE;
}

/* (transfer full) (nullable): the certificate with this SHA-256 of its DER, if it was verified
 * lately. */
static ZbCertificate *
recall (ZbTrust *trust, const guint8 digest[ZB_DIGEST_SIZE])
{
  g_rw_lock_reader_lock (&trust->lock);
  const ZbChain *known = zb_chain_memory_find (trust->memory, digest);
  ZbCertificate *certificate = known != NULL ? zb_certificate_ref (known->certificate) : NULL;
  g_rw_lock_reader_unlock (&trust->lock);
  return certificate;
}

ZbCertificate *
zb_trust_recall_certificate (ZbTrust *trust, const char *digest)
{
  guint8 raw[ZB_DIGEST_SIZE];

  return zb_digest_from_hex (digest, raw) ? recall (trust, raw) : NULL;
}

void
zb_trust_set_vet (ZbTrust *trust, ZbForeignVet vet, gpointer data)
{
  trust->vet = vet;
  trust->vet_data = data;
}

void
zb_trust_vet_like (ZbTrust *trust, const ZbTrust *other)
{
  zb_trust_set_vet (trust, other->vet, other->vet_data);
}

gboolean
zb_trust_vet (
    const ZbTrust *trust, ZbForeignKind kind, const void *bytes, gsize length, GError **error)
{
  return trust->vet == NULL || trust->vet (kind, bytes, length, trust->vet_data, error);
}

gboolean
zb_trust_vet_bytes (const ZbTrust *trust, ZbForeignKind kind, GBytes *bytes, GError **error)
{
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);

  return zb_trust_vet (trust, kind, data, length, error);
}

/* (transfer full) (nullable): to hold bytes against those of the certificate they should be, and of
 * the authorities that travel with most signatures, takes less than to hash them. */
static ZbCertificate *
recall_same (ZbTrust *trust, const guint8 *named, const void *bytes, gsize length)
{
  g_rw_lock_reader_lock (&trust->lock);
  const ZbChain *known = named != NULL ? zb_chain_memory_find (trust->memory, named) : NULL;
  ZbCertificate *same = known != NULL && zb_certificate_is (known->certificate, bytes, length)
                            ? known->certificate
                            : zb_anchors_find_authority (&trust->anchors, bytes, length);
  if (same != NULL)
    zb_certificate_ref (same);
  g_rw_lock_reader_unlock (&trust->lock);
  return same;
}

ZbCertificate *
zb_trust_read_foreign (
    ZbTrust *trust, const guint8 *named, const void *bytes, gsize length, GError **error)
{
  guint8 digest[ZB_DIGEST_SIZE];
  ZbCertificate *known = recall_same (trust, named, bytes, length);

  if (known == NULL) {
    zb_digest_compute (bytes, length, digest);
    known = recall (trust, digest);
  }
  if (known != NULL)
    return known;
  return zb_trust_vet (trust, ZB_FOREIGN_CERTIFICATE, bytes, length, error)
             ? zb_certificate_read (bytes, length, error)
             : NULL;
}
