/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/protocol.h"
#include "formats/xml-elsewhere.h"
#include "formats/xml-trace.h"
#include "server/publishing/proposal.h"
#include "server/reading/error.h"
#include "server/store/notice.h"
#include "server/store/obligation.h"
#include "server/verify.h"
#include "tests/support/fake-request.h"
#include "tests/support/small-publication.h"

#include <string.h>

#define UNIT "91350200MA2KUY1H08"
/* 2024-07-05 */
#define NOW (G_GINT64_CONSTANT (1720150000) * G_USEC_PER_SEC)

typedef struct {
  gint64 now;
  ZbTestNode *node;
  ZbTestPerson *lin, *wu; /* administrators of s1 */
  ZbSmallPublication *small;
} Fixture;

static ZbTestPerson *
add_staff (Fixture *fixture, const char *person, const char *role, const char *tenant)
{
  g_autofree char *invitation =
      zb_test_node_invite_staff (fixture->node, person, role, tenant, NULL);

  return zb_test_node_enrol (fixture->node, invitation, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->now = NOW;
  fixture->node = zb_test_node_new_at (&fixture->now);
  fixture->lin = add_staff (fixture, "lin", "admin", "s1");
  fixture->wu = add_staff (fixture, "wu", "admin", "s1");
  fixture->small = zb_small_publication_new ("T-01", NOW);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  zb_small_publication_free (fixture->small);
  zb_test_person_free (fixture->lin);
  zb_test_person_free (fixture->wu);
  zb_test_node_free (fixture->node);
}

static ZbFakeAnswer *
post (Fixture *fixture, const ZbTestPerson *person, const char *path, GBytes *body)
{
  return zb_fake_ask (
      fixture->node,
      &(ZbFakeRequest){.method = "POST", .path = path, .body = body, .person = person});
}

/* What @signer signed, brought by @person. */
static ZbFakeAnswer *
propose_as (Fixture *fixture, const ZbTestPerson *person, const ZbTestPerson *signer)
{
  g_autoptr (GBytes) archive = zb_small_publication_pack (fixture->small, signer, fixture->now);

  return post (fixture, person, "/v1/publications", archive);
}

static gint64
propose (Fixture *fixture)
{
  g_autoptr (ZbFakeAnswer) answer = propose_as (fixture, fixture->lin, fixture->lin);

  if (answer->status != 201)
    g_error ("%s", answer->text);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  return zb_json_integer (zb_json_get (json, "id"), 0);
}

static ZbFakeAnswer *
confirm_as (Fixture *fixture, gint64 id, const ZbTestPerson *person, const ZbTestPerson *signer)
{
  g_autofree char *path =
      g_strdup_printf ("/v1/publications/%" G_GINT64_FORMAT "/confirmation", id);
  g_autoptr (GBytes) signature = zb_small_publication_sign (fixture->small, signer, fixture->now);

  return post (fixture, person, path, signature);
}

static void
confirm (Fixture *fixture, gint64 id)
{
  g_autoptr (ZbFakeAnswer) answer = confirm_as (fixture, id, fixture->wu, fixture->wu);

  if (answer->status != 204)
    g_error ("%s", answer->text);
}

/* The package that serves T-01 for @period; NULL if none does. */
static const char *
serving (Fixture *fixture, const char *period)
{
  ZbCatalogue *catalogue =
      zb_rulebook_catalogue (zb_node_service (zb_test_node_get (fixture->node))->rulebook);
  ZbPeriod parsed;

  g_assert_true (zb_period_parse (period, &parsed, NULL));
  ZbPackage *package = zb_catalogue_find (catalogue, "T-01", parsed, NULL);
  return package ? zb_package_name (package) : NULL;
}

static void
assert_refused (ZbFakeAnswer *answer, guint status, const char *code, const char *text)
{
  if (strstr (answer->text, text) == NULL)
    g_error ("%s", answer->text);
  zb_fake_assert_refused (answer, status, code);
  zb_fake_answer_free (answer);
}

static void
test_holds_once_confirmed (Fixture *fixture, gconstpointer data)
{
  gint64 id = propose (fixture);

  g_assert_null (serving (fixture, "2024-06"));
  assert_refused (confirm_as (fixture, id, fixture->lin, fixture->lin), 422, "bad-signature",
                  "both signatures are of lin");
  g_assert_null (serving (fixture, "2024-06"));
  confirm (fixture, id);
  g_assert_cmpstr (serving (fixture, "2024-06"), ==, "T-01/2024.1");
  /* The answer was lost, and he asks again. */
  confirm (fixture, id);
  assert_refused (propose_as (fixture, fixture->lin, fixture->lin), 422, "wrong-order",
                  "the next revision of the edition is 2");
}

/* A node that is opened again serves what was confirmed, and what was signed still stands. */
static void
test_stays_after_a_restart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  confirm (fixture, propose (fixture));
  zb_test_node_close (fixture->node);
  g_autoptr (ZbLogReport) report = zb_node_verify (zb_test_node_dir (fixture->node), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (report->faults->len, ==, 0);
  zb_test_node_open (fixture->node);
  g_assert_cmpstr (serving (fixture, "2024-06"), ==, "T-01/2024.1");
}

static void
test_second_must_be_an_administrator (Fixture *fixture, gconstpointer data)
{
  gint64 id = propose (fixture);
  g_autoptr (ZbTestPerson) city = add_staff (fixture, "zhou", "city", "s1");
  g_autoptr (ZbTestPerson) elsewhere = add_staff (fixture, "chen", "admin", "s2");
  g_autoptr (ZbTestPerson) again = add_staff (fixture, "lin", "admin", "s1");

  assert_refused (confirm_as (fixture, id, city, city), 403, "forbidden", "");
  assert_refused (confirm_as (fixture, id, elsewhere, elsewhere), 404, "not-found", "");
  assert_refused (confirm_as (fixture, id, again, again), 422, "bad-signature", "lin");
  assert_refused (confirm_as (fixture, id, fixture->wu, city), 403, "wrong-signer", "zhou");
  g_assert_null (serving (fixture, "2024-06"));
}

static void
test_first_must_be_an_administrator (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbTestPerson) elsewhere = add_staff (fixture, "chen", "admin", "s2");

  assert_refused (propose_as (fixture, elsewhere, elsewhere), 403, "wrong-signer",
                  "does not administer the forms of s1");
  assert_refused (propose_as (fixture, fixture->wu, fixture->lin), 403, "wrong-signer",
                  "the signature is of lin, the connection of wu");
}

