/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/protocol.h"
#include "forms/report-reader.h"
#include "forms/report-writer.h"
#include "tests/support/fake-request.h"
#include "tests/support/sample.h"
#include "validators/check.h"
#include "validators/explanation.h"

#include <string.h>

#define UNIT "91350200MA2KUY1H08"
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *person, *city;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};

  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  g_autofree char *invitation =
      zb_test_node_invite_staff (fixture->node, "city", "city", "s1", NULL);
  fixture->city = zb_test_node_enrol (fixture->node, invitation, NULL);
  zb_test_node_open_period (fixture->node, ZB_SAMPLE_FORM, ZB_SAMPLE_PERIOD);
  g_autoptr (GBytes) container = zb_sample_message (fixture->node, fixture->person, NULL);
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "POST",
                                                   .path = "/v1/messages",
                                                   .headers = headers,
                                                   .body = container,
                                                   .person = fixture->person});
  g_assert_cmpuint (answer->status, ==, 201);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->person);
  zb_test_person_free (fixture->city);
  zb_test_node_free (fixture->node);
}

static void
test_ids_are_digits (Fixture *fixture, gconstpointer data)
{
  static const char *const wrong[] = {"1x",  "+1", "%201", "1.0",
                                      "0x1", "1;", "-1",   "99999999999999999999"};
  g_autoptr (ZbFakeAnswer) right =
      zb_fake_get (fixture->node, fixture->person, "/v1/reports/1", NULL);

  g_assert_cmpuint (right->status, ==, 200);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autofree char *path = g_strconcat ("/v1/reports/", wrong[i], NULL);
    g_autofree char *inner = g_strconcat (path, "/findings", NULL);
    g_autoptr (ZbFakeAnswer) outside = zb_fake_get (fixture->node, fixture->person, path, NULL);
    g_autoptr (ZbFakeAnswer) below = zb_fake_get (fixture->node, fixture->person, inner, NULL);

    zb_fake_assert_refused (outside, 404, "not-found");
    zb_fake_assert_refused (below, 404, "not-found");
  }
}

static void
test_cursors_are_digits (Fixture *fixture, gconstpointer data)
{
  static const char *const places[] = {"/v1/queue", "/v1/register"};
  static const char *const right[] = {"tenant", "s1", "cursor", "0", NULL};
  static const char *const wrong[] = {"tenant", "s1", "cursor", "0 or 1", NULL};

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autoptr (ZbFakeAnswer) taken = zb_fake_get (fixture->node, fixture->city, places[i], right);
    g_autoptr (ZbFakeAnswer) refused = zb_fake_get (fixture->node, fixture->city, places[i], wrong);

    g_assert_cmpuint (taken->status, ==, 200);
    zb_fake_assert_refused (refused, 400, "bad-argument");
  }
}

static char *
replace (const char *text, const char *from, const char *to)
{
  g_auto (GStrv) parts = g_strsplit (text, from, -1);

  g_assert_cmpuint (g_strv_length (parts), >, 1);
  return g_strjoinv (to, parts);
}

/* The sample of B203 whose operating profit does not add up, as @unit's. */
static ZbReport *
read_sample (const ZbService *service, const char *unit, const char *package)
{
  g_autofree char *path =
      g_build_filename (g_getenv ("ZB_SOURCE_ROOT"),
                        "forms/catalogue/s1/B203/2023/samples/bad-operating-profit.xml", NULL);
  g_autofree char *text = NULL, *with_package = NULL, *whole = NULL, *attribute = NULL;
  g_autoptr (GError) error = NULL;
  ZbReport *report;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  attribute = g_strndup (strstr (text, "unit=\""), strlen ("unit=\"") + strlen (unit));
  with_package = replace (text, "package=\"sample\"", package);
  g_autofree char *own = g_strconcat ("unit=\"", unit, NULL);
  whole = replace (with_package, attribute, own);
  report = zb_report_read ("report.xml", whole, strlen (whole),
                           zb_rulebook_catalogue (service->rulebook), &error);
  g_assert_no_error (error);
  return report;
}

