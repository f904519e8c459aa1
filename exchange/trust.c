/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/trust.h"

#include "exchange/certificate-private.h"
#include "exchange/crl.h"
#include "exchange/trust-private.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#define MAX_DEPTH 5
#define SECURITY_LEVEL                                                                             \
  2 /* 112 bits: RSA from 2048 bits, no SHA-1 in any certificate of the chain */
#define MAX_VERIFIED 65536

/* A certificate whose chain was verified, and the times for which that result holds. */
typedef struct {
  ZbCertificate *certificate;
  gint64 from;
  gint64 until;
  guint uses;       /* that every authority above it may give */
  gboolean others;  /* another authority's, who certifies for units only … */
  const char *unit; /* … (nullable) and names this one; interned */
  gboolean anchor_only;
} Verified;

struct _ZbTrust {
  gatomicrefcount refs;
  GRWLock lock; /* of all below; never held over a call to the outside */
  X509_STORE *store;
  GPtrArray *authorities;   /* ZbCertificate: roots and intermediates */
  GPtrArray *intermediates; /* ZbCertificate */
  GHashTable *crls;         /* issuer id → ZbCrl */
  GHashTable *others;       /* digest of another authority's root → ZbUnitRule */
  gboolean require_crl;
  gint64 grace;         /* of signing certificates */
  guint64 generation;   /* counts changes, so that no result of before is kept behind one */
  GHashTable *verified; /* raw digest, in the certificate → Verified */
};

static void
verified_free (gpointer data)
{
  Verified *verified = data;
  zb_certificate_unref (verified->certificate);
  g_free (verified);
}

static guint
digest_hash (gconstpointer key)
{
  guint hash = 0;
  memcpy (&hash, key, sizeof hash); /* a digest is spread evenly as it is */
  return hash;
}

static gboolean
digest_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, ZB_DIGEST_SIZE) == 0;
}

ZbTrust *
zb_trust_new (void)
{
  ZbTrust *trust = g_new0 (ZbTrust, 1);
  g_atomic_ref_count_init (&trust->refs);
  g_rw_lock_init (&trust->lock);
  trust->store = X509_STORE_new ();
  trust->authorities = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
  trust->intermediates = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
  trust->crls =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)zb_crl_free);
  trust->others =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)zb_unit_rule_unref);
  trust->verified = g_hash_table_new_full (digest_hash, digest_equal, NULL, verified_free);
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
  X509_STORE_free (trust->store);
  g_ptr_array_unref (trust->authorities);
  g_ptr_array_unref (trust->intermediates);
  g_hash_table_unref (trust->crls);
  g_hash_table_unref (trust->others);
  g_hash_table_unref (trust->verified);
  g_rw_lock_clear (&trust->lock);
  g_free (trust);
}

/* With the lock held: nothing that was verified before counts any more. */
static void
forget (ZbTrust *trust)
{
  trust->generation++;
  g_hash_table_remove_all (trust->verified);
}

static void
add_authority (ZbTrust *trust, ZbCertificate *certificate, gboolean root)
{
  g_ptr_array_add (trust->authorities, zb_certificate_ref (certificate));
  if (root)
    X509_STORE_add_cert (trust->store, zb_certificate_x509 (certificate));
  else
    g_ptr_array_add (trust->intermediates, zb_certificate_ref (certificate));
  forget (trust);
}

void
zb_trust_add_root (ZbTrust *trust, ZbCertificate *root)
{
  g_rw_lock_writer_lock (&trust->lock);
  add_authority (trust, root, TRUE);
  g_rw_lock_writer_unlock (&trust->lock);
}

void
zb_trust_add_intermediate (ZbTrust *trust, ZbCertificate *certificate)
{
  g_rw_lock_writer_lock (&trust->lock);
  add_authority (trust, certificate, FALSE);
  g_rw_lock_writer_unlock (&trust->lock);
}

void
zb_trust_require_crl (ZbTrust *trust, gboolean required)
{
  g_rw_lock_writer_lock (&trust->lock);
  trust->require_crl = required;
  forget (trust);
  g_rw_lock_writer_unlock (&trust->lock);
}

void
zb_trust_set_grace (ZbTrust *trust, gint64 grace)
{
  g_rw_lock_writer_lock (&trust->lock);
  trust->grace = grace;
  g_rw_lock_writer_unlock (&trust->lock);
}

/* With the lock held. @crl is taken; an older list than the one known is dropped. */
static void
add_crl (ZbTrust *trust, ZbCrl *crl)
{
  const ZbCrl *known = g_hash_table_lookup (trust->crls, zb_crl_issuer (crl));
  if (known != NULL && zb_crl_compare_age (known, crl) > 0) {
    zb_crl_free (crl);
    return;
  }
  g_hash_table_replace (trust->crls, g_strdup (zb_crl_issuer (crl)), crl);
  forget (trust);
}

