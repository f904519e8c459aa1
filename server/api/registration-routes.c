/* SPDX-License-Identifier: Apache-2.0 */
#include "server/api/handlers.h"
#include "server/api/motion-handlers.h"
#include "server/api/reach.h"
#include "server/authority/registration.h"

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

static const char *
use_of (const ZbRegistrant *registrant)
{
  return registrant->use == ZB_USE_SIGNING ? "signing" : "connection";
}

static void
answer (ZbCall *call, const ZbRegistrant *registrant)
{
  ZbJsonWriter *json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "unit", registrant->unit);
  zb_json_writer_string (json, "name", zb_certificate_name (registrant->certificate));
  zb_json_writer_string (json, "use", use_of (registrant));
  zb_json_writer_string (json, "serial", zb_certificate_serial (registrant->certificate));
  zb_json_writer_string (json, "digest", zb_certificate_digest (registrant->certificate));
  zb_json_writer_end_object (json);
  zb_call_answer_json (call, 201, json);
}

/* What another person has to know before he approves it; TRUE if one has to, after answering. */
static gboolean
defer (ZbCall *call, const ZbRegistrant *registrant)
{
  ZbCertificate *certificate = registrant->certificate;
  g_autofree char *subject =
      g_strdup_printf ("%s %s %s %s", registrant->unit, zb_certificate_name (certificate),
                       use_of (registrant), zb_certificate_serial (certificate));
  ZbJsonWriter *details = zb_json_writer_new ();

  zb_json_writer_begin_object (details, NULL);
  zb_json_writer_bytes (details, "certificate", zb_certificate_der (certificate));
  zb_json_writer_end_object (details);
  return zb_motion_defer (call,
                          &(ZbMotion){.kind = (char *)ZB_MOTION_REGISTER,
                                      .unit = (char *)registrant->unit,
                                      .subject = subject},
                          details);
}

void
zb_register_certificate (ZbCall *call, const ZbJson *json, const ZbSecond *second)
{
  g_autoptr (ZbCertificate) certificate = read_certificate (call, json);
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
  g_autoptr (ZbUnit) unit = zb_reach_registered (call, registrant.unit);
  if (!unit || (!second && defer (call, &registrant)))
    return;
  if (zb_authority_register (authority, &registrant, second, zb_call_who (call), call->now, &error))
    answer (call, &registrant);
  else
    zb_call_fail_error (call, error);
}

void
zb_handle_registration (ZbCall *call)
{
  g_autoptr (ZbJson) json = zb_call_read_json (call);

  if (json)
    zb_register_certificate (call, json, NULL);
}
