/* SPDX-License-Identifier: Apache-2.0 */
#include "client/enrolment.h"

#include "exchange/http/client.h"
#include "exchange/problem.h"
#include "exchange/protocol.h"
#include "formats/json-writer.h"
#include "formats/json.h"

#include <string.h>

/* The keys made, and what came back for them. */
typedef struct {
  ZbKey *signing, *tls;
  ZbCertificate *signing_certificate;
  GPtrArray *chain; /* ZbCertificate */
  ZbJson *answer;
} Enrolling;

static void
enrolling_clear (Enrolling *enrolling)
{
  g_clear_pointer (&enrolling->signing, zb_key_free);
  g_clear_pointer (&enrolling->tls, zb_key_free);
  g_clear_pointer (&enrolling->signing_certificate, zb_certificate_unref);
  g_clear_pointer (&enrolling->chain, g_ptr_array_unref);
  g_clear_pointer (&enrolling->answer, zb_json_free);
}

static gboolean
write_request (ZbJsonWriter *json,
               const char *name,
               const ZbKey *key,
               const ZbInvitationText *invitation,
               GError **error)
{
  g_autoptr (GBytes) request = zb_key_request (key, invitation->name, invitation->unit, error);
  gsize length = 0;

  if (!request)
    return FALSE;
  gconstpointer der = g_bytes_get_data (request, &length);
  g_autofree char *text = g_base64_encode (der, length);
  zb_json_writer_string (json, name, text);
  return TRUE;
}

static GBytes *
make_body (Enrolling *enrolling, const ZbInvitationText *invitation, GError **error)
{
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  enrolling->signing = zb_key_generate ("p256", error);
  enrolling->tls = enrolling->signing ? zb_key_generate ("p256", error) : NULL;
  if (!enrolling->tls)
    return NULL;
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "code", invitation->code);
  zb_json_writer_string (json, "name", invitation->name);
  if (!write_request (json, "signing_request", enrolling->signing, invitation, error) ||
      !write_request (json, "tls_request", enrolling->tls, invitation, error))
    return NULL;
  zb_json_writer_end_object (json);
  char *text = zb_json_writer_finish (json);
  return g_bytes_new_take (text, strlen (text));
}

static gboolean
take_answer (Enrolling *enrolling, const ZbHttpResponse *response, GError **error)
{
  gsize length = 0;
  const char *text = response->body ? g_bytes_get_data (response->body, &length) : NULL;

  if (response->status == 201) {
    enrolling->answer = zb_json_read ("enrolment", text, length, ZB_PROTOCOL_MAX_JSON, error);
    return enrolling->answer != NULL;
  }
  g_autoptr (ZbProblem) problem = response->body ? zb_problem_read (response->body) : NULL;
  if (problem)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_REFUSED, "%s%s%s (%s)", problem->title,
                 problem->detail ? ": " : "", problem->detail ? problem->detail : "",
                 problem->code);
  else
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
                 "the server answered %u to the enrolment", response->status);
  return FALSE;
}

static gboolean
ask (Enrolling *enrolling, const ZbInvitationText *invitation, GError **error)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_JSON, NULL};
  g_autoptr (GBytes) body = make_body (enrolling, invitation, error);
  g_autoptr (ZbHttpClient) http =
      body ? zb_http_client_new (invitation->url, invitation->root, error) : NULL;
  ZbHttpRequest request = {
      .method = "POST", .path = "/v1/enrolments", .headers = headers, .body = body};
  ZbHttpResponse response = {0};

  if (!http || !zb_http_client_send (http, &request, &response, error))
    return FALSE;
  gboolean taken = take_answer (enrolling, &response, error);
  zb_http_response_clear (&response);
  return taken;
}

static const char *
require (const ZbJson *json, const char *name, GError **error)
{
  const char *value = json ? zb_json_get_string (json, name) : NULL;

  if (!value)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER, "the enrolment's answer lacks %s",
                 name);
  return value;
}

/* Each certificate of a PEM file. */
static GPtrArray *
read_chain (const char *pem, GError **error)
{
  static const char end[] = "-----END CERTIFICATE-----";
  g_autoptr (GPtrArray) chain =
      g_ptr_array_new_with_free_func ((GDestroyNotify)zb_certificate_unref);
  const char *stop;

  for (; (stop = strstr (pem, end)); pem = stop + strlen (end)) {
    ZbCertificate *certificate =
        zb_certificate_read (pem, (gsize)(stop - pem) + strlen (end), error);

    if (!certificate)
      return NULL;
    g_ptr_array_add (chain, certificate);
  }
  return g_steal_pointer (&chain);
}

