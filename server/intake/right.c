/* SPDX-License-Identifier: Apache-2.0 */
#include "server/intake/right.h"

#include "server/authority/registration.h"
#include "server/intake/error.h"
#include "server/intake/verification.h"

#include <string.h>

ZbMandateScope
zb_intake_scope_of (const ZbIntakeDesk *desk, const ZbEnvelope *envelope, const char *day)
{
  const ZbPackage *package =
      zb_catalogue_find_digest (zb_rulebook_catalogue (desk->rulebook), envelope->package);

  return (ZbMandateScope){
      .tenant = package ? zb_package_form (package)->system : NULL,
      .period = envelope->period,
      .day = day,
  };
}

static gboolean
is_held_by (const ZbMandate *mandate, const char *holder, const char *person)
{
  return strcmp (mandate->holder, holder) == 0 &&
         (!mandate->person || !person || strcmp (mandate->person, person) == 0);
}

/* Roles that @holder, as @person (NULL: whoever), has in @scope by @mandates of a unit. @ret_other
 * (nullable): the last mandate that he holds and that does not cover it, or NULL. */
static guint
roles_of (const GPtrArray *mandates,
          const char *holder,
          const char *person,
          const ZbMandateScope *scope,
          const ZbMandate **ret_other)
{
  guint roles = 0;

  for (guint i = 0; i < mandates->len; i++) {
    const ZbMandate *mandate = mandates->pdata[i];
    gboolean held = is_held_by (mandate, holder, person);

    if (held && zb_mandate_covers (mandate, scope))
      roles |= mandate->role;
    else if (held && ret_other)
      *ret_other = mandate;
  }
  return roles;
}

/* Whether @carrier is a code of @unit: the one of today, or one that it had or will have, which its
 * certificate still names. */
static gboolean
is_code_of (ZbStore *store,
            const ZbUnit *unit,
            const char *carrier,
            const char *day,
            gboolean *ret_is,
            GError **error)
{
  GError *failure = NULL;
  g_autoptr (ZbUnit) named = NULL;

  *ret_is = strcmp (unit->code, carrier) == 0;
  if (*ret_is)
    return TRUE;
  named = zb_store_read_unit (store, carrier, day, &failure);
  *ret_is = named && named->id == unit->id;
  if (!failure || g_error_matches (failure, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_clear_error (&failure);
    return TRUE;
  }
  g_propagate_error (error, failure);
  return FALSE;
}

/* " in the system s1 for the period 2024-06 on 2024-07-05", as far as it is said; and behind it
 * what @other (nullable) is for. */
static char *
describe (const ZbMandateScope *scope, const ZbMandate *other)
{
  g_autofree char *held = other ? zb_mandate_describe (other) : NULL;
  GString *text = g_string_new (NULL);

  if (scope->tenant)
    g_string_append_printf (text, " in the system %s", scope->tenant);
  if (scope->period)
    g_string_append_printf (text, " for the period %s", scope->period);
  g_string_append_printf (text, " on %s", scope->day);
  if (held)
    g_string_append_printf (text, ", only this: %s", held);
  return g_string_free (text, FALSE);
}

gboolean
zb_carrier_may_deliver (ZbStore *store,
                        const ZbUnit *unit,
                        const char *carrier,
                        const ZbMandateScope *scope,
                        GError **error)
{
  const ZbMandate *other = NULL;
  gboolean itself;

  if (!is_code_of (store, unit, carrier, scope->day, &itself, error))
    return FALSE;
  if (itself)
    return TRUE;
  g_autoptr (GPtrArray) mandates = zb_store_list_mandates (store, unit->id, NULL, error);
  if (!mandates)
    return FALSE;
  if (roles_of (mandates, carrier, NULL, scope, &other) & ZB_MANDATE_AGENT)
    return TRUE;
  g_autofree char *what = describe (scope, other);
  g_set_error (error, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_WRONG_CARRIER, "%s may not deliver for %s%s",
               carrier, unit->code, what);
  return FALSE;
}

/* The unit that @signer, which verified, speaks for; NULL for staff. */
static gboolean
find_holder (const ZbIntakeDesk *desk,
             ZbCertificate *signer,
             const char **ret_holder,
             GError **error)
{
  gboolean others = FALSE;
  GError *failure = NULL;

  *ret_holder = NULL;
  return !zb_trust_find_unit (desk->trust, signer, &others, ret_holder) || !others ||
         zb_registration_check (desk->store, signer, &failure) ||
         zb_intake_fail_signature (failure, error);
}

gboolean
zb_signer_may_sign (const ZbIntakeDesk *desk,
                    const ZbSender *sender,
                    ZbCertificate *signer,
                    const ZbMandateScope *scope,
                    guint *ret_mandates,
                    GError **error)
{
  const char *holder = NULL;
  const char *person = zb_certificate_name (signer);
  const ZbMandate *other = NULL;

  if (!find_holder (desk, signer, &holder, error))
    return FALSE;
  guint held = holder ? roles_of (sender->mandates, holder, person, scope, &other) : 0;
  if (held && ret_mandates)
    *ret_mandates = held;
  if (held)
    return TRUE;
  g_autofree char *what = describe (scope, other);
  g_set_error (error, ZB_INTAKE_ERROR, ZB_INTAKE_ERROR_NO_MANDATE,
               "%s of %s holds no mandate for %s%s", person, holder ? holder : "no enterprise",
               sender->unit->code, what);
  return FALSE;
}
