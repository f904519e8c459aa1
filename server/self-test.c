/* SPDX-License-Identifier: Apache-2.0 */
#include "server/self-test.h"

#include "exchange/http/client.h"
#include "exchange/issuer.h"
#include "exchange/problem.h"
#include "server/node.h"
#include "server/proxy-probe.h"

#include <string.h>

#define TIMEOUT_MS 10000
#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)

typedef struct {
  const char *who; /* for the message */
  const ZbKey *key;
  ZbCertificate *certificate; /* NULL: none */
  guint status;
  const char *code;
} Probe;

/* Where the listener of @address is reached from this machine. */
static const char *
local_address (const char *address)
{
  if (strcmp (address, "0.0.0.0") == 0)
    return "127.0.0.1";
  return strcmp (address, "::") == 0 ? "::1" : address;
}

static gboolean
ask (const ZbSelfTest *test, const Probe *probe, ZbHttpResponse *ret_response, GError **error)
{
  g_autofree char *roots = zb_certificate_to_pem (test->keyring->root);
  g_autoptr (ZbHttpClient) client = zb_http_client_new (test->url, roots, error);
  ZbHttpRequest request = {.method = "GET", .path = "/v1/inbox"};

  if (!client)
    return FALSE;
  zb_http_client_connect_to (client, local_address (test->address), test->port);
  zb_http_client_set_timeouts (client, TIMEOUT_MS, TIMEOUT_MS);
  if (probe->certificate &&
      !zb_http_client_set_identity (client, probe->key, probe->certificate, NULL, error))
    return FALSE;
  return zb_http_client_send (client, &request, ret_response, error);
}

static gboolean
try_probe (const ZbSelfTest *test, const Probe *probe, GError **error)
{
  ZbHttpResponse response = {0};
  gboolean asked = test->proxy ? zb_proxy_probe (test->proxy, probe->certificate, &response.status,
                                                 &response.body, error)
                               : ask (test, probe, &response, error);

  if (!asked) {
    g_prefix_error (error, "self-test, %s: ", probe->who);
    return FALSE;
  }
  g_autoptr (ZbProblem) problem = response.body ? zb_problem_read (response.body) : NULL;
  gboolean refused =
      response.status == probe->status && problem && g_strcmp0 (problem->code, probe->code) == 0;
  if (!refused)
    g_set_error (error, ZB_NODE_ERROR, ZB_NODE_ERROR_LET_IN,
                 "self-test: a connection with %s was answered %u %s, not %u %s", probe->who,
                 response.status, problem ? problem->code : "", probe->status, probe->code);
  zb_http_response_clear (&response);
  return refused;
}

/* A certificate of an authority that nobody knows. */
static ZbCertificate *
make_stranger (const ZbSelfTest *test, GError **error)
{
  g_autoptr (ZbKey) root_key = zb_key_generate ("p256", error);
  g_autoptr (ZbCertificate) root =
      root_key ? zb_issuer_make_root (root_key, "stranger", test->now - DAY, test->now + DAY, error)
               : NULL;
  ZbIssue issue = {
      .name = "stranger",
      .uses = ZB_USE_TLS_CLIENT,
      .not_before = test->now - DAY,
      .not_after = test->now + DAY,
  };

  if (!root)
    return NULL;
  g_autoptr (ZbIssuer) issuer = zb_issuer_new (g_steal_pointer (&root_key), root, NULL);
  g_autoptr (GBytes) request = zb_key_request (test->keyring->probe_key, "stranger", NULL, error);
  return request ? zb_issuer_certify (issuer, request, &issue, error) : NULL;
}

gboolean
zb_self_test_run (const ZbSelfTest *test, GError **error)
{
  const ZbKeyring *keyring = test->keyring;
  g_autoptr (ZbCertificate) stranger = make_stranger (test, error);
  const Probe probes[] = {
      {"no certificate", NULL, NULL, 401, "certificate-needed"},
      {"an unknown authority's certificate", keyring->probe_key, stranger, 403,
       "unknown-certificate"},
      {"an expired certificate", keyring->probe_key, keyring->probe_expired, 403,
       "certificate-expired"},
      {"a revoked certificate", keyring->probe_key, keyring->probe_revoked, 403,
       "certificate-revoked"},
  };

  if (!stranger)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (probes); i++)
    if (!try_probe (test, &probes[i], error))
      return FALSE;
  return TRUE;
}