/* A signature over other bytes confirms nothing. */
static void
test_changed_bytes (Fixture *fixture, gconstpointer data)
{
  gint64 id = propose (fixture);

  g_free (fixture->small->order->reason);
  fixture->small->order->reason = g_strdup ("另一理由");
  assert_refused (confirm_as (fixture, id, fixture->wu, fixture->wu), 422, "wrong-digest", "");
  g_assert_null (serving (fixture, "2024-06"));
}

static void
test_other_node (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->small->order->node);
  fixture->small->order->node = g_strdup ("350300");
  assert_refused (propose_as (fixture, fixture->lin, fixture->lin), 422, "wrong-order",
                  "for the node 350300, this is 350200");
}

static void
test_old_statement (Fixture *fixture, gconstpointer data)
{
  fixture->small->order->created = NOW - 8 * G_TIME_SPAN_DAY;
  assert_refused (propose_as (fixture, fixture->lin, fixture->lin), 422, "wrong-order",
                  "sign it anew");
}

static void
test_names_line_and_file (Fixture *fixture, gconstpointer data)
{
  zb_small_publication_put (fixture->small, "form.rules",
                            "form T-01 revision 1\n\n#1 hard\n  [07,1] >= 0\n");
  zb_small_publication_name (fixture->small);
  assert_refused (propose_as (fixture, fixture->lin, fixture->lin), 422, "bad-package",
                  "T-01/2024.1/form.rules:4:3: error: ");
  zb_small_publication_put (fixture->small, "form.xml", "<form xmlns='urn:zhibao:form:1'\n>");
  assert_refused (propose_as (fixture, fixture->lin, fixture->lin), 422, "bad-package",
                  "T-01/2024.1/form.xml:2: ");
}