static GPtrArray *
copy_authorities (ZbTrust *trust)
{
  g_rw_lock_reader_lock (&trust->lock);
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
  for (guint i = 0; i < trust->authorities->len; i++)
    g_ptr_array_add (copy, zb_certificate_ref (g_ptr_array_index (trust->authorities, i)));
  g_rw_lock_reader_unlock (&trust->lock);
  return copy;
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
  g_rw_lock_writer_lock (&trust->lock);
  add_crl (trust, crl);
  g_rw_lock_writer_unlock (&trust->lock);
  return TRUE;
}

static gboolean
is_self_issued (const ZbCertificate *certificate)
{
  X509 *x509 = zb_certificate_x509 (certificate);
  return X509_NAME_cmp (X509_get_subject_name (x509), X509_get_issuer_name (x509)) == 0;
}

static gboolean
fail (GError **error, ZbExchangeError code, const ZbCertificate *certificate, const char *what)
{
  g_set_error (error, ZB_EXCHANGE_ERROR, code, "the certificate of \"%s\" (serial %s) %s",
               zb_certificate_name (certificate), zb_certificate_serial (certificate), what);
  return FALSE;
}

/* Of another authority no root may be one that is trusted for more, or by another rule. */
static gboolean
check_others (GPtrArray *known, guint n_known, GError **error)
{
  guint roots = 0;

  for (guint i = n_known; i < known->len; i++) {
    const ZbCertificate *one = known->pdata[i];
    for (guint k = 0; k < n_known; k++)
      if (g_str_equal (zb_certificate_digest (known->pdata[k]), zb_certificate_digest (one)))
        return fail (error, ZB_EXCHANGE_ERROR_MALFORMED, one, "is trusted already");
    roots += is_self_issued (one);
  }
  if (roots > 0)
    return TRUE;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED, "there is no root in it");
  return FALSE;
}

/* With the lock held. */
static void
add_other (ZbTrust *trust, ZbCertificate *certificate, ZbUnitRule *rule)
{
  if (is_self_issued (certificate))
    g_hash_table_replace (trust->others, g_strdup (zb_certificate_digest (certificate)),
                          zb_unit_rule_ref (rule));
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
  g_autoptr (GPtrArray) certificates = zb_certificate_read_all (pem, length, error);
  g_autoptr (GPtrArray) known = copy_authorities (trust);
  g_autoptr (GPtrArray) crls = g_ptr_array_new ();
  guint n_known = known->len;
  for (guint i = 0; certificates != NULL && i < certificates->len; i++)
    g_ptr_array_add (known, zb_certificate_ref (g_ptr_array_index (certificates, i)));
  if (certificates == NULL || (rule != NULL && !check_others (known, n_known, error)) ||
      !zb_crl_read_all (pem, length, known, crls, error)) {
    g_ptr_array_foreach (crls, (GFunc)(gpointer)zb_crl_free, NULL);
    g_prefix_error (error, "%s: ", source);
    return FALSE;
  }

  g_rw_lock_writer_lock (&trust->lock);
  for (guint i = 0; i < certificates->len; i++) {
    ZbCertificate *certificate = g_ptr_array_index (certificates, i);
    add_authority (trust, certificate, is_self_issued (certificate));
    if (rule != NULL)
      add_other (trust, certificate, rule);
  }
  for (guint i = 0; i < crls->len; i++)
    add_crl (trust, g_ptr_array_index (crls, i));
  g_rw_lock_writer_unlock (&trust->lock);
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
    return fail (error, ZB_EXCHANGE_ERROR_UNTRUSTED, certificate,
                 "has a critical extension that is not understood");
  return (zb_certificate_uses (certificate) & use) != 0 ||
         fail (error, ZB_EXCHANGE_ERROR_UNTRUSTED, certificate, name_use (use));
}

/* With the lock held. Narrows @verified to the time for which the CRLs vouch. */
static gboolean
check_revocation (ZbTrust *trust,
                  const ZbCertificate *certificate,
                  const ZbCertificate *issuer,
                  gint64 at,
                  Verified *verified,
                  GError **error)
{
  g_autofree char *id = zb_crl_issuer_id (issuer);
  const ZbCrl *crl = g_hash_table_lookup (trust->crls, id);
  gint64 revoked_at = 0;
  if (verified->anchor_only)
    return TRUE;
  if (crl != NULL && zb_crl_find (crl, zb_certificate_serial (certificate), &revoked_at)) {
    if (revoked_at <= at)
      return fail (error, ZB_EXCHANGE_ERROR_REVOKED, certificate, "was revoked");
    verified->until = MIN (verified->until, revoked_at - 1);
  }
  if (!trust->require_crl)
    return TRUE;
  if (crl == NULL)
    return fail (error, ZB_EXCHANGE_ERROR_STALE_CRL, certificate,
                 "may have been revoked: its issuer's CRL is not here");
  if (zb_crl_next_update (crl) < at)
    return fail (error, ZB_EXCHANGE_ERROR_STALE_CRL, certificate,
                 "may have been revoked: its issuer's CRL is out of date");
  verified->until = MIN (verified->until, zb_crl_next_update (crl));
  return TRUE;
}

