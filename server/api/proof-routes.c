/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/protocol.h"
#include "server/api/handlers.h"
#include "server/authority/responder.h"
#include "server/authority/stamping.h"

#include <string.h>

/* What anyone may ask about certificates and times, in the formats of RFC 6960 and RFC 3161. */

/* "Fri, 05 Jul 2024 03:26:40 GMT" (RFC 9110 §5.6.7), free of the locale. (transfer full) */
static char *
http_date (gint64 micros)
{
  static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (micros / G_USEC_PER_SEC);

  return g_strdup_printf (
      "%s, %02d %s %04d %02d:%02d:%02d GMT", days[g_date_time_get_day_of_week (time) - 1],
      g_date_time_get_day_of_month (time), months[g_date_time_get_month (time) - 1],
      g_date_time_get_year (time), g_date_time_get_hour (time), g_date_time_get_minute (time),
      g_date_time_get_second (time));
}

/* RFC 5019 §6.2: what may be kept on the way, and until when. */
static void
answer_cacheable (ZbCall *call, const ZbOcspReply *reply)
{
  g_autofree char *updated = http_date (reply->updated);
  g_autofree char *expires = http_date (reply->expires);
  g_autofree char *control =
      g_strdup_printf ("max-age=%" G_GINT64_FORMAT ", public, no-transform, must-revalidate",
                       MAX (reply->expires - call->now, 0) / G_USEC_PER_SEC);
  const char *const headers[] = {"Cache-Control", control, "Last-Modified", updated, "Expires",
                                 expires,         NULL};

  call->headers = headers;
  zb_call_answer_bytes (call, 200, ZB_MIME_OCSP_RESPONSE, reply->der);
  call->headers = NULL;
}

static void
answer_ocsp (ZbCall *call, GBytes *request, gboolean cacheable)
{
  ZbOcspReply reply = {0};

  zb_authority_answer (call->service->authority, request, call->now, &reply);
  if (cacheable && reply.expires != 0)
    answer_cacheable (call, &reply);
  else
    zb_call_answer_bytes (call, 200, ZB_MIME_OCSP_RESPONSE, reply.der);
  zb_ocsp_reply_clear (&reply);
}

/* FALSE after answering 415. */
static gboolean
check_type (ZbCall *call, const char *expected)
{
  const char *type = zb_request_header (call->request, "Content-Type");

  if (type && strcmp (type, expected) == 0)
    return TRUE;
  zb_call_fail (call, "wrong-type", expected);
  return FALSE;
}

void
zb_handle_ocsp (ZbCall *call)
{
  if (check_type (call, ZB_MIME_OCSP_REQUEST))
    answer_ocsp (call, call->request->body, FALSE);
}

/* The request in base64 as the rest of the path (RFC 6960 appendix A.1). */
void
zb_handle_ocsp_get (ZbCall *call)
{
  gsize length = 0;
  guchar *der = g_base64_decode (call->parts[0], &length);
  g_autoptr (GBytes) request = g_bytes_new_take (der, length);

  answer_ocsp (call, request, TRUE);
}

void
zb_handle_stamp (ZbCall *call)
{
  GError *error = NULL;

  if (!check_type (call, ZB_MIME_STAMP_REQUEST))
    return;
  g_autoptr (GBytes) answer =
      zb_stamping_answer (call->service->stamping, call->request->body, &error);
  if (answer)
    zb_call_answer_bytes (call, 200, ZB_MIME_STAMP_RESPONSE, answer);
  else
    zb_call_fail_error (call, error);
}