/* Explains whatever may be explained. */
static void
explain_all (const ZbService *service, const ZbPackage *package, ZbReport *report)
{
  g_autoptr (GError) error = NULL;
  ZbRuleset *ruleset = zb_rulebook_get (service->rulebook, package, &error);
  g_assert_no_error (error);
  g_autoptr (ZbCheck) check =
      zb_check_new (ruleset, report, zb_context_empty, ZB_CHECK_VERIFY, TRUE);

  zb_check_run (check);
  for (guint i = 0; i < zb_check_findings (check)->len; i++) {
    const ZbFinding *finding = zb_check_findings (check)->pdata[i];
    ZbExplanation *explanation = zb_explanation_new (
        finding, "accounting", "处置子公司的投资损失计入营业利润，见审计报告第十二页。", "李文博",
        NOW);

    zb_report_explain (report, explanation);
    zb_explanation_free (explanation);
  }
}

static void
send_unbalanced (Fixture *fixture, const ZbTestPerson *person)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  const ZbService *service = zb_node_service (zb_test_node_get (fixture->node));
  g_autoptr (GError) error = NULL;
  ZbPeriod period;

  g_assert_true (zb_period_parse ("2024-06", &period, NULL));
  ZbPackage *package =
      zb_catalogue_find (zb_rulebook_catalogue (service->rulebook), "B203", period, &error);
  g_assert_no_error (error);
  g_autofree char *attribute = g_strdup_printf ("package=\"%s\"", zb_package_digest (package));
  g_autoptr (ZbReport) report = read_sample (service, person->unit, attribute);
  explain_all (service, package, report);
  g_autoptr (GBytes) bytes = zb_report_write (report);
  g_autoptr (ZbEnvelope) envelope =
      zb_sample_envelope (person, zb_package_digest (package), "B203", "2024-06", NOW);
  g_autoptr (GBytes) container = zb_sample_seal (person, envelope, bytes, NOW);
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "POST",
                                                   .path = "/v1/messages",
                                                   .headers = headers,
                                                   .body = container,
                                                   .person = person});
  g_assert_cmpstr (answer->text, !=, "");
  g_assert_cmpuint (answer->status, ==, 201);
}

/* Whoever reviews sees the likely wrong cells beside the findings; the sender has seen them before.
 */
static void
test_reviewers_see_suspects (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbTestPerson) person =
      zb_test_node_add_enterprise (fixture->node, "9135020061202218XY", "厦门另一家企业");

  zb_test_node_open_period (fixture->node, "B203", "2024-06");
  send_unbalanced (fixture, person);
  g_autoptr (ZbFakeAnswer) mine =
      zb_fake_get (fixture->node, person, "/v1/reports/2/findings", NULL);
  g_autoptr (ZbFakeAnswer) theirs =
      zb_fake_get (fixture->node, fixture->city, "/v1/reports/2/findings", NULL);
  g_autoptr (ZbFakeAnswer) sound =
      zb_fake_get (fixture->node, fixture->city, "/v1/reports/1/findings", NULL);

  g_assert_cmpuint (mine->status, ==, 200);
  g_assert_null (strstr (mine->text, "suspects"));
  g_assert_nonnull (strstr (theirs->text, "\"suspects\":{\"too_large\":false"));
  g_assert_nonnull (strstr (theirs->text, "{\"outcome\":\"found\",\"rules\":[\"B203#7/1\"],"
                                          "\"sets\":[[\"A.301.1\"],[\"A.307.1\"]"));
  /* The total itself is borne out by the rule for total profit. */
  g_assert_null (strstr (theirs->text, "[\"A.323.1\"]"));
  g_assert_nonnull (strstr (sound->text, "\"suspects\":null"));
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/report-routes/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("ids-are-digits", test_ids_are_digits);
  ADD ("cursors-are-digits", test_cursors_are_digits);
  ADD ("reviewers-see-suspects", test_reviewers_see_suspects);
  return g_test_run ();
}