static void
test_samples_must_give_their_findings (Fixture *fixture, gconstpointer data)
{
  zb_small_publication_put (fixture->small, "samples/bad-b.findings", "T-01#2 hard fail\n");
  assert_refused (propose_as (fixture, fixture->lin, fixture->lin), 422, "bad-package",
                  "samples/bad-b does not give T-01#2 hard fail");
  zb_small_publication_put (fixture->small, "samples/bad-b.findings", "T-01#1 hard fail\n");
  zb_small_publication_put (fixture->small, "samples/good-a.xml", "<report>");
  assert_refused (propose_as (fixture, fixture->lin, fixture->lin), 422, "bad-package",
                  "samples/good-a.xml:1: ");
}

static void
test_contradictions (Fixture *fixture, gconstpointer data)
{
  zb_small_publication_put (
      fixture->small, "form.rules",
      "form T-01 revision 1\n\n#1 hard\n  [01,1] >= [02,1] + 1\n\n#2 hard\n  [02,1] >= "
      "[01,1] + 1\n");
  zb_small_publication_name (fixture->small);
  assert_refused (propose_as (fixture, fixture->lin, fixture->lin), 422, "bad-package",
                  "form.rules:");
}

static void
test_a_file_too_many (Fixture *fixture, gconstpointer data)
{
  zb_small_publication_put (fixture->small, "zz.txt", "?");
  assert_refused (propose_as (fixture, fixture->lin, fixture->lin), 422, "bad-package",
                  "“zz.txt” has no place in a bundle");
}

static void
test_waits_once (Fixture *fixture, gconstpointer data)
{
  propose (fixture);
  assert_refused (propose_as (fixture, fixture->wu, fixture->wu), 409, "exists",
                  "publication 1 of T-01/2024.1 waits for a second signature");
}

static void
test_rejected (Fixture *fixture, gconstpointer data)
{
  gint64 id = propose (fixture);
  g_autoptr (ZbFakeAnswer) why =
      zb_fake_post (fixture->node, fixture->wu, "/v1/publications/1/end", "{}", NULL);
  g_autoptr (ZbFakeAnswer) done = zb_fake_post (
      fixture->node, fixture->wu, "/v1/publications/1/end", "{\"reason\":\"too early\"}", NULL);

  zb_fake_assert_refused (why, 400, "missing-argument");
  g_assert_cmpuint (done->status, ==, 204);
  assert_refused (confirm_as (fixture, id, fixture->wu, fixture->wu), 404, "not-found", "");
  /* The next one may come. */
  g_assert_cmpint (propose (fixture), ==, 2);
}

static void
test_from_period_and_time (Fixture *fixture, gconstpointer data)
{
  fixture->small->order->from = g_strdup ("2024-06");
  fixture->small->order->at = NOW + G_TIME_SPAN_HOUR;
  confirm (fixture, propose (fixture));
  g_assert_null (serving (fixture, "2024-06"));
  fixture->now = fixture->small->order->at;
  g_assert_true (zb_node_tend (zb_test_node_get (fixture->node), NULL));
  g_assert_null (serving (fixture, "2024-05"));
  g_assert_cmpstr (serving (fixture, "2024-06"), ==, "T-01/2024.1");
}

static GBytes *
nobody_cb (
    const void *bytes, gsize length, const ZbXmlLimits *limits, gpointer data, GError **error)
{
  g_set_error_literal (error, ZB_READING_ERROR, ZB_READING_ERROR_UNAVAILABLE, "nobody reads");
  return NULL;
}

static const ZbXmlElsewhere nobody = {nobody_cb, NULL};

/* A form that nobody can read for a while is not one that is wrong, … */
static void
test_waits_for_who_reads_the_form (Fixture *fixture, gconstpointer data)
{
  zb_xml_set_elsewhere (&nobody);
  assert_refused (propose_as (fixture, fixture->lin, fixture->lin), 503, "unavailable", "");
  zb_xml_set_elsewhere (NULL);
  gint64 id = propose (fixture);
  zb_xml_set_elsewhere (&nobody);
  assert_refused (confirm_as (fixture, id, fixture->wu, fixture->wu), 503, "unavailable", "");
  zb_xml_set_elsewhere (NULL);
  confirm (fixture, id);
  g_assert_cmpstr (serving (fixture, "2024-06"), ==, "T-01/2024.1");
}

