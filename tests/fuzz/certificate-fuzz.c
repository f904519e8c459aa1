/* SPDX-License-Identifier: Apache-2.0 */
/* What authorities and those who ask them hand over: certificates, revocation lists in DER or PEM
 * (beside the certificates of those who made them), and PKCS#10 requests. */
#include "exchange/crl.h"
#include "exchange/issuer.h"
#include "exchange/unit-rule.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

static void
check (gboolean read, const GError *error)
{
  if (read == (error != NULL))
    abort ();
}

static void
try_unit (const ZbCertificate *certificate, const char *source)
{
  g_autoptr (ZbUnitRule) rule = zb_unit_rule_new (source, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *unit = zb_unit_rule_apply (rule, certificate, &error);

  check (unit != NULL, error);
  if (unit && strlen (unit) != 18)
    abort ();
}

/* What is read is the same when it is read again from what it tells of itself. */
static void
try_certificate (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbCertificate) certificate = zb_certificate_read (data, size, &error);

  check (certificate != NULL, error);
  if (!certificate)
    return;
  g_autofree char *pem = zb_certificate_to_pem (certificate);
  g_autoptr (ZbCertificate) again = zb_certificate_read (pem, strlen (pem), NULL);
  if (!again || !g_bytes_equal (zb_certificate_der (certificate), zb_certificate_der (again)))
    abort ();
  try_unit (certificate, "subject OU");
  try_unit (certificate, "extension 2.5.29.17");
}

static void
try_lists (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GPtrArray) lists = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_crl_free);
  g_autoptr (GPtrArray) issuers = zb_certificate_read_all ((const char *)data, size, NULL);
  g_autoptr (GBytes) der = zb_crl_to_der (bytes, NULL);
  g_autoptr (GError) error = NULL;

  if (der) {
    g_autoptr (GPtrArray) nobody = g_ptr_array_new ();
    g_autoptr (ZbCrl) list = zb_crl_read (der, issuers ? issuers : nobody, &error);
    check (list != NULL, error);
    g_clear_error (&error);
  }
  if (issuers) {
    gboolean all = zb_crl_read_all ((const char *)data, size, issuers, lists, &error);
    check (all, error);
  }
}

static void
try_request (const uint8_t *data, size_t size)
{
  const ZbIssue issue = {.name = "fuzz",
                         .unit = "91350200MA2KUY1H08",
                         .uses = ZB_USE_SIGNING,
                         .not_before = 0,
                         .not_after = DAY};
  g_autoptr (GBytes) request = g_bytes_new (data, size);
  g_autoptr (GBytes) key = NULL;
  g_autoptr (GError) error = NULL;

  gboolean sound = zb_issuer_check (request, &issue, &key, &error);
  check (sound, error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  try_certificate (data, size);
  try_lists (data, size);
  try_request (data, size);
  return 0;
}
