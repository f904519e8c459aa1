/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/faults/office-private.h"

#include "exchange/digest.h"
#include "exchange/protocol.h"
#include "formats/json-writer.h"
#include "formats/json.h"
#include "tests/support/small-publication.h"

#include <string.h>

#define OWN_FORM "T-0"

static gint64
now (void)
{
  return zb_clock_now (&zb_clock_system);
}

static GBytes *
take_text (char *text)
{
  return g_bytes_new_take (text, strlen (text));
}

static void
write_errand (ZbErrand *errand, const ZbTestPerson *person, char *path, char *json)
{
  *errand = (ZbErrand){.person = person,
                       .path = path,
                       .type = ZB_MIME_JSON,
                       .key = zb_uuid_new (now ()),
                       .body = take_text (json)};
}

/* While nothing fails. (transfer full) what was answered */
static char *
do_now (ZbOffice *office, const ZbErrand *errand)
{
  char *text = NULL;
  guint status = zb_office_try (office, errand, &text);

  if (!zb_office_is_done (status))
    g_error ("%s: %u %s", errand->path, status, text ? text : "");
  return text;
}

/* About the latest report. */
static void
write_decision (ZbOffice *office,
                const ZbTestPerson *person,
                const char *action,
                const char *digest,
                ZbErrand *errand)
{
  gint64 version = zb_office_number (office, "SELECT max(id) FROM version");

  write_errand (errand, person,
                g_strdup_printf ("/v1/reports/%" G_GINT64_FORMAT "/decisions", version),
                g_strdup_printf ("{\"action\":\"%s\",\"reason\":\"再核\"}", action));
  errand->match = g_strdup (digest);
}

static void
decide_now (ZbOffice *office, const ZbTestPerson *person, const char *action, const char *digest)
{
  g_auto (ZbErrand) errand = {0};

  write_decision (office, person, action, digest, &errand);
  g_autofree char *text = do_now (office, &errand);
}

/* A report to decide on; one that was accepted makes room first. (transfer full) its digest */
static char *
send_report (ZbOffice *office)
{
  g_autofree char *id = NULL;
  g_autofree char *code = NULL;

  if (office->accepted)
    decide_now (office, office->city, "reopen", office->accepted);
  g_clear_pointer (&office->accepted, g_free);
  g_autoptr (GBytes) container = zb_storm_make_report (office->storm, &id);
  guint status = zb_storm_try (office->storm, id, container, &code);
  if (status != 201)
    g_error ("a report is answered %u %s", status, code ? code : "");
  return zb_digest_hex_of_bytes (container);
}

static void
prepare_pass (ZbOffice *office, ZbErrand *errand)
{
  g_autofree char *digest = send_report (office);

  write_decision (office, office->district, "pass", digest, errand);
}

static void
prepare_return (ZbOffice *office, ZbErrand *errand)
{
  g_autofree char *digest = send_report (office);

  write_decision (office, office->district, "return", digest, errand);
}

static void
prepare_acceptance (ZbOffice *office, ZbErrand *errand)
{
  office->accepted = send_report (office);
  decide_now (office, office->district, "pass", office->accepted);
  write_decision (office, office->city, "accept", office->accepted, errand);
}

static void
prepare_reopening (ZbOffice *office, ZbErrand *errand)
{
  g_auto (ZbErrand) acceptance = {0};

  prepare_acceptance (office, &acceptance);
  g_autofree char *text = do_now (office, &acceptance);
  g_autofree char *digest = g_steal_pointer (&office->accepted);
  write_decision (office, office->city, "reopen", digest, errand);
}

/* The approval of what another official asked. */
static void
prepare_invitation (ZbOffice *office, ZbErrand *errand)
{
  g_auto (ZbErrand) asking = {0};

  write_errand (&asking, office->first, g_strdup ("/v1/invitations"),
                g_strdup_printf ("{\"unit\":\"%s\"}", zb_storm_person (office->storm)->unit));
  g_autofree char *text = do_now (office, &asking);
  g_autoptr (ZbJson) answer = zb_json_read ("asking", text, strlen (text), 1 << 20, NULL);
  write_errand (errand, office->second,
                g_strdup_printf ("/v1/motions/%" G_GINT64_FORMAT "/approval",
                                 zb_json_integer (zb_json_get (answer, "motion"), 0)),
                g_strdup ("{}"));
}

static void
write_request (ZbJsonWriter *json, const char *name)
{
  g_autoptr (ZbKey) key = zb_test_key_new ();
  g_autoptr (GBytes) request = zb_key_request (key, "asked", NULL, NULL);

  zb_json_writer_bytes (json, name, request);
}

static void
prepare_enrolment (ZbOffice *office, ZbErrand *errand)
{
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();
  g_auto (ZbErrand) invitation = {0};

  prepare_invitation (office, &invitation);
  g_autofree char *text = do_now (office, &invitation);
  g_autoptr (ZbJson) answer = zb_json_read ("invitation", text, strlen (text), 1 << 20, NULL);
  g_autofree char *code =
      zb_test_invitation_line (zb_json_get_string (answer, "invitation"), "code");
  zb_json_writer_begin_object (json, NULL);
  zb_json_writer_string (json, "code", code);
  zb_json_writer_string (json, "name", "郑雪梅");
  write_request (json, "signing_request");
  write_request (json, "tls_request");
  write_errand (errand, NULL, g_strdup ("/v1/enrolments"), zb_json_writer_finish (json));
}

