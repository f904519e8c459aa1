/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/sample.h"

#include "exchange/container.h"
#include "exchange/digest.h"
#include "forms/form-lookup.h"
#include "forms/report-writer.h"

#include <string.h>

#define HOUR (3600 * G_TIME_SPAN_SECOND)
#define SAMPLES "forms/catalogue/s1/B204-1/2023/samples"
#define SAMPLE "good-worked-example.xml"
#define EDITION "2023.1"
#define SAMPLE_UNIT "9135020061202218XY"

static ZbPeriod
parse_period (const char *text)
{
  g_autoptr (GError) error = NULL;
  ZbPeriod period;

  zb_period_parse (text, &period, &error);
  g_assert_no_error (error);
  return period;
}

static ZbPackage *
find_package (ZbTestNode *node, const char *form, const char *period)
{
  ZbCatalogue *catalogue =
      zb_rulebook_catalogue (zb_node_service (zb_test_node_get (node))->rulebook);
  g_autoptr (GError) error = NULL;
  ZbPackage *package = zb_catalogue_find (catalogue, form, parse_period (period), &error);

  g_assert_no_error (error);
  return package;
}

char *
zb_sample_package (ZbTestNode *node)
{
  return g_strdup (zb_package_digest (find_package (node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD)));
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
make_report (const char *file, const char *unit, const char *package, const char *replaces)
{
  g_autofree char *path = g_build_filename (g_getenv ("ZB_SOURCE_ROOT"), SAMPLES, file, NULL);
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

ZbEnvelope *
zb_sample_envelope (const ZbTestPerson *person,
                    const char *package,
                    const char *form,
                    const char *period,
                    gint64 now)
{
  ZbEnvelope *envelope = zb_envelope_new ();

  envelope->message_id = zb_uuid_new (now);
  envelope->sender = g_strdup (person->unit);
  envelope->sender_certificate =
      g_strdup (zb_certificate_digest (zb_signer_certificate (person->signer)));
  envelope->receiver = g_strdup ("350200");
  envelope->region = g_strdup ("350200");
  envelope->form = g_strdup (form);
  envelope->edition = g_strdup (EDITION);
  envelope->package = g_strdup (package);
  envelope->period = g_strdup (period);
  envelope->created = now;
  envelope->expires = now + 24 * HOUR;
  envelope->priority = 2;
  envelope->suite = g_strdup ("p256");
  return envelope;
}

GBytes *
zb_sample_seal (const ZbTestPerson *person, ZbEnvelope *envelope, GBytes *report, gint64 now)
{
  g_autofree char *name = g_strdup_printf ("body/001-%s.xml", envelope->form);
  g_autoptr (GError) error = NULL;

  zb_envelope_add_payload (envelope, name, "application/xml", report);
  g_autoptr (GBytes) container = zb_container_build (envelope, &report, &error);
  g_assert_no_error (error);
  GBytes *sealed = zb_container_sign (container, person->signer, now, TRUE, &error);
  g_assert_no_error (error);
  return sealed;
}

typedef GBytes *(*ReportMaker) (const char *unit, const char *package, const char *replaces);

static GBytes *
make_own (const char *unit, const char *package, const char *replaces)
{
  return make_report (SAMPLE, unit, package, replaces);
}

static GBytes *
make_foreign (const char *unit, const char *package, const char *replaces)
{
  g_autoptr (GBytes) own = make_own (unit, package, replaces);
  g_autofree char *text = g_strndup (g_bytes_get_data (own, NULL), g_bytes_get_size (own));
  char *commented = replace (text, "</report>", "<!-- by another program --></report>");

  return g_bytes_new_take (commented, strlen (commented));
}

static GBytes *
make_message (ReportMaker make,
              const ZbTestPerson *person,
              const char *package,
              const char *message_id,
              const char *replaces,
              gint64 now)
{
  g_autoptr (ZbEnvelope) envelope =
      zb_sample_envelope (person, package, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD, now);
  g_autoptr (GBytes) report = make (person->unit, package, replaces);

  if (message_id) {
    g_free (envelope->message_id);
    envelope->message_id = g_strdup (message_id);
  }
  envelope->ref_message_id = g_strdup (replaces);
  return zb_sample_seal (person, envelope, report, now);
}

GBytes *
zb_sample_message_for (const ZbTestPerson *person,
                       const char *package,
                       const char *message_id,
                       const char *replaces,
                       gint64 now)
{
  return make_message (make_own, person, package, message_id, replaces, now);
}

GBytes *
zb_sample_foreign_message_for (const ZbTestPerson *person,
                               const char *package,
                               const char *message_id,
                               const char *replaces,
                               gint64 now)
{
  return make_message (make_foreign, person, package, message_id, replaces, now);
}

GBytes *
zb_sample_message (ZbTestNode *node, const ZbTestPerson *person, const char *replaces)
{
  const ZbService *service = zb_node_service (zb_test_node_get (node));

  return zb_sample_message_for (
      person, zb_package_digest (find_package (node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD)), NULL,
      replaces, zb_clock_now (&service->clock));
}

GBytes *
zb_sample_message_of (ZbTestNode *node,
                      const ZbTestPerson *person,
                      const char *file,
                      const char *period)
{
  const ZbService *service = zb_node_service (zb_test_node_get (node));
  const char *package = zb_package_digest (find_package (node, ZB_SAMPLE_FORM, period));
  gint64 now = zb_clock_now (&service->clock);
  g_autoptr (ZbEnvelope) envelope =
      zb_sample_envelope (person, package, ZB_SAMPLE_FORM, period, now);
  g_autoptr (GBytes) report = make_report (file, person->unit, package, NULL);

  return zb_sample_seal (person, envelope, report, now);
}

/* The edition as an envelope tells it: "2023.1". */
static char *
edition_of (const ZbForm *form)
{
  return g_strdup_printf ("%s.%u", form->edition, form->revision);
}

static void
fill_cells (ZbReport *report, const char *const *cells)
{
  const ZbForm *form = zb_report_form (report);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; cells && cells[i]; i += 2) {
    g_autofree char *row = NULL;
    guint section, column;

    g_assert_true (zb_form_split_item_id (form, cells[i], &section, &row, &column));
    zb_report_set_canonical (report, section,
                             (guint)zb_section_find_row (&form->sections[section], row), column,
                             cells[i + 1], &error);
    g_assert_no_error (error);
  }
}

/* (transfer full) report.xml */
static GBytes *
write_sample (ZbTestNode *node, const ZbTestPerson *person, const ZbSampleReport *what)
{
  ZbPackage *package =
      what->package ? what->package : find_package (node, what->form, what->period);
  g_autoptr (ZbReport) report =
      zb_report_new (zb_package_form (package), zb_package_digest (package),
                     what->unit ? what->unit : person->unit, parse_period (what->period));

  zb_report_set_kind (report, what->kind);
  fill_cells (report, what->cells);
  zb_report_set_replaces (report, what->replaces);
  return zb_report_write (report);
}

GBytes *
zb_sample_set (ZbTestNode *node, const ZbTestPerson *person, const ZbSampleReport *what, guint n)
{
  const ZbService *service = zb_node_service (zb_test_node_get (node));
  gint64 now = zb_clock_now (&service->clock);
  ZbPackage *package =
      what->package ? what->package : find_package (node, what->form, what->period);
  g_autoptr (ZbEnvelope) envelope =
      zb_sample_envelope (person, zb_package_digest (package), what->form, what->period, now);
  g_autoptr (GPtrArray) bodies = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GError) error = NULL;

  g_free (envelope->edition);
  envelope->edition = edition_of (zb_package_form (package));
  envelope->ref_message_id = g_strdup (what->replaces);
  for (guint i = 0; i < n; i++) {
    g_autofree char *name = g_strdup_printf ("body/%03u-%s.xml", i + 1, what[i].form);
    GBytes *body = write_sample (node, person, &what[i]);

    g_ptr_array_add (bodies, body);
    zb_envelope_add_payload (envelope, name, "application/xml", body);
  }
  g_autoptr (GBytes) container =
      zb_container_build (envelope, (GBytes *const *)bodies->pdata, &error);
  g_assert_no_error (error);
  GBytes *sealed = zb_container_sign (container, person->signer, now, TRUE, &error);
  g_assert_no_error (error);
  return sealed;
}

GBytes *
zb_sample_report (ZbTestNode *node, const ZbTestPerson *person, const ZbSampleReport *what)
{
  return zb_sample_set (node, person, what, 1);
}