/* With the lock held. What another authority's root stands for. */
static gboolean
check_other (ZbTrust *trust, const ZbCertificate *root, Verified *verified, GError **error)
{
  const ZbUnitRule *rule = g_hash_table_lookup (trust->others, zb_certificate_digest (root));
  g_autofree char *unit = NULL;

  if (rule == NULL)
    return TRUE;
  verified->others = TRUE;
  verified->uses &= ZB_USE_SIGNING | ZB_USE_TLS_CLIENT | ZB_USE_CA;
  if ((zb_certificate_uses (verified->certificate) & ZB_USE_CA) != 0)
    return TRUE;
  unit = zb_unit_rule_apply (rule, verified->certificate, error);
  /* As many as there are units. */
  verified->unit = unit != NULL ? g_intern_string (unit) : NULL;
  return unit != NULL;
}

/* With the lock held. Every certificate of the chain OpenSSL found, from the end to the root. */
static gboolean
check_chain (ZbTrust *trust, STACK_OF (X509) * chain, gint64 at, Verified *verified, GError **error)
{
  g_autoptr (ZbCertificate) certificate = zb_certificate_ref (verified->certificate);
  for (int i = 0; i < sk_X509_num (chain); i++) {
    verified->from = MAX (verified->from, zb_certificate_not_before (certificate));
    verified->until = MIN (verified->until, zb_certificate_not_after (certificate));
    if (i + 1 == sk_X509_num (chain))
      return check_other (trust, certificate, verified, error);
    X509 *next = sk_X509_value (chain, i + 1);
    X509_up_ref (next);
    g_autoptr (ZbCertificate) issuer = zb_certificate_take (next, error);
    if (issuer == NULL || !check_revocation (trust, certificate, issuer, at, verified, error))
      return FALSE;
    verified->uses &= zb_certificate_issues (issuer);
    ZbCertificate *done = certificate;
    certificate = g_steal_pointer (&issuer);
    zb_certificate_unref (done);
  }
  return TRUE;
}

static gboolean
fail_chain (X509_STORE_CTX *context, const ZbCertificate *certificate, GError **error)
{
  int reason = X509_STORE_CTX_get_error (context);
  ERR_clear_error ();
  if (reason == X509_V_ERR_CERT_HAS_EXPIRED || reason == X509_V_ERR_CERT_NOT_YET_VALID) {
    gboolean own = X509_STORE_CTX_get_error_depth (context) == 0;
    gboolean expired = reason == X509_V_ERR_CERT_HAS_EXPIRED;
    return fail (
        error, ZB_EXCHANGE_ERROR_EXPIRED, certificate,
        own ? (expired ? "has expired" : "is not yet valid")
            : (expired ? "has an issuer that has expired" : "has an issuer that is not yet valid"));
  }
  g_autofree char *what =
      g_strdup_printf ("leads to no trusted root: %s", X509_verify_cert_error_string (reason));
  return fail (error, ZB_EXCHANGE_ERROR_UNTRUSTED, certificate, what);
}

static void
push_all (STACK_OF (X509) * stack, GPtrArray *certificates)
{
  for (guint i = 0; certificates != NULL && i < certificates->len; i++)
    sk_X509_push (stack, zb_certificate_x509 (g_ptr_array_index (certificates, i)));
}

/* With the lock held for reading. The chain holds at @chain_at, and nothing of it is revoked by
 * @at. */
