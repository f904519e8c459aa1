/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/handlers.h"
#include "server/api/reach.h"
#include "server/authority/registration.h"
#include "server/register/register.h"
#include "server/store/unit.h"

/* Registering a certificate of another authority, which is trusted here, for the unit that it
 * names.
 */

/* The certificate of the request; NULL after answering. */
static ZbCertificate *
read_certificate (ZbCall *call, const ZbJson *json)
{
  g_autoptr (GBytes) bytes = zb_call_json_bytes (json, "certificate");

  if (bytes)
    return zb_call_read_certificate (call, bytes, NULL);
  zb_call_fail (call, "missing-argument", "certificate");
  return NULL;
}

/* The unit is of the register, and of the caller's areas. FALSE after answering. */
static gboolean
check_unit (ZbCall *call, const char *code)
{
  g_autofree char *day = zb_register_day_at (call->now);
  GError *error = NULL;
  g_autoptr (ZbUnit) unit = zb_store_read_unit (call->service->store, code, day, &error);

  if (g_error_matches (error, ZB_STORE_ERROR, ZB_STORE_ERROR_NOT_FOUND)) {
    g_error_free (error);
    zb_call_fail (call, "unknown-unit", code);
  } else if (error) {
    zb_call_fail_error (call, error);
  } else if (!zb_reach_anywhere (call, unit)) {
    zb_call_fail (call, "forbidden", code);
  } else {
    return TRUE;
  }
  return FALSE;
}

static void
answer (ZbCall *call, const ZbRegistrant *registrant)
{
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "unit", registrant->unit);
  zb_json_writer_string (json, "name", zb_certificate_name (registrant->certificate));
  zb_json_writer_string (json, "use", registrant->use == ZB_USE_SIGNING ? "signing" : "connection");
  zb_json_writer_string (json, "serial", zb_certificate_serial (registrant->certificate));
  zb_json_writer_string (json, "digest", zb_certificate_digest (registrant->certificate));
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 201, json);
}

void
zb_handle_registration (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);
  g_autoptr (ZbCertificate) certificate = json ? read_certificate (call, json) : NULL;
  ZbAuthority *authority = call->service->authority;
  ZbRegistrant registrant;
  GError *error = NULL;

  if (!certificate)
    return;
  if (!zb_authority_read_registrant (authority, certificate, call->now, &registrant, &error)) {
    if (zb_call_await_responder (call, error))
      g_error_free (error);
    else
      zb_call_fail_error (call, error);
    return;
  }
  if (!check_unit (call, registrant.unit))
    return;
  if (zb_authority_register (authority, &registrant, zb_call_who (call), call->now, &error))
    answer (call, &registrant);
  else
    zb_call_fail_error (call, error);
}