static GBytes *
nobody_for_samples_cb (
    const void *bytes, gsize length, const ZbXmlLimits *limits, gpointer data, GError **error)
{
  const ZbXmlElsewhere *own = zb_xml_get_elsewhere ();
  GBytes *trace;

  if (g_strstr_len (bytes, (gssize)length, "SAMPLE") != NULL)
    return nobody_cb (bytes, length, limits, data, error);
  zb_xml_set_elsewhere (NULL);
  trace = zb_xml_trace_make (bytes, length, limits);
  zb_xml_set_elsewhere (own);
  return trace;
}

/* … nor are its samples, … */
static void
test_waits_for_who_reads_the_samples (Fixture *fixture, gconstpointer data)
{
  static const ZbXmlElsewhere nobody_for_samples = {nobody_for_samples_cb, NULL};

  zb_small_publication_put (fixture->small, "samples/good-c.xml", "<!DOCTYPE SAMPLE><x/>");
  zb_xml_set_elsewhere (&nobody_for_samples);
  assert_refused (propose_as (fixture, fixture->lin, fixture->lin), 503, "unavailable", "");
  zb_xml_set_elsewhere (NULL);
}

/* … nor one that is damaged in the store. */
static void
test_waits_for_who_reads_the_stored (Fixture *fixture, gconstpointer data)
{
  ZbNode *node = zb_test_node_get (fixture->node);
  g_autoptr (GError) error = NULL;

  fixture->small->order->at = NOW + G_TIME_SPAN_HOUR;
  confirm (fixture, propose (fixture));
  fixture->now = fixture->small->order->at;
  zb_xml_set_elsewhere (&nobody);
  g_assert_false (zb_node_tend (node, &error));
  zb_xml_set_elsewhere (NULL);
  g_assert_error (error, ZB_READING_ERROR, ZB_READING_ERROR_UNAVAILABLE);
  g_assert_true (zb_node_tend (node, NULL));
  g_assert_cmpstr (serving (fixture, "2024-06"), ==, "T-01/2024.1");
}

static void
test_hotfix (Fixture *fixture, gconstpointer data)
{
  fixture->small->order->hotfix = TRUE;
  assert_refused (propose_as (fixture, fixture->lin, fixture->lin), 422, "wrong-order",
                  "there is nothing to fix");
  fixture->small->order->hotfix = FALSE;
  confirm (fixture, propose (fixture));
  zb_small_publication_fill (fixture->small, 2, "02", ">");
  assert_refused (propose_as (fixture, fixture->lin, fixture->lin), 422, "wrong-order",
                  "another revision of it is a hotfix");
  fixture->small->order->hotfix = TRUE;
  fixture->small->order->from = g_strdup ("2024-06");
  confirm (fixture, propose (fixture));
  g_assert_cmpstr (serving (fixture, "2024-05"), ==, "T-01/2024.1");
  g_assert_cmpstr (serving (fixture, "2024-06"), ==, "T-01/2024.2");
}

static void
test_hotfix_asks_the_same (Fixture *fixture, gconstpointer data)
{
  confirm (fixture, propose (fixture));
  zb_small_publication_fill (fixture->small, 2, "03", ">=");
  fixture->small->order->hotfix = TRUE;
  assert_refused (propose_as (fixture, fixture->lin, fixture->lin), 422, "wrong-order",
                  "the row 02 is not as in the revision before");
}

static void
make_withdrawal (Fixture *fixture, const char *from)
{
  g_free (fixture->small->order->kind);
  g_free (fixture->small->order->from);
  fixture->small->order->kind = g_strdup ("withdraw");
  fixture->small->order->from = g_strdup (from);
  fixture->small->order->hotfix = FALSE;
  g_ptr_array_set_size (fixture->small->order->files, 0);
}

static void
test_withdrawn (Fixture *fixture, gconstpointer data)
{
  confirm (fixture, propose (fixture));
  make_withdrawal (fixture, "2024-08");
  gint64 id = propose (fixture);
  g_assert_cmpstr (serving (fixture, "2024-08"), ==, "T-01/2024.1");
  confirm (fixture, id);
  g_assert_cmpstr (serving (fixture, "2024-07"), ==, "T-01/2024.1");
  g_assert_null (serving (fixture, "2024-08"));
  assert_refused (propose_as (fixture, fixture->lin, fixture->lin), 409, "exists",
                  "withdrawn already");
}