static gboolean
verify_chain (ZbTrust *trust,
              GPtrArray *extra,
              gint64 chain_at,
              gint64 at,
              Verified *verified,
              GError **error)
{
  STACK_OF (X509) *untrusted = sk_X509_new_null ();
  push_all (untrusted, trust->intermediates);
  push_all (untrusted, extra);
  g_autoptr (X509_STORE_CTX) context = X509_STORE_CTX_new ();
  X509 *x509 = zb_certificate_x509 (verified->certificate);
  gboolean good = FALSE;
  if (X509_STORE_CTX_init (context, trust->store, x509, untrusted) != 1) {
    zb_openssl_fail (error, ZB_EXCHANGE_ERROR_UNTRUSTED, "the chain cannot be verified");
  } else {
    X509_VERIFY_PARAM *parameters = X509_STORE_CTX_get0_param (context);
    X509_VERIFY_PARAM_set_time (parameters, (time_t)(chain_at / G_USEC_PER_SEC));
    X509_VERIFY_PARAM_set_depth (parameters, MAX_DEPTH);
    X509_VERIFY_PARAM_set_auth_level (parameters, SECURITY_LEVEL);
    good = X509_verify_cert (context) == 1
               ? check_chain (trust, X509_STORE_CTX_get0_chain (context), at, verified, error)
               : fail_chain (context, verified->certificate, error);
  }
  X509_STORE_CTX_cleanup (context);
  sk_X509_free (untrusted);
  return good;
}

static gboolean
was_verified (ZbTrust *trust,
              const ZbCertificate *certificate,
              ZbCertificateUse use,
              gboolean others,
              gint64 at)
{
  g_rw_lock_reader_lock (&trust->lock);
  const Verified *known =
      g_hash_table_lookup (trust->verified, zb_certificate_raw_digest (certificate));
  gboolean holds = known != NULL && (known->uses & use) != 0 && known->from <= at &&
                   at <= known->until && (others || !known->others);
  g_rw_lock_reader_unlock (&trust->lock);
  return holds;
}

static void
remember (ZbTrust *trust, const Verified *verified, guint64 generation)
{
  Verified *entry = g_memdup2 (verified, sizeof *verified);
  zb_certificate_ref (entry->certificate);
  g_rw_lock_writer_lock (&trust->lock);
  if (trust->generation == generation) {
    if (g_hash_table_size (trust->verified) >= MAX_VERIFIED)
      g_hash_table_remove_all (trust->verified);
    g_hash_table_replace (trust->verified, (gpointer)zb_certificate_raw_digest (entry->certificate),
                          entry);
    entry = NULL;
  }
  g_rw_lock_writer_unlock (&trust->lock);
  if (entry != NULL)
    verified_free (entry);
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
  Verified verified = {
      .certificate = certificate, .from = G_MININT64, .until = G_MAXINT64, .uses = ~0U};
  g_rw_lock_reader_lock (&trust->lock);
  guint64 generation = trust->generation;
  gboolean good = verify_chain (trust, extra, late ? last : at, at, &verified, error);
  g_rw_lock_reader_unlock (&trust->lock);
  if (!good)
    return FALSE;
  if (!late)
    remember (trust, &verified, generation);
  if (verified.others && !others)
    return fail (error, ZB_EXCHANGE_ERROR_UNTRUSTED, certificate,
                 "is of an authority that certifies for reporting units only");
  return (verified.uses & use) != 0 ||
         fail (error, ZB_EXCHANGE_ERROR_UNTRUSTED, certificate,
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
  Verified found = {.certificate = certificate, .uses = ~0U, .anchor_only = TRUE};
  gboolean good = TRUE;

  g_rw_lock_reader_lock (&trust->lock);
  if (g_hash_table_size (trust->others) > 0) {
    const Verified *known =
        g_hash_table_lookup (trust->verified, zb_certificate_raw_digest (certificate));
    if (known != NULL)
      found = *known;
    else
      good = verify_chain (trust, NULL, last, last, &found, NULL);
  }
  g_rw_lock_reader_unlock (&trust->lock);
  if (!good)
    return FALSE;
  *ret_others = found.others;
  *ret_unit = found.others ? found.unit : zb_certificate_unit (certificate);
  return TRUE;
}

ZbCertificate *
zb_trust_recall (ZbTrust *trust, const guint8 digest[32])
{
  g_rw_lock_reader_lock (&trust->lock);
  const Verified *known = g_hash_table_lookup (trust->verified, digest);
  ZbCertificate *certificate = known != NULL ? zb_certificate_ref (known->certificate) : NULL;
  g_rw_lock_reader_unlock (&trust->lock);
  return certificate;
}

ZbCertificate *
zb_trust_recall_certificate (ZbTrust *trust, const char *digest)
{
  guint8 raw[ZB_DIGEST_SIZE];

  return zb_digest_from_hex (digest, raw) ? zb_trust_recall (trust, raw) : NULL;
}

ZbCertificate *
zb_trust_read_certificate (ZbTrust *trust, const void *der, gsize length, GError **error)
{
  guint8 digest[ZB_DIGEST_SIZE];

  zb_digest_compute (der, length, digest);
  ZbCertificate *known = zb_trust_recall (trust, digest);
  return known != NULL ? known : zb_certificate_read (der, length, error);
}