static ZbAccount *
make_account (ZbWorkspace *workspace,
              Enrolling *enrolling,
              const ZbInvitationText *invitation,
              GError **error)
{
  g_autoptr (ZbAccount) account = g_new0 (ZbAccount, 1);
  const ZbJson *trust = zb_json_get (enrolling->answer, "trust");
  g_autofree char *stem =
      g_strdup_printf ("%s-%" G_GINT64_FORMAT, invitation->unit ? invitation->unit : "staff",
                       zb_workspace_now (workspace));
  g_autofree char *signing_name = g_strconcat (stem, "-signing.p12", NULL);
  g_autofree char *tls_name = g_strconcat (stem, "-tls.pem", NULL);

  account->staff = invitation->unit == NULL;
  account->unit = g_strdup (invitation->unit);
  account->name = g_strdup (invitation->name);
  account->url = g_strdup (invitation->url);
  account->node = g_strdup (require (trust, "node", error));
  account->roots = account->node ? g_strdup (require (trust, "roots", error)) : NULL;
  account->verifier = account->roots ? g_strdup (require (trust, "log_verifier", error)) : NULL;
  account->tls_certificate =
      account->verifier ? g_strdup (require (enrolling->answer, "tls_certificate", error)) : NULL;
  account->chain =
      account->tls_certificate ? g_strdup (require (enrolling->answer, "chain", error)) : NULL;
  if (!account->chain)
    return NULL;
  account->signing_file =
      g_build_filename (zb_workspace_path (workspace), "keys", signing_name, NULL);
  account->tls_key_file = g_build_filename (zb_workspace_path (workspace), "keys", tls_name, NULL);
  return g_steal_pointer (&account);
}

/* The roots of the answer may be more than the invitation's, but must hold it: else another server
 * answered. */
static gboolean
check_root (const ZbAccount *account, const ZbInvitationText *invitation, GError **error)
{
  g_autoptr (ZbCertificate) root =
      zb_certificate_read (invitation->root, strlen (invitation->root), error);
  g_autoptr (GPtrArray) roots = root ? read_chain (account->roots, error) : NULL;

  for (guint i = 0; roots && i < roots->len; i++)
    if (strcmp (zb_certificate_digest (roots->pdata[i]), zb_certificate_digest (root)) == 0)
      return TRUE;
  if (roots)
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_ANSWER,
                 "the server's roots do not hold the invitation's");
  return FALSE;
}

static gboolean
keep (ZbWorkspace *workspace,
      Enrolling *enrolling,
      ZbAccount *account,
      const char *passphrase,
      GError **error)
{
  const char *signing = require (enrolling->answer, "signing_certificate", error);

  if (!signing)
    return FALSE;
  enrolling->signing_certificate = zb_certificate_read (signing, strlen (signing), error);
  if (!enrolling->signing_certificate)
    return FALSE;
  enrolling->chain = read_chain (account->chain, error);
  return enrolling->chain &&
         zb_key_write_file (enrolling->signing, enrolling->signing_certificate, enrolling->chain,
                            passphrase, account->signing_file, error) &&
         zb_key_write_pem (enrolling->tls, account->tls_key_file, NULL, error) &&
         zb_account_add (workspace, account, error);
}

ZbAccount *
zb_enrol (ZbWorkspace *workspace,
          const ZbInvitationText *invitation,
          const char *passphrase,
          GError **error)
{
  Enrolling enrolling = {0};
  g_autoptr (ZbAccount) account = NULL;

  if (strlen (passphrase) < ZB_PASSPHRASE_MIN) {
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_INVITATION,
                 "the passphrase needs at least %d characters", ZB_PASSPHRASE_MIN);
    return NULL;
  }
  if (invitation->expires < zb_workspace_now (workspace)) {
    g_autofree char *expired = zb_time_format (invitation->expires);
    g_set_error (error, ZB_CLIENT_ERROR, ZB_CLIENT_ERROR_INVITATION,
                 "the invitation expired at %s: ask the bureau for a new one", expired);
    return NULL;
  }
  if (ask (&enrolling, invitation, error))
    account = make_account (workspace, &enrolling, invitation, error);
  if (account && (!check_root (account, invitation, error) ||
                  !keep (workspace, &enrolling, account, passphrase, error)))
    g_clear_pointer (&account, zb_account_free);
  enrolling_clear (&enrolling);
  return g_steal_pointer (&account);
}