/* The revision before serves again. */
static void
test_withdrawn_hotfix (Fixture *fixture, gconstpointer data)
{
  confirm (fixture, propose (fixture));
  zb_small_publication_fill (fixture->small, 2, "02", ">");
  fixture->small->order->hotfix = TRUE;
  confirm (fixture, propose (fixture));
  make_withdrawal (fixture, "2024-06");
  confirm (fixture, propose (fixture));
  g_assert_cmpstr (serving (fixture, "2024-05"), ==, "T-01/2024.2");
  g_assert_cmpstr (serving (fixture, "2024-06"), ==, "T-01/2024.1");
}

static void
test_tells_history (Fixture *fixture, gconstpointer data)
{
  static const char *const query[] = {"tenant", "s1", "form", "T-01", NULL};

  confirm (fixture, propose (fixture));
  g_autoptr (ZbFakeAnswer) answer =
      zb_fake_get (fixture->node, fixture->wu, "/v1/publications", query);
  g_autoptr (ZbJson) json = zb_fake_answer_json (answer);
  const ZbJson *list = zb_json_get (json, "publications");
  g_assert_cmpuint (zb_json_length (list), ==, 1);
  g_assert_cmpuint (zb_json_length (zb_json_get (json, "founded")), ==, 0);
  const ZbJson *one = zb_json_at (list, 0);
  g_assert_cmpstr (zb_json_get_string (one, "who"), ==, "lin");
  g_assert_cmpstr (zb_json_get_string (one, "second"), ==, "wu");
  g_assert_cmpstr (zb_json_get_string (one, "state"), ==, "confirmed");
  g_assert_cmpstr (zb_json_get_string (one, "digest"), ==, fixture->small->order->package);
  g_assert_cmpstr (zb_json_get_string (one, "reason"), ==, "新表");
}

static void
test_hands_out_the_statement (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path =
      g_strdup_printf ("/v1/packages/%s/publication", fixture->small->order->package);
  g_autoptr (GError) error = NULL;
  gint64 id = propose (fixture);
  g_autoptr (ZbFakeAnswer) before = zb_fake_get (fixture->node, fixture->wu, path, NULL);

  zb_fake_assert_refused (before, 404, "not-found");
  confirm (fixture, id);
  g_autoptr (ZbFakeAnswer) answer = zb_fake_get (fixture->node, fixture->wu, path, NULL);
  g_assert_cmpuint (answer->status, ==, 200);
  g_autoptr (GBytes) bytes = g_bytes_new (answer->text, answer->length);
  g_autoptr (ZbSignedPublication) opened = zb_signed_publication_open ("answer", bytes, &error);
  g_assert_no_error (error);
  g_assert_null (opened->contents);
  zb_signed_publication_verify (opened, zb_node_service (zb_test_node_get (fixture->node))->trust,
                                NOW, &error);
  g_assert_no_error (error);
}

/* Who has the present catalogue is told so. */
static void
test_catalogue_tag (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ZbFakeAnswer) first = zb_fake_get (fixture->node, fixture->wu, "/v1/catalogue", NULL);
  const char *tag = zb_fake_answer_header (first, "ETag");
  const char *const headers[] = {"If-None-Match", tag, NULL};
  ZbFakeRequest request = {
      .method = "GET", .path = "/v1/catalogue", .headers = headers, .person = fixture->wu};

  g_assert_nonnull (tag);
  g_autoptr (ZbFakeAnswer) same = zb_fake_ask (fixture->node, &request);
  g_assert_cmpuint (same->status, ==, 304);
  confirm (fixture, propose (fixture));
  g_autoptr (ZbFakeAnswer) changed = zb_fake_ask (fixture->node, &request);
  g_assert_cmpuint (changed->status, ==, 200);
}