static void
prepare_renewal (ZbOffice *office, ZbErrand *errand)
{
  g_autoptr (ZbJsonWriter) json = zb_json_writer_new ();

  zb_json_writer_begin_object (json, NULL);
  write_request (json, "tls_request");
  write_errand (errand, office->ending, g_strdup ("/v1/renewals"), zb_json_writer_finish (json));
}

static void
write_proposal (ZbOffice *office, const ZbSmallPublication *small, ZbErrand *errand)
{
  *errand = (ZbErrand){.person = office->first,
                       .path = g_strdup ("/v1/publications"),
                       .type = ZB_MIME_PUBLICATION,
                       .key = zb_uuid_new (now ()),
                       .body = zb_small_publication_pack (small, office->first, now ())};
}

/* Proposes it and writes its confirmation. */
static void
write_confirmation (ZbOffice *office, const ZbSmallPublication *small, ZbErrand *errand)
{
  g_auto (ZbErrand) proposal = {0};

  write_proposal (office, small, &proposal);
  g_autofree char *text = do_now (office, &proposal);
  gint64 id = zb_office_number (office, "SELECT max(id) FROM publication");
  *errand =
      (ZbErrand){.person = office->second,
                 .path = g_strdup_printf ("/v1/publications/%" G_GINT64_FORMAT "/confirmation", id),
                 .type = ZB_MIME_SIGNATURE,
                 .key = zb_uuid_new (now ()),
                 .body = zb_small_publication_sign (small, office->second, now ())};
}

static ZbSmallPublication *
new_form (ZbOffice *office)
{
  g_autofree char *form = g_strdup_printf ("T-%u", ++office->n_forms);

  return zb_small_publication_new (form, now ());
}

static void
prepare_proposal (ZbOffice *office, ZbErrand *errand)
{
  g_autoptr (ZbSmallPublication) small = new_form (office);

  write_proposal (office, small, errand);
}

static void
prepare_form (ZbOffice *office, ZbErrand *errand)
{
  g_autoptr (ZbSmallPublication) small = new_form (office);

  write_confirmation (office, small, errand);
}

/* The form whose rules and periods are of the bureau's making. */
static void
publish_own_form (ZbOffice *office)
{
  g_autoptr (ZbSmallPublication) small = zb_small_publication_new (OWN_FORM, now ());
  g_auto (ZbErrand) confirmation = {0};

  if (office->revision > 0)
    return;
  write_confirmation (office, small, &confirmation);
  g_autofree char *text = do_now (office, &confirmation);
  office->revision = 1;
}

static void
prepare_rules (ZbOffice *office, ZbErrand *errand)
{
  g_autoptr (ZbSmallPublication) small = zb_small_publication_new (OWN_FORM, now ());

  publish_own_form (office);
  office->revision++;
  zb_small_publication_fill (small, office->revision, "02", office->revision % 2 ? ">=" : ">");
  small->order->hotfix = TRUE;
  write_confirmation (office, small, errand);
}

/* Each time a month of its own, and a deadline. */
static void
write_period_order (ZbOffice *office, const char *action, ZbErrand *errand)
{
  guint months = ++office->n_periods;
  g_autofree char *opens = zb_time_format (now () - G_TIME_SPAN_DAY);
  g_autofree char *deadline = zb_time_format (now () + 30 * G_TIME_SPAN_DAY);

  publish_own_form (office);
  write_errand (errand, office->city,
                g_strdup_printf ("/v1/periods/%u-%02u", 2024 + months / 12, 1 + months % 12),
                g_strdup_printf ("{\"tenant\":\"s1\",\"form\":\"" OWN_FORM "\",\"action\":\"%s\","
                                 "\"opens\":\"%s\",\"deadline\":\"%s\",\"closes\":\"%s\"}",
                                 action, opens, deadline, deadline));
}

static void
prepare_calendar (ZbOffice *office, ZbErrand *errand)
{
  write_period_order (office, "extend", errand);
}

/* The hours and the list of who is asked. */
static void
prepare_opening (ZbOffice *office, ZbErrand *errand)
{
  write_period_order (office, "open", errand);
}

static const ZbErrandKind kinds[] = {
    {"a passing on", prepare_pass, NULL},
    {"a return", prepare_return, NULL},
    {"an acceptance", prepare_acceptance, NULL},
    {"a reopening", prepare_reopening, NULL},
    {"an invitation", prepare_invitation, "code-shown-once"},
    {"an enrolment", prepare_enrolment, NULL},
    {"a renewal", prepare_renewal, NULL},
    {"a proposal", prepare_proposal, NULL},
    {"a form", prepare_form, NULL},
    {"rules", prepare_rules, NULL},
    {"a calendar", prepare_calendar, NULL},
    {"an opening", prepare_opening, NULL},
};

const ZbErrandKind *
zb_errand_kinds (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (kinds);
  return kinds;
}
