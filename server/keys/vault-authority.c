/* SPDX-License-Identifier: Apache-2.0 */
/* What an authority does: certificates of its own purpose, lists of what it revoked; and the
 * answers of its responder. */
#include "exchange/ocsp.h"
#include "server/keys/vault-private.h"

#include <string.h>

#define DAY (24 * 3600 * G_TIME_SPAN_SECOND)
#define OF_THE_NODE (ZB_USE_TLS_SERVER | ZB_USE_RECEIPT | ZB_USE_TIMESTAMP | ZB_USE_OCSP)

/* Why a certificate is issued. */
typedef struct {
  const char *ground;
  const char *approvers[2]; /* "" where there is none */
  gsize n_approvers;
} Ground;

static Ground
read_ground (GVariant *taken)
{
  g_autoptr (GVariant) names = g_variant_get_child_value (taken, 8);
  Ground ground = {.approvers = {"", ""}, .n_approvers = g_variant_n_children (names)};

  g_variant_get_child (taken, 7, "&s", &ground.ground);
  for (gsize i = 0; i < MIN (ground.n_approvers, G_N_ELEMENTS (ground.approvers)); i++)
    g_variant_get_child (names, i, "&s", &ground.approvers[i]);
  return ground;
}

/* As who a node connects to others; nobody else gets that name, but for signing. */
static gboolean
is_of_the_node (const ZbVault *vault, const ZbIssue *issue)
{
  return (issue->uses & OF_THE_NODE) != 0 ||
         ((issue->uses & ZB_USE_TLS_CLIENT) != 0 && issue->unit == NULL &&
          strcmp (issue->name, vault->options.node) == 0);
}

static gboolean
check_ground (const ZbVault *vault, const Ground *ground, const ZbIssue *issue, GError **error)
{
  if (is_of_the_node (vault, issue))
    return strcmp (ground->ground, ZB_GROUND_OWN) == 0 ||
           zb_vault_refuse (vault, error, "only the node itself gets certificates of this purpose");
  if (strcmp (ground->ground, ZB_GROUND_INVITATION) == 0 ||
      strcmp (ground->ground, ZB_GROUND_RENEWAL) == 0)
    return TRUE;
  if (strcmp (ground->ground, ZB_GROUND_APPROVAL) != 0)
    return zb_vault_refuse (vault, error,
                            "a certificate is issued on an invitation, on the "
                            "approval of two persons, or for one that ends");
  return (ground->n_approvers == 2 && *ground->approvers[0] && *ground->approvers[1] &&
          strcmp (ground->approvers[0], ground->approvers[1]) != 0) ||
         zb_vault_refuse (vault, error,
                          "what was asked without an invitation takes the approval "
                          "of two persons");
}

static gboolean
check_term (const ZbVault *vault, const ZbIssue *issue, GError **error)
{
  gint64 now = zb_clock_now (&vault->options.clock);

  return (issue->not_before >= now - ZB_VAULT_MAX_BACKDATED &&
          issue->not_before <= now + ZB_VAULT_MAX_SKEW &&
          issue->not_after <= now + ZB_VAULT_MAX_DAYS * DAY) ||
         zb_vault_refuse (vault, error, "a certificate begins now and ends within %d days",
                          ZB_VAULT_MAX_DAYS);
}

/* So that what was issued can be read in another process's words than those of who asked. */
static void
tell (const ZbVault *vault, const ZbCertificate *certificate, const Ground *ground)
{
  const char *unit = zb_certificate_unit (certificate);

  if (!vault->options.tell)
    return;
  g_autofree char *approved =
      *ground->approvers[0]
          ? g_strdup_printf (" approved=\"%s, %s\"", ground->approvers[0], ground->approvers[1])
          : g_strdup ("");
  g_autofree char *line =
      g_strdup_printf ("issued authority=%s serial=%s uses=%u unit=%s name=\"%s\" ground=%s%s",
                       zb_vault_role_name (vault->role), zb_certificate_serial (certificate),
                       zb_certificate_uses (certificate), unit ? unit : "-",
                       zb_certificate_name (certificate), ground->ground, approved);
  vault->options.tell (line, vault->options.data);
}

