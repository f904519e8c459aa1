/* SPDX-License-Identifier: Apache-2.0 */
#include "server/authority/list-source.h"

#include "exchange/crl.h"
#include "exchange/error.h"
#include "exchange/http/fetch.h"
#include "exchange/protocol.h"
#include "formats/file.h"

#define TOTAL_MS 60000

static ZbCrl *
read_list (GBytes *bytes, GPtrArray *issuers, GBytes **ret_der, GError **error)
{
  g_autoptr (GBytes) der = zb_crl_to_der (bytes, error);
  ZbCrl *crl = der ? zb_crl_read (der, issuers, error) : NULL;

  if (crl && ret_der)
    *ret_der = g_steal_pointer (&der);
  return crl;
}

/* What lies in the file; NULL where nothing does that holds. */
static ZbCrl *
read_known (const ZbListSource *source)
{
  g_autoptr (GBytes) bytes = zb_file_read (source->path, 2 * ZB_PROTOCOL_MAX_CRL, NULL);

  return bytes ? read_list (bytes, source->issuers, NULL, NULL) : NULL;
}

static gboolean
judge (const ZbCrl *crl, const ZbCrl *known, gint64 now, GError **error)
{
  if (zb_crl_next_update (crl) < now)
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_STALE_CRL,
                 "the list that is published there is out of date");
  else if (known && !g_str_equal (zb_crl_issuer (crl), zb_crl_issuer (known)))
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_UNTRUSTED,
                 "the list is of another authority than the one before");
  else if (known && zb_crl_compare_age (crl, known) < 0)
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_STALE_CRL,
                 "the list is older than the one that is here");
  else
    return TRUE;
  return FALSE;
}

static gboolean
keep (const ZbListSource *source, GBytes *der, GError **error)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (der, &length);

  return g_file_set_contents_full (source->path, data, (gssize)length,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

gboolean
zb_list_source_fetch (const ZbListSource *source,
                      gint64 now,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GBytes) bytes =
      zb_http_fetch (source->url, 2 * ZB_PROTOCOL_MAX_CRL, TOTAL_MS, cancellable, error);
  g_autoptr (GBytes) der = NULL;

  if (!bytes)
    return FALSE;
  g_autoptr (ZbCrl) crl = zb_trust_vet_bytes (source->trust, ZB_FOREIGN_LIST, bytes, error)
                              ? read_list (bytes, source->issuers, &der, error)
                              : NULL;
  g_autoptr (ZbCrl) known = crl ? read_known (source) : NULL;
  if (crl && judge (crl, known, now, error) &&
      ((known && zb_crl_compare_age (crl, known) == 0) || keep (source, der, error)))
    return TRUE;
  g_prefix_error (error, "%s: ", source->url);
  return FALSE;
}