/* The unit owes the form for two periods, of which neither is settled. */
static void
owe (Fixture *fixture, gint64 unit)
{
  static const char *const periods[] = {"2024-05", "2024-06"};
  const ZbRespondent one = {unit, UNIT, "厦门屿曜芯集成电路", "350213", ""};

  for (guint i = 0; i < G_N_ELEMENTS (periods); i++) {
    const ZbObligations what = {"s1", "T-01", periods[i], &one, 1, NULL};
    ZbAct act = {.kind = ZB_ACT_OBLIGATIONS, .what = &what, .time = NOW, .who = "test"};
    g_autoptr (GError) error = NULL;

    zb_store_commit_one (zb_test_node_store (fixture->node), &act, NULL, &error);
    g_assert_no_error (error);
  }
}

/* Who owes a form hears of each new edition once, in both languages; who does not hears nothing. */
static void
test_tells_those_who_owe_it (Fixture *fixture, gconstpointer data)
{
  gint64 unit = zb_test_node_add_unit (fixture->node, UNIT, "厦门屿曜芯集成电路", NULL, NULL);
  gint64 other =
      zb_test_node_add_unit (fixture->node, "91350213MA3BWYA54F", "厦门别家", NULL, NULL);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify)zb_addressee_free);
  g_autoptr (GError) error = NULL;

  confirm (fixture, propose (fixture));
  owe (fixture, unit);
  zb_small_publication_fill (fixture->small, 2, "02", ">");
  fixture->small->order->hotfix = TRUE;
  confirm (fixture, propose (fixture));
  g_ptr_array_add (all, zb_addressee_new (unit, NULL, NULL, NULL));
  g_ptr_array_add (all, zb_addressee_new (other, NULL, NULL, NULL));
  g_autoptr (GPtrArray) notices =
      zb_store_list_notices (zb_test_node_store (fixture->node), all, 0, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (notices->len, ==, 1);
  const ZbNotice *notice = notices->pdata[0];
  g_assert_cmpint (notice->unit, ==, unit);
  g_assert_cmpstr (notice->kind, ==, "form");
  g_assert_cmpstr (notice->form, ==, "T-01");
  g_assert_cmpstr (notice->text_en, ==,
                   "Form T-01 has a corrected edition 2024.2, which holds from now on and comes "
                   "with the next refresh: 新表");
  g_assert_cmpstr (notice->text_zh, ==,
                   "报表 T-01 发布更正版 2024.2，自即日起启用，刷新后自动更新：新表");
}

#define ADD(name, test)                                                                            \
  g_test_add ("/server/publication-routes/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("holds-once-confirmed-by-another", test_holds_once_confirmed);
  ADD ("stays-after-a-restart", test_stays_after_a_restart);
  ADD ("second-must-be-an-administrator", test_second_must_be_an_administrator);
  ADD ("first-must-be-an-administrator", test_first_must_be_an_administrator);
  ADD ("changed-bytes", test_changed_bytes);
  ADD ("other-node", test_other_node);
  ADD ("old-statement", test_old_statement);
  ADD ("names-line-and-file", test_names_line_and_file);
  ADD ("samples-must-give-their-findings", test_samples_must_give_their_findings);
  ADD ("contradictions", test_contradictions);
  ADD ("a-file-too-many", test_a_file_too_many);
  ADD ("waits-once", test_waits_once);
  ADD ("rejected", test_rejected);
  ADD ("from-period-and-time", test_from_period_and_time);
  ADD ("waits-for-who-reads-the-form", test_waits_for_who_reads_the_form);
  ADD ("waits-for-who-reads-the-samples", test_waits_for_who_reads_the_samples);
  ADD ("waits-for-who-reads-the-stored", test_waits_for_who_reads_the_stored);
  ADD ("hotfix", test_hotfix);
  ADD ("hotfix-asks-the-same", test_hotfix_asks_the_same);
  ADD ("withdrawn", test_withdrawn);
  ADD ("withdrawn-hotfix", test_withdrawn_hotfix);
  ADD ("tells-history", test_tells_history);
  ADD ("hands-out-the-statement", test_hands_out_the_statement);
  ADD ("tells-those-who-owe-it", test_tells_those_who_owe_it);
  ADD ("catalogue-tag", test_catalogue_tag);
  return g_test_run ();
}