GVariant *
zb_vault_certify (ZbVault *vault, GVariant *taken, GError **error)
{
  g_autoptr (GBytes) request = zb_message_child_bytes (taken, 0);
  Ground ground = read_ground (taken);
  ZbIssue issue = {0};

  g_variant_get_child (taken, 1, "&s", &issue.name);
  g_variant_get_child (taken, 2, "&s", &issue.unit);
  g_variant_get_child (taken, 3, "u", &issue.uses);
  g_variant_get_child (taken, 4, "x", &issue.not_before);
  g_variant_get_child (taken, 5, "x", &issue.not_after);
  g_variant_get_child (taken, 6, "&s", &issue.host);
  if (!*issue.unit)
    issue.unit = NULL;
  if (!*issue.host)
    issue.host = NULL;
  if ((issue.uses & ~zb_vault_role_issues (vault->role)) != 0) {
    zb_vault_refuse (vault, error, "it does not issue certificates for this purpose");
    return NULL;
  }
  if (!check_ground (vault, &ground, &issue, error) || !check_term (vault, &issue, error))
    return NULL;
  issue.not_after = MIN (issue.not_after, zb_certificate_not_after (vault->certificate));
  g_autoptr (ZbCertificate) made = zb_issuer_certify (vault->issuer, request, &issue, error);
  if (!made)
    return NULL;
  tell (vault, made, &ground);
  return g_variant_new ("(@ay)", zb_message_from_bytes (zb_certificate_der (made)));
}

GVariant *
zb_vault_make_list (ZbVault *vault, GVariant *taken, GError **error)
{
  g_autoptr (GVariant) list = g_variant_get_child_value (taken, 3);
  gsize n = g_variant_n_children (list);
  g_autofree ZbRevocation *revocations = g_new0 (ZbRevocation, n);
  gint64 this_update, next_update;
  guint64 number;

  g_variant_get_child (taken, 0, "t", &number);
  g_variant_get_child (taken, 1, "x", &this_update);
  g_variant_get_child (taken, 2, "x", &next_update);
  if (!zb_vault_check_time (vault, this_update, error))
    return NULL;
  for (gsize i = 0; i < n; i++)
    g_variant_get_child (list, i, "(&sxi)", &revocations[i].serial, &revocations[i].revoked_at,
                         &revocations[i].reason);
  GBytes *crl = zb_issuer_make_crl (vault->issuer, revocations, (guint)n, number, this_update,
                                    next_update, error);
  return crl ? zb_vault_give_bytes (crl) : NULL;
}

/* FALSE unless there is one sound status for each question. */
static gboolean
read_statuses (
    const ZbVault *vault, GVariant *taken, guint n, ZbOcspStatus *statuses, GError **error)
{
  g_autoptr (GVariant) list = g_variant_get_child_value (taken, 2);

  if (g_variant_n_children (list) != n)
    return zb_vault_refuse (vault, error, "there is not one state for each question");
  for (guint i = 0; i < n; i++) {
    guint state;

    g_variant_get_child (list, i, "(uxi)", &state, &statuses[i].revoked_at, &statuses[i].reason);
    if (state > ZB_OCSP_UNKNOWN)
      return zb_vault_refuse (vault, error, "there is no state %u", state);
    statuses[i].state = state;
  }
  return TRUE;
}

GVariant *
zb_vault_answer_status (ZbVault *vault, GVariant *taken, GError **error)
{
  g_autoptr (GBytes) der = zb_message_child_bytes (taken, 0);
  g_autoptr (GBytes) own = zb_message_child_bytes (taken, 1);
  ZbOcspStatus statuses[ZB_OCSP_MAX_QUESTIONS] = {0};
  gsize length = 0;
  const void *bytes = g_bytes_get_data (own, &length);
  g_autoptr (ZbOcspRequest) request = zb_ocsp_request_read (der, error);
  g_autoptr (ZbCertificate) certificate =
      request ? zb_certificate_read (bytes, length, error) : NULL;
  ZbOcspResponder responder = {.key = vault->key, .certificate = certificate};

  if (!certificate)
    return NULL;
  if (!zb_key_fits (vault->key, certificate)) {
    zb_vault_refuse (vault, error, "the certificate of \"%s\" is over another key",
                     zb_certificate_name (certificate));
    return NULL;
  }
  g_variant_get_child (taken, 3, "x", &responder.this_update);
  g_variant_get_child (taken, 4, "x", &responder.next_update);
  if (!zb_vault_check_time (vault, responder.this_update, error) ||
      !read_statuses (vault, taken, zb_ocsp_request_length (request), statuses, error))
    return NULL;
  GBytes *answer = zb_ocsp_answer (request, statuses, &responder, error);
  return answer ? zb_vault_give_bytes (answer) : NULL;
}
