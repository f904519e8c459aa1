/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/signatories.h"

#include "exchange/error.h"
#include "forms/signing-role.h"
#include "server/intake/error.h"
#include "server/store/mandate.h"

/* What a mandate lets its holder sign as. Who answers for the unit may also have checked the
 * report; who stands in for him while others are away too, and an agent for his client, sign in
 * whatever role. */
static const struct {
  ZbMandateRole mandate;
  guint roles;
} meanings[] = {
    {ZB_MANDATE_PREPARER, ZB_SIGNING_PREPARER},
    {ZB_MANDATE_REVIEWER, ZB_SIGNING_REVIEWER},
    {ZB_MANDATE_LEGAL_SIGNER, ZB_SIGNING_REVIEWER | ZB_SIGNING_LEGAL_SIGNER},
    {ZB_MANDATE_DEPUTY, ZB_SIGNING_ALL},
    {ZB_MANDATE_AGENT, ZB_SIGNING_ALL},
};

guint
zb_signatory_roles (guint mandates)
{
  guint roles = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (mandates & meanings[i].mandate)
      roles |= meanings[i].roles;
  return roles;
}

static void
clear (gpointer data)
{
  ZbSignatory *signatory = data;

  g_clear_pointer (&signatory->certificate, zb_certificate_unref);
  g_clear_pointer (&signatory->roles, g_free);
}

GArray *
zb_signatories_new (void)
{
  GArray *signatories = g_array_new (FALSE, TRUE, sizeof (ZbSignatory));

  g_array_set_clear_func (signatories, clear);
  return signatories;
}

static const ZbForm *
find_form (const ZbIntakeDesk *desk, const char *digest)
{
  ZbCatalogue *catalogue = zb_rulebook_catalogue (desk->rulebook);
  ZbPackage *package = digest ? zb_catalogue_find_digest (catalogue, digest) : NULL;

  return package ? zb_package_form (package) : NULL;
}

static gboolean
check_held (const ZbSignatory *signatory, const ZbUnit *unit, guint claimed, GError **error)
{
  guint excess = claimed & ~signatory->held;

  if (!excess)
    return TRUE;
  g_autofree char *zh = zb_signing_roles_to_words (excess, "zh");
  g_autofree char *en = zb_signing_roles_to_words (excess, "en");
  g_set_error (error, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_ROLE_NOT_HELD,
               "%s signs as %s (%s) and holds no mandate of %s for it",
               zb_certificate_name (signatory->certificate), en, zh, unit->code);
  return FALSE;
}

gboolean
zb_signatories_add (GArray *signatories,
                    const ZbIntakeDesk *desk,
                    const ZbUnit *unit,
                    ZbCertificate *certificate,
                    const char *roles,
                    const char *package,
                    guint mandates,
                    GError **error)
{
  const ZbForm *form = find_form (desk, package);
  g_autoptr (GError) cause = NULL;
  ZbSignatory signatory = {.certificate = certificate, .held = zb_signatory_roles (mandates)};
  guint claimed = 0;

  if (*roles && !zb_signing_roles_parse (roles, &claimed, &cause)) {
    g_set_error (error, ZB_EXCHANGE_ERROR, ZB_EXCHANGE_ERROR_BAD_SIGNATURE, "%s signs as %s: %s",
                 zb_certificate_name (certificate), roles, cause->message);
    return FALSE;
  }
  /* Of a form that nobody here knows the judgement says so. */
  if (unit && form && !check_held (&signatory, unit, claimed, error))
    return FALSE;
  signatory.certificate = zb_certificate_ref (certificate);
  signatory.roles = *roles ? g_strdup (roles) : NULL;
  g_array_append_val (signatories, signatory);
  return TRUE;
}

guint
zb_signatories_roles (const GArray *signatories)
{
  guint all = 0;

  for (guint i = 0; i < signatories->len; i++) {
    const ZbSignatory *signatory = &g_array_index (signatories, ZbSignatory, i);
    guint claimed = signatory->held;

    if (signatory->roles)
      zb_signing_roles_parse (signatory->roles, &claimed, NULL);
    all |= claimed;
  }
  return all;
}

guint
zb_signatories_missing (const GArray *signatories, const ZbIntakeDesk *desk, const char *package)
{
  const ZbForm *form = find_form (desk, package);

  return form ? form->filing.roles & ~zb_signatories_roles (signatories) : 0;
}

gboolean
zb_signatories_check (const GArray *signatories,
                      const ZbIntakeDesk *desk,
                      const char *package,
                      GError **error)
{
  guint missing = zb_signatories_missing (signatories, desk, package);

  if (!missing)
    return TRUE;
  g_autofree char *zh = zb_signing_roles_to_words (missing, "zh");
  g_autofree char *en = zb_signing_roles_to_words (missing, "en");
  g_set_error (error, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_ROLE_MISSING,
               "the signature of the %s is missing (缺少%s的签名)", en, zh);
  return FALSE;
}
