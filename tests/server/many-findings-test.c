/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/digest.h"
#include "exchange/evidence.h"
#include "exchange/protocol.h"
#include "formats/json.h"
#include "formats/zip-reader.h"
#include "server/store/version.h"
#include "server/verify.h"
#include "storage/database.h"
#include "tests/support/fake-request.h"
#include "tests/support/sample.h"
#include "tests/support/small-form.h"

#include <string.h>

/* A report of 2,000 rows in which every row breaks three rules: more than a receipt holds, and
 * nothing of it is lost. */

#define UNIT "91350200MA2KUY1H08"
#define PERIOD "2024-06"
#define FORM "S-1"
#define ROWS 2000
#define RULES 3
#define MAX_JSON (64 * 1024 * 1024)
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *person, *city;
} Fixture;

#define LABEL(zh, en) "<label xml:lang='zh'>" zh "</label><label xml:lang='en'>" en "</label>"

static char *
section_text (void)
{
  GString *text = g_string_new ("<section id='B' measure='CNY1000' scale='0'><columns>"
                                "<column code='1'>" LABEL ("本期", "This period") "</column>"
                                                                                  "</columns>");

  for (guint i = 1; i <= ROWS; i++)
    g_string_append_printf (text, "<row code='%u'>" LABEL ("行", "Row") "</row>", i);
  g_string_append (text, "</section>");
  return g_string_free (text, FALSE);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const char *severity = data;
  g_autofree char *section = section_text ();
  g_autofree char *rules = g_strdup_printf ("#1 %s each r in B.* :\n  [r,1] > 1\n"
                                            "#2 %s each r in B.* :\n  [r,1] > 2\n"
                                            "#3 %s each r in B.* :\n  [r,1] > 3\n",
                                            severity, severity, severity);

  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  zb_small_form_publish_filed (
      fixture->node, &(ZbSmallForm){FORM, "2024", "s1", "month", "2024-01"}, section, rules);
  fixture->person = zb_test_node_add_enterprise (fixture->node, UNIT, "厦门屿曜芯集成电路");
  g_autofree char *invitation =
      zb_test_node_invite_staff (fixture->node, "city", "city", "s1", NULL);
  fixture->city = zb_test_node_enrol (fixture->node, invitation, NULL);
  zb_test_node_open_period (fixture->node, FORM, PERIOD);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_test_person_free (fixture->person);
  zb_test_person_free (fixture->city);
  zb_test_node_free (fixture->node);
}

/* Returns what the node answers. */
static ZbJson *
send (Fixture *fixture)
{
  static const char *const headers[] = {"Content-Type", ZB_MIME_ASICE, NULL};
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 1; i <= ROWS; i++) {
    g_ptr_array_add (cells, g_strdup_printf ("B.%u.1", i));
    g_ptr_array_add (cells, g_strdup ("1"));
  }
  g_ptr_array_add (cells, NULL);
  const ZbSampleReport what = {
      .form = FORM, .period = PERIOD, .cells = (const char *const *)cells->pdata};
  g_autoptr (GBytes) container = zb_sample_report (fixture->node, fixture->person, &what);
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_ask (fixture->node, &(ZbFakeRequest){.method = "POST",
                                                   .path = "/v1/messages",
                                                   .headers = headers,
                                                   .body = container,
                                                   .person = fixture->person});

  g_assert_cmpuint (answer->status, ==, 201);
  return zb_fake_answer_json (answer);
}

