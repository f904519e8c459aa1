/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/anchors.h"

#include "exchange/certificate-private.h"

void
zb_anchors_init (ZbAnchors *anchors)
{
  anchors->store = X509_STORE_new ();
  anchors->authorities = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
  anchors->intermediates = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
  anchors->crls =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)zb_crl_free);
  anchors->others =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)zb_unit_rule_unref);
}

void
zb_anchors_clear (ZbAnchors *anchors)
{
  X509_STORE_free (anchors->store);
  g_ptr_array_unref (anchors->authorities);
  g_ptr_array_unref (anchors->intermediates);
  g_hash_table_unref (anchors->crls);
  g_hash_table_unref (anchors->others);
}

void
zb_anchors_add (ZbAnchors *anchors, ZbCertificate *certificate, gboolean root)
{
  g_ptr_array_add (anchors->authorities, zb_certificate_ref (certificate));
  if (root)
    X509_STORE_add_cert (anchors->store, zb_certificate_x509 (certificate));
  else
    g_ptr_array_add (anchors->intermediates, zb_certificate_ref (certificate));
}

void
zb_anchors_add_crl (ZbAnchors *anchors, ZbCrl *crl)
{
  const ZbCrl *known = g_hash_table_lookup (anchors->crls, zb_crl_issuer (crl));
  if (known != NULL && zb_crl_compare_age (known, crl) > 0) {
    zb_crl_free (crl);
    return;
  }
  g_hash_table_replace (anchors->crls, g_strdup (zb_crl_issuer (crl)), crl);
}

GPtrArray *
zb_anchors_copy_authorities (const ZbAnchors *anchors)
{
  return g_ptr_array_copy (anchors->authorities, (GCopyFunc)(gpointer)zb_certificate_ref, NULL);
}

ZbCertificate *
zb_anchors_find_authority (const ZbAnchors *anchors, const void *der, gsize length)
{
  for (guint i = 0; i < anchors->authorities->len; i++) {
    ZbCertificate *authority = anchors->authorities->pdata[i];
    if (zb_certificate_is (authority, der, length))
      return authority;
  }
  return NULL;
}

static gboolean
is_self_issued (const ZbCertificate *certificate)
{
  X509 *x509 = zb_certificate_x509 (certificate);
  return X509_NAME_cmp (X509_get_subject_name (x509), X509_get_issuer_name (x509)) == 0;
}

/* Of another authority no root may be one that is trusted for more, or by another rule. */
static gboolean
check_others (GPtrArray *certificates, GPtrArray *known, GError **error)
{
  guint roots = 0;

  for (guint i = 0; i < certificates->len; i++) {
    const ZbCertificate *one = certificates->pdata[i];
    for (guint k = 0; k < known->len; k++)
      if (g_str_equal (zb_certificate_digest (known->pdata[k]), zb_certificate_digest (one)))
        return zb_certificate_fail (error, ZB_EXCHANGE_ERROR_MALFORMED, one, "is trusted already");
    roots += is_self_issued (one);
  }
  if (roots > 0)
    return TRUE;
  g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_MALFORMED, "there is no root in it");
  return FALSE;
}

void
zb_bundle_clear (ZbBundle *bundle)
{
  g_clear_pointer (&bundle->certificates, g_ptr_array_unref);
  g_clear_pointer (&bundle->crls, g_ptr_array_unref);
}

gboolean
zb_bundle_read (const char *pem,
                gsize length,
                GPtrArray *known,
                gboolean others,
                ZbBundle *ret_bundle,
                GError **error)
{
  g_auto (ZbBundle) bundle = {zb_certificate_read_all (pem, length, error),
                              g_ptr_array_new_with_free_func ((GDestroyNotify)zb_crl_free)};
  if (bundle.certificates == NULL || (others && !check_others (bundle.certificates, known, error)))
    return FALSE;
  g_autoptr (GPtrArray) issuers =
      g_ptr_array_copy (known, (GCopyFunc)(gpointer)zb_certificate_ref, NULL);
  g_ptr_array_extend (issuers, bundle.certificates, (GCopyFunc)(gpointer)zb_certificate_ref, NULL);
  if (!zb_crl_read_all (pem, length, issuers, bundle.crls, error))
    return FALSE;
  *ret_bundle = bundle;
  bundle = (ZbBundle){NULL, NULL};
  return TRUE;
}

void
zb_anchors_add_bundle (ZbAnchors *anchors, ZbBundle *bundle, ZbUnitRule *rule)
{
  for (guint i = 0; i < bundle->certificates->len; i++) {
    ZbCertificate *certificate = bundle->certificates->pdata[i];
    gboolean root = is_self_issued (certificate);

    zb_anchors_add (anchors, certificate, root);
    if (rule != NULL && root)
      g_hash_table_replace (anchors->others, g_strdup (zb_certificate_digest (certificate)),
                            zb_unit_rule_ref (rule));
  }
  while (bundle->crls->len > 0)
    zb_anchors_add_crl (anchors, g_ptr_array_steal_index (bundle->crls, 0));
}
