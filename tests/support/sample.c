/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/sample.h"

#include "exchange/container.h"
#include "exchange/digest.h"

#include <string.h>

#define HOUR (3600 * G_TIME_SPAN_SECOND)
#define SAMPLE "forms/catalogue/s1/B204-1/2023/samples/good-worked-example.xml"
#define SAMPLE_UNIT "9135020061202218XY"

static ZbPackage *
find_package (ZbTestNode *node)
{
  ZbCatalogue *catalogue =
      zb_rulebook_catalogue (zb_node_service (zb_test_node_get (node))->rulebook);
  g_autoptr (GError) error = NULL;
  ZbPeriod period;

  zb_period_parse (ZB_SAMPLE_PERIOD, &period, &error);
  g_assert_no_error (error);
  ZbPackage *package = zb_catalogue_find (catalogue, ZB_SAMPLE_FORM, period, &error);
  g_assert_no_error (error);
  return package;
}

char *
zb_sample_package (ZbTestNode *node)
{
  return g_strdup (zb_package_digest (find_package (node)));
}

static char *
replace (const char *text, const char *from, const char *to)
{
  g_auto (GStrv) parts = g_strsplit (text, from, 2);

  g_assert_cmpuint (g_strv_length (parts), ==, 2);
  return g_strjoinv (to, parts);
}

/* The sample of the tree, made the unit's own. */
static GBytes *
make_report (const char *unit, const char *package, const char *replaces)
{
  g_autofree char *path = g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), SAMPLE, NULL);
  g_autofree char *text = NULL;
  g_autofree char *kind = replaces
                              ? g_strdup_printf ("kind=\"correction\" replaces=\"%s\"", replaces)
                              : g_strdup ("kind=\"normal\"");
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_autofree char *with_package = replace (text, "package=\"sample\"", "package=\"PACKAGE\"");
  g_autofree char *with_digest = replace (with_package, "PACKAGE", package);
  g_autofree char *with_unit = replace (with_digest, SAMPLE_UNIT, unit);
  char *whole = replace (with_unit, "kind=\"normal\"", kind);
  return g_bytes_new_take (whole, strlen (whole));
}

static ZbEnvelope *
make_envelope (const ZbTestPerson *person, const char *package, gint64 now)
{
  ZbEnvelope *envelope = zb_envelope_new ();

  envelope->message_id = zb_uuid_new (now);
  envelope->sender = g_strdup (person->unit);
  envelope->sender_certificate =
      g_strdup (zb_certificate_digest (zb_signer_certificate (person->signer)));
  envelope->receiver = g_strdup ("350200");
  envelope->region = g_strdup ("350200");
  envelope->form = g_strdup (ZB_SAMPLE_FORM);
  envelope->edition = g_strdup ("2023.1");
  envelope->package = g_strdup (package);
  envelope->period = g_strdup (ZB_SAMPLE_PERIOD);
  envelope->created = now;
  envelope->expires = now + 24 * HOUR;
  envelope->priority = 2;
  envelope->suite = g_strdup (zb_signer_suite (person->signer));
  return envelope;
}

GBytes *
zb_sample_message_for (const ZbTestPerson *person,
                       const char *package,
                       const char *message_id,
                       const char *replaces,
                       gint64 now)
{
  g_autoptr (ZbEnvelope) envelope = make_envelope (person, package, now);
  g_autoptr (GBytes) report = make_report (person->unit, package, replaces);
  g_autoptr (GError) error = NULL;

  if (message_id) {
    g_free (envelope->message_id);
    envelope->message_id = g_strdup (message_id);
  }
  envelope->ref_message_id = g_strdup (replaces);
  zb_envelope_add_payload (envelope, "body/001-B204-1.xml", "application/xml", report);
  g_autoptr (GBytes) container = zb_container_build (envelope, &report, &error);
  g_assert_no_error (error);
  GBytes *sealed = zb_container_sign (container, person->signer, now, TRUE, &error);
  g_assert_no_error (error);
  return sealed;
}

GBytes *
zb_sample_message (ZbTestNode *node, const ZbTestPerson *person, const char *replaces)
{
  const ZbService *service = zb_node_service (zb_test_node_get (node));

  return zb_sample_message_for (person, zb_package_digest (find_package (node)), NULL, replaces,
                                zb_clock_now (&service->clock));
}