/* As a client reads it, within the protocol's limits. */
static ZbReceipt *
read_outcome (const ZbJson *answer)
{
  gsize length = 0;
  guchar *data = g_base64_decode (zb_json_get_string (answer, "r2"), &length);
  g_autoptr (GBytes) evidence = g_bytes_new_take (data, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (ZbZip) zip = zb_zip_read ("r2", evidence, &zb_zip_default_limits, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (length, <=, ZB_PROTOCOL_MAX_EVIDENCE);
  g_autoptr (GBytes) bytes = zb_zip_find (zip, "receipt.xml");
  ZbReceipt *receipt = zb_receipt_read ("receipt.xml", bytes, &error);
  g_assert_no_error (error);
  return receipt;
}

static ZbJson *
read_list (const char *text)
{
  g_autoptr (GError) error = NULL;
  ZbJson *list = zb_json_read ("findings", text, strlen (text), MAX_JSON, &error);

  g_assert_no_error (error);
  return list;
}

/* Of each rule as many findings are told or counted as there are rows. */
static void
assert_counted (const char *findings)
{
  g_autoptr (ZbJson) list = read_list (findings);
  guint told[RULES] = {0}, more[RULES] = {0};

  for (guint i = 0; i < zb_json_length (list); i++) {
    const ZbJson *one = zb_json_at (list, i);
    const char *rule = zb_json_get_string (one, "rule");
    guint index = (guint)(rule[strlen (rule) - 1] - '1');

    g_assert_cmpuint (index, <, RULES);
    if (zb_json_get (one, "more"))
      more[index] += (guint)zb_json_integer (zb_json_get (one, "more"), 0);
    else
      told[index]++;
  }
  for (guint i = 0; i < RULES; i++) {
    g_assert_cmpuint (told[i], >=, 16);
    g_assert_cmpuint (told[i], ==, told[0]);
    g_assert_cmpuint (told[i] + more[i], ==, ROWS);
  }
}

/* The sender gets all of them, and they are those that the receipt's digest is of. */
static void
assert_sender_gets_all (Fixture *fixture, const ZbJson *answer, const ZbReceipt *receipt)
{
  g_autofree char *path =
      g_strdup_printf ("/v1/messages/" UNIT "/%s/findings", zb_json_get_string (answer, "message"));
  g_autoptr (ZbFakeAnswer) all = zb_fake_get (fixture->node, fixture->person, path, NULL);
  g_autofree char *digest = zb_digest_hex_of (all->text, all->length);
  g_autoptr (ZbJson) list = read_list (all->text);

  g_assert_cmpuint (all->status, ==, 200);
  g_assert_cmpstr (digest, ==, receipt->findings_digest);
  g_assert_cmpuint (zb_json_length (list), ==, ROWS * RULES);
}

static guint
count_faults (Fixture *fixture, const char *naming)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;

  zb_test_node_close (fixture->node);
  g_autoptr (ZbLogReport) report = zb_node_verify (zb_test_node_dir (fixture->node), NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < report->faults->len; i++) {
    g_autofree char *text = zb_log_fault_describe (report->faults->pdata[i]);

    g_test_message ("%s", text);
    n += strstr (text, naming) != NULL;
  }
  zb_test_node_open (fixture->node);
  return n;
}

static void
test_refusal_tells_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbJson) answer = send (fixture);
  g_autoptr (ZbReceipt) receipt = read_outcome (answer);

  g_assert_cmpstr (receipt->reason, ==, "hard-findings");
  g_assert_cmpstr (receipt->reason_text, ==, "6000 hard findings must be corrected");
  assert_counted (receipt->findings);
  assert_sender_gets_all (fixture, answer, receipt);
  g_assert_cmpuint (count_faults (fixture, ""), ==, 0);
}

static void
change_stored (Fixture *fixture)
{
  g_autofree char *path =
      g_build_filename (zb_test_node_dir (fixture->node), "store", "zhibao.db", NULL);
  g_autoptr (GError) error = NULL;

  zb_test_node_close (fixture->node);
  g_autoptr (ZbDatabase) database = zb_database_open (path, 0, &error);
  g_assert_no_error (error);
  zb_database_execute (database, "DROP TRIGGER message_body_stands", &error);
  g_assert_no_error (error);
  zb_database_execute (database,
                       "UPDATE message_body SET findings = replace (findings, 'S-1#3/B.1999', "
                       "'S-1#3/B.1998')",
                       &error);
  g_assert_no_error (error);
  g_clear_pointer (&database, zb_database_free);
  zb_test_node_open (fixture->node);
}

static void
test_reviewer_sees_all (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbJson) answer = send (fixture);
  g_autoptr (ZbReceipt) receipt = read_outcome (answer);
  const ZbVersionQuery query = {.form = FORM, .level = -1, .limit = 10};
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) versions =
      zb_store_list_versions (zb_test_node_store (fixture->node), &query, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (receipt->outcome, ==, "valid");
  assert_sender_gets_all (fixture, answer, receipt);
  g_autofree char *path = g_strdup_printf ("/v1/reports/%" G_GINT64_FORMAT "/findings",
                                           ((ZbVersion *)versions->pdata[0])->id);
  g_autoptr (ZbFakeAnswer) seen = zb_fake_get (fixture->node, fixture->city, path, NULL);
  g_autoptr (ZbJson) all = read_list (seen->text);
  g_assert_cmpuint (zb_json_length (zb_json_get (all, "findings")), ==, ROWS * RULES);
  g_assert_cmpuint (count_faults (fixture, ""), ==, 0);
  /* What the receipt itself does not hold is under its signature all the same. */
  change_stored (fixture);
  g_assert_cmpuint (count_faults (fixture, "findings"), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/server/many-findings/refusal-tells-all", Fixture, "hard", set_up,
              test_refusal_tells_all, tear_down);
  g_test_add ("/server/many-findings/reviewer-sees-all", Fixture, "info", set_up,
              test_reviewer_sees_all, tear_down);
  return g_test_run ();
}
